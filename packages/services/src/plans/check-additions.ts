import type { Tx } from "@stead/db/client";
import {
  checkRoom,
  readOne,
  readStanding,
  requireWritable,
  type ServiceContext,
  type StandingRow,
} from "../context/index.ts";
import { readDirectoryUsage } from "./get-plan.ts";
import type { Platform } from "./open-platform.ts";

const takeTurn = {
  name: "plan_turn_directory",
  text: "select pg_advisory_xact_lock(hashtextextended('plan:' || $2 || ':' || $1::text, 0))",
};

type Asker = Pick<ServiceContext, "agencyId" | "standing">;

/**
 * Throws PRECONDITION when one more API key is beyond the plan. Runs in the transaction that makes the key: those who
 * make one at once take turns, so that they do not pass together what none of them may pass.
 */
export async function addKeyWithinPlan(tx: Pick<Tx, "sql">, ctx: Asker): Promise<void> {
  if ((ctx.standing?.limits.apiKeys ?? null) === null) return;
  await tx.sql(takeTurn, ctx.agencyId, "apiKeys");
  const { apiKeys } = await readDirectoryUsage(tx.sql, ctx.agencyId);
  checkRoom(ctx.standing, "apiKeys", apiKeys, 1);
}

/**
 * Throws PRECONDITION when one more member is beyond the plan. Invitations count, and are counted again when they are
 * accepted: two that are sent at once make no more members than the plan allows.
 */
export async function checkNewMember(platform: Platform | null, ctx: Asker): Promise<void> {
  if (platform === null || (ctx.standing?.limits.members ?? null) === null) return;
  const { members } = await readDirectoryUsage(platform.system.sql, ctx.agencyId);
  checkRoom(ctx.standing, "members", members, 1);
}

const standingOf = {
  name: "plan_standing_of_invitation",
  text: `select i.agency_id as "agencyId", s.status, coalesce(p.name, d.name) as "planName", coalesce(s.limits, d.limits) as limits
    from invitations i left join subscriptions s on s.agency_id = i.agency_id left join plans p on p.id = s.plan_id
    left join plans d on d.is_default and d.is_active and s.plan_id is null
    where i.id = $1`,
};

/**
 * Whether an invitation may still be accepted: it was counted when it was sent, and the plan may have become smaller.
 * Throws PRECONDITION.
 */
export async function checkInvitation(platform: Platform | null, invitationId: string): Promise<void> {
  if (platform === null) return;
  const { sql } = platform.system;
  const row = await readOne<StandingRow & { agencyId: string }>(sql, standingOf, invitationId);
  if (row === undefined) return;
  const standing = readStanding(row);
  requireWritable(standing);
  checkRoom(standing, "members", (await readDirectoryUsage(sql, row.agencyId)).members, 0);
}
