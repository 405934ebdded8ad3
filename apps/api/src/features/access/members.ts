import { MemberDto, RemoveMemberInput, UpdateMemberInput } from "@stead/contracts/access";
import { listMembers, removeMember, updateMember } from "@stead/services/access";
import { z } from "zod";
import { memberProcedure } from "../../trpc/init.ts";
import { Done, done } from "./done.ts";

export const memberRoutes = {
  listMembers: memberProcedure("members:read")
    .output(z.array(MemberDto))
    .query(({ ctx }) => listMembers({ ctx: ctx.services })),
  updateMember: memberProcedure("members:write")
    .input(UpdateMemberInput)
    .output(MemberDto)
    .mutation(({ ctx, input }) => updateMember({ ctx: ctx.services, input })),
  removeMember: memberProcedure("members:write")
    .input(RemoveMemberInput)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await removeMember({ ctx: ctx.services, input });
      return done;
    }),
};
