import { unreadCap, type UnreadDto } from "@stead/contracts/notifications";
import { readOne, requirePermission, requirePerson, type ServiceContext } from "../context/index.ts";
import { knownKinds } from "./rows.ts";

const count = {
  name: "notifications_unread",
  text: `select count(*) as count from (
    select from notifications n
    where n.agency_id = $1 and n.user_id = $2 and n.read_at is null and n.kind = any($3::text[]) limit ${unreadCap + 1}) as unread`,
};

/** How many the person has not read, counted up to a cap. */
export async function countUnread({ ctx }: { ctx: ServiceContext }): Promise<UnreadDto> {
  requirePermission(ctx, "agency:read");
  const row = await readOne<{ count: number }>(
    ctx.db.sql,
    count,
    ctx.agencyId,
    requirePerson(ctx),
    knownKinds,
  );
  const found = row?.count ?? 0;
  return { count: Math.min(found, unreadCap), isCapped: found > unreadCap };
}
