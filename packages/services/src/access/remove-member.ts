import type { RemoveMemberInput } from "@stead/contracts/access";
import type { z } from "zod";
import { recordAudit, requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";
import { lockMember } from "./queries.ts";
import { checkMemberChange } from "./rules.ts";
import { askerOf } from "./update-member.ts";

const remove = { name: "member_remove", text: "delete from members where agency_id = $1 and id = $2" };

/**
 * Ends a membership; the person's account stays. Throws FORBIDDEN when somebody who is no owner removes one,
 * PRECONDITION for the last owner, NOT_FOUND.
 */
export async function removeMember({ ctx, input }: Verb<z.infer<typeof RemoveMemberInput>>): Promise<void> {
  requirePermission(ctx, "members:write");
  requireWholeAgency(ctx);
  await ctx.db.transaction(async (tx) => {
    const { member, ownerCount } = await lockMember(tx, ctx, input.memberId);
    checkMemberChange(member, null, askerOf(ctx), ownerCount);
    await tx.sql(remove, ctx.agencyId, input.memberId);
    await recordAudit(tx, ctx, {
      action: "member.removed",
      entityType: "member",
      entityId: input.memberId,
      before: { userId: member.userId, role: member.role, propertyIds: member.propertyIds },
    });
  });
}
