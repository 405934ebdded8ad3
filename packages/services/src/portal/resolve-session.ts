import { hashToken } from "@stead/auth/tokens";
import type { TenantDb } from "@stead/db/client";
import type { Clock } from "@stead/kernel/clock";
import { readOne, type AgencyFacts, type Rails } from "../context/index.ts";
import { hasAddress, leasesOf, type PortalContext } from "./queries.ts";
import { idleMs, seenEveryMs } from "./rules.ts";

/** Whom a tenant's cookie stands for, and what is the tenant's own. */
export type PortalIdentity = {
  agency: Omit<AgencyFacts, "policies"> & { policies: unknown };
  contactId: string;
  sessionId: string;
  leaseIds: string[];
  /** Where the leases are: nothing of other properties is ever seen. */
  propertyIds: string[];
};

type Row = Omit<PortalIdentity, "leaseIds" | "propertyIds"> & {
  addressKey: string;
  seenAt: string;
  status: string;
  phone: string | null;
  email: string | null;
  leases: { id: string; propertyId: string }[];
};

const sessionWhere = (
  condition: string,
) => `select s.id as "sessionId", s.contact_id as "contactId", s.address_key as "addressKey", s.seen_at as "seenAt",
      c.status, c.phone, c.email,
      json_build_object('name', a.name, 'currency', a.currency, 'timeZone', a.time_zone, 'country', a.country, 'locale', a.locale,
        'policies', a.policies) as agency,
      coalesce((select json_agg(json_build_object('id', own.id, 'propertyId', own.property_id) order by own.number desc)
        from (${leasesOf("s.contact_id")}) own), '[]') as leases
    from portal_sessions s
    join contacts c on c.agency_id = $1 and c.id = s.contact_id
    join agencies a on a.id = $1
    where s.agency_id = $1 and ${condition} and s.expires_at > $3`;
const byToken = { name: "portal_session", text: sessionWhere("s.token_hash = $2") };
const byIds = { name: "portal_sessions", text: sessionWhere("s.id = any($2::uuid[])") };
const seen = {
  name: "portal_session_seen",
  text: "update portal_sessions set seen_at = $3 where agency_id = $1 and id = $2",
};
const end = {
  name: "portal_session_end",
  text: "delete from portal_sessions where agency_id = $1 and id = $2",
};

type Parts = { agencyId: string; db: TenantDb; clock: Clock; rails: Rails };

/**
 * The tenant of a session's token, in one statement; null for one that is unknown or over. A session ends after a week
 * without use, and with what it stands on: the contact, the proved address, the last lease.
 */
export async function resolveSession(parts: Parts, token: string): Promise<PortalIdentity | null> {
  const { agencyId, db, clock } = parts;
  const nowMs = clock.nowMs();
  const now = new Date(nowMs).toISOString();
  const row = await readOne<Row>(db.sql, byToken, agencyId, hashToken(token), now);
  if (row === undefined) return null;
  const { agency, contactId, sessionId, leases, seenAt } = row;
  if (!isGood(parts, row, nowMs)) {
    await db.sql(end, agencyId, sessionId);
    return null;
  }
  if (nowMs - Date.parse(seenAt) >= seenEveryMs) await db.sql(seen, agencyId, sessionId, now);
  const propertyIds = [...new Set(leases.map(({ propertyId }) => propertyId))];
  return { agency, contactId, sessionId, leaseIds: leases.map(({ id }) => id), propertyIds };
}

function isGood(parts: Parts, row: Row, nowMs: number): boolean {
  const { status, leases, seenAt, addressKey } = row;
  const isUsed = nowMs - Date.parse(seenAt) < idleMs;
  return status === "active" && leases.length > 0 && isUsed && hasAddress(parts, row, addressKey);
}

/** What a session's right to listen hangs on: it changes with the tenant's leases. */
export function markOf(leaseIds: readonly string[]): string {
  return leaseIds.toSorted().join(" ");
}

/** The mark of each session of an agency that still lets its tenant in; the others have none. Is no use of a session. */
export async function readSessionMarks(
  parts: Parts,
  sessionIds: readonly string[],
): Promise<Map<string, string>> {
  const { agencyId, db, clock } = parts;
  const nowMs = clock.nowMs();
  const rows = await db.sql<Row>(byIds, agencyId, sessionIds, new Date(nowMs).toISOString());
  const good = rows.filter((row) => isGood(parts, row, nowMs));
  return new Map(good.map(({ sessionId, leases }) => [sessionId, markOf(leases.map(({ id }) => id))]));
}

/** Signs the tenant out: the token is worth nothing from now on. */
export async function revokeSession({ ctx }: { ctx: PortalContext }): Promise<void> {
  await ctx.db.sql(end, ctx.agencyId, ctx.sessionId);
}
