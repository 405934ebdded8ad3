import type { MemberDto } from "@stead/contracts/access";
import type { Sql, Tx } from "@stead/db/client";
import { requireFound, type ServiceContext } from "../context/index.ts";

const columns = `m.id, m.user_id as "userId", u.name, u.email, m.role, m.created_at as "createdAt",
    case when m.scope = 'properties' then array(select p.property_id from member_properties p
      where p.agency_id = $1 and p.member_id = m.id order by p.property_id) end as "propertyIds"`;

const members = {
  name: "members_list",
  text: `select ${columns} from members m join users u on u.id = m.user_id where m.agency_id = $1 order by u.name, m.id`,
};
const memberById = {
  name: "member_get",
  text: `select ${columns} from members m join users u on u.id = m.user_id where m.agency_id = $1 and m.id = $2`,
};
const lockOwners = {
  name: "members_lock",
  text: `select id, role from members where agency_id = $1 and (role = 'owner' or id = $2) order by id for update`,
};

export function readMembers(sql: Sql, ctx: ServiceContext): Promise<MemberDto[]> {
  return sql<MemberDto>(members, ctx.agencyId);
}

export async function readMember(sql: Sql, ctx: ServiceContext, id: string): Promise<MemberDto> {
  const [member] = await sql<MemberDto>(memberById, ctx.agencyId, id);
  return requireFound(member, "member");
}

/** Holds a member and all owners, so that two who leave at once do not both see the other stay; counts the owners. */
export async function lockMember(
  tx: Tx,
  ctx: ServiceContext,
  id: string,
): Promise<{ member: MemberDto; ownerCount: number }> {
  const locked = await tx.sql<{ role: string }>(lockOwners, ctx.agencyId, id);
  const member = await readMember(tx.sql, ctx, id);
  return { member, ownerCount: locked.filter(({ role }) => role === "owner").length };
}
