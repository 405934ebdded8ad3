import type { MemberDto, UpdateMemberInput } from "@stead/contracts/access";
import type { Tx } from "@stead/db/client";
import { violationOf } from "@stead/db/errors";
import { invalidField } from "@stead/kernel/errors";
import {
  actingUserId,
  recordAudit,
  requirePermission,
  requireWholeAgency,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { lockMember, readMember } from "./queries.ts";
import { checkMemberChange } from "./rules.ts";

const setStanding = {
  name: "member_standing_set",
  text: `update members set role = $3, scope = case when $4::uuid[] is null then 'all' else 'properties' end where agency_id = $1 and id = $2`,
};
const clearProperties = {
  name: "member_properties_clear",
  text: `delete from member_properties where agency_id = $1 and member_id = $2 and ($3::uuid[] is null or property_id <> all($3))`,
};
const addProperties = {
  name: "member_properties_add",
  text: `insert into member_properties (agency_id, member_id, property_id) select $1, $2, unnest($3::uuid[])
    on conflict (agency_id, member_id, property_id) do nothing`,
};

/**
 * Changes a member's role and properties; who becomes an owner sees every property. Throws FORBIDDEN when somebody who
 * is no owner touches owners or themselves, PRECONDITION when the last owner would lose the role, INVALID for unknown
 * properties.
 */
export async function updateMember({ ctx, input }: Verb<UpdateMemberInput>): Promise<MemberDto> {
  requirePermission(ctx, "members:write");
  requireWholeAgency(ctx);
  return ctx.db.transaction(async (tx) => {
    const { member: before, ownerCount } = await lockMember(tx, ctx, input.memberId);
    const role = input.role ?? before.role;
    const kept = role === "owner" ? null : before.propertyIds;
    const propertyIds = input.propertyIds === undefined ? kept : input.propertyIds;
    checkMemberChange(before, { role, propertyIds }, askerOf(ctx), ownerCount);
    await tx.sql(setStanding, ctx.agencyId, input.memberId, role, propertyIds);
    await writeProperties(tx, ctx, input.memberId, propertyIds);
    const after = await readMember(tx.sql, ctx, input.memberId);
    const standing = ({ role, propertyIds }: MemberDto) => ({ role, propertyIds });
    await recordAudit(tx, ctx, {
      action: "member.updated",
      entityType: "member",
      entityId: input.memberId,
      before: standing(before),
      after: standing(after),
    });
    return after;
  });
}

async function writeProperties(
  tx: Tx,
  ctx: ServiceContext,
  memberId: string,
  propertyIds: readonly string[] | null,
): Promise<void> {
  await tx.sql(clearProperties, ctx.agencyId, memberId, propertyIds);
  try {
    await tx.sql(addProperties, ctx.agencyId, memberId, propertyIds ?? []);
  } catch (error) {
    if (violationOf(error)?.kind !== "foreign_key") throw error;
    throw invalidField("propertyIds", "exists", "one of these properties is not of this agency");
  }
}

/** Who asks: the right to change the agency itself is what makes an owner. */
export function askerOf(ctx: ServiceContext): { userId: string | null; isOwner: boolean } {
  return {
    userId: actingUserId(ctx),
    isOwner: ctx.permissions.has("agency:write"),
  };
}
