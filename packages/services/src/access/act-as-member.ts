import { rolePermissions, type Role } from "@stead/contracts/permissions";
import { AppError } from "@stead/kernel/errors";
import { readOne, type ServiceContext } from "../context/index.ts";

const memberOf = {
  name: "member_rights",
  text: `select m.role, case when m.scope = 'properties' then array(select p.property_id from member_properties p
      where p.agency_id = $1 and p.member_id = m.id) end as "propertyIds"
    from members m where m.agency_id = $1 and m.user_id = $2`,
};

/**
 * The context of a job that works for a person: with the rights that the person has now, not those of Stead. FORBIDDEN
 * when the person is no member any more.
 */
export async function actAsMember(ctx: ServiceContext, userId: string): Promise<ServiceContext> {
  const member = await readOne<{ role: Role; propertyIds: string[] | null }>(
    ctx.db.sql,
    memberOf,
    ctx.agencyId,
    userId,
  );
  if (member === undefined)
    throw new AppError("FORBIDDEN", "who asked for this is no member of the agency any more");
  return {
    ...ctx,
    actor: { kind: "user", id: userId },
    permissions: new Set(rolePermissions[member.role]),
    propertyIds: member.propertyIds,
  };
}
