import type { SessionIdentity } from "@stead/auth/identity";
import type { InvitationDto, InviteMemberInput, MeDto } from "@stead/contracts/access";
import { AppError } from "@stead/kernel/errors";
import { requireWholeAgency, type ServiceContext } from "@stead/services/context";
import { checkInvitation, checkNewMember } from "@stead/services/plans";
import { serviceContext, type ApiContext } from "../../trpc/context.ts";
import { auditAccess } from "./audit.ts";
import { describeMe } from "./me.ts";

/** The open invitations of the agency. */
export async function listInvitations(
  { deps }: ApiContext,
  services: ServiceContext,
): Promise<InvitationDto[]> {
  requireWholeAgency(services);
  return deps.auth.listInvitations(services.agencyId);
}

/** Invites a colleague. Whoever is limited to some properties cannot: the colleague would not be. */
export async function inviteMember(
  ctx: ApiContext,
  services: ServiceContext,
  input: InviteMemberInput,
): Promise<InvitationDto> {
  requireWholeAgency(services);
  const { agencyId, permissions } = services;
  const { auth, platform } = ctx.deps;
  await checkNewMember(platform, services);
  const invitation = await auth.inviteMember({ agencyId, permissions, headers: ctx.headers }, input);
  await auditAccess(services, {
    action: "invitation.sent",
    entityType: "invitation",
    entityId: invitation.id,
    after: { role: invitation.role, email: input.email },
  });
  return invitation;
}

export async function cancelInvitation(
  ctx: ApiContext,
  services: ServiceContext,
  invitationId: string,
): Promise<void> {
  requireWholeAgency(services);
  await ctx.deps.auth.cancelInvitation({ agencyId: services.agencyId, invitationId });
  await auditAccess(services, {
    action: "invitation.withdrawn",
    entityType: "invitation",
    entityId: invitationId,
  });
}

/** Makes the person a member and lets the session work in the new agency. */
export async function acceptInvitation(
  ctx: ApiContext,
  person: SessionIdentity,
  invitationId: string,
): Promise<MeDto> {
  const { auth, platform } = ctx.deps;
  await checkInvitation(platform, invitationId);
  const { agencyId, memberId } = await auth.acceptInvitation({ headers: ctx.headers, invitationId });
  await auth.chooseAgency({ userId: person.user.id, sessionId: person.session.id, agencyId });
  const resolved = await auth.resolveSession(ctx.headers);
  if (!resolved?.membership) throw new AppError("UNAUTHENTICATED", "sign in first");
  const services = serviceContext({ ...ctx, caller: { ...resolved, kind: "session" } }, resolved.membership);
  await auditAccess(services, {
    action: "invitation.accepted",
    entityType: "member",
    entityId: memberId,
    after: { role: resolved.membership.role },
  });
  return describeMe(ctx, resolved);
}
