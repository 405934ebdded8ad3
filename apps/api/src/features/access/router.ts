import {
  ApiKeyDto,
  ApiKeyIdInput,
  ChooseAgencyInput,
  CreateAgencyInput,
  CreateApiKeyInput,
  CreatedApiKeyDto,
  InvitationDto,
  InvitationIdInput,
  InvitationPreviewDto,
  InviteMemberInput,
  KeptMailDto,
  MeDto,
  RevokeSessionInput,
  SessionDto,
} from "@stead/contracts/access";
import { loadAccount } from "@stead/services/plans";
import { z } from "zod";
import {
  memberInPersonProcedure,
  memberProcedure,
  operatorProcedure,
  publicProcedure,
  signedInProcedure,
} from "../../trpc/init.ts";
import { chooseAgency, createAgency } from "./agencies.ts";
import { createApiKey, listApiKeys, revokeApiKey } from "./api-keys.ts";
import { acceptInvitation, cancelInvitation, inviteMember, listInvitations } from "./invitations.ts";
import { Done, done } from "./done.ts";
import { describeMe } from "./me.ts";

export const accessRoutes = {
  me: signedInProcedure.output(MeDto).query(({ ctx }) => {
    const { membership } = ctx.person;
    // An owner may look at the plan next: the provider is slow to answer.
    if (membership?.role === "owner") void loadAccount(ctx.deps.platform, membership.agency.id);
    return describeMe(ctx, ctx.person);
  }),
  createAgency: signedInProcedure
    .input(CreateAgencyInput)
    .output(MeDto)
    .mutation(({ ctx, input }) => createAgency(ctx, ctx.person, input)),
  chooseAgency: signedInProcedure
    .input(ChooseAgencyInput)
    .output(MeDto)
    .mutation(({ ctx, input }) => chooseAgency(ctx, ctx.person, input.agencyId)),

  listInvitations: memberProcedure("members:read")
    .output(z.array(InvitationDto))
    .query(({ ctx }) => listInvitations(ctx, ctx.services)),
  inviteMember: memberInPersonProcedure("members:write")
    .input(InviteMemberInput)
    .output(InvitationDto)
    .mutation(({ ctx, input }) => inviteMember(ctx, ctx.services, input)),
  cancelInvitation: memberProcedure("members:write")
    .input(InvitationIdInput)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await cancelInvitation(ctx, ctx.services, input.invitationId);
      return done;
    }),
  previewInvitation: publicProcedure
    .input(InvitationIdInput)
    .output(InvitationPreviewDto)
    .query(({ ctx, input }) => ctx.deps.auth.previewInvitation(input.invitationId)),
  acceptInvitation: signedInProcedure
    .input(InvitationIdInput)
    .output(MeDto)
    .mutation(({ ctx, input }) => acceptInvitation(ctx, ctx.person, input.invitationId)),

  listSessions: signedInProcedure
    .output(z.array(SessionDto))
    .query(({ ctx }) => ctx.deps.auth.listSessions(ctx.person.user.id, ctx.person.session.id)),
  revokeSession: signedInProcedure
    .input(RevokeSessionInput)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await ctx.deps.auth.revokeSession({ userId: ctx.person.user.id, sessionId: input.sessionId });
      return done;
    }),

  listApiKeys: memberProcedure("api-keys:write")
    .output(z.array(ApiKeyDto))
    .query(({ ctx }) => listApiKeys(ctx, ctx.services)),
  createApiKey: memberInPersonProcedure("api-keys:write")
    .input(CreateApiKeyInput)
    .output(CreatedApiKeyDto)
    .mutation(({ ctx, input }) => createApiKey(ctx, ctx.services, ctx.person, input)),
  revokeApiKey: memberProcedure("api-keys:write")
    .input(ApiKeyIdInput)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await revokeApiKey(ctx, ctx.services, input.apiKeyId);
      return done;
    }),

  listKeptMails: operatorProcedure
    .meta({ level: "operator", tellsSecret: true })
    .output(z.array(KeptMailDto))
    .query(({ ctx }) => ctx.deps.auth.listKeptMails()),
};
