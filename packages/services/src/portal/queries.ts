import type { Permission } from "@stead/contracts/permissions";
import type { Sql, Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { hashToken, newToken } from "@stead/auth/tokens";
import { readOne, recordAudit, requireFound, type RailContext } from "../context/index.ts";
import { fingerprintAddress, sessionLifeMs } from "./rules.ts";

/** The context of a signed-in tenant: no permission of members, and the leases that are the tenant's own. */
export type PortalContext = RailContext & {
  contactId: string;
  sessionId: string;
  leaseIds: readonly string[];
};
export type PortalVerb<Input> = { ctx: PortalContext; input: Input };

/** The leases of a contact as tenant: those that bind or did. `$1` is the agency, `contact` the SQL of the contact's id. */
export const leasesOf = (contact: string) => `select l.id, l.property_id, l.unit_id, l.number from leases l
  where l.agency_id = $1 and l.status in ('pending_signature', 'active', 'notice', 'ended') and l.id in (
    select m.id from leases m where m.agency_id = $1 and m.contact_id = ${contact}
    union select p.lease_id from lease_parties p where p.agency_id = $1 and p.contact_id = ${contact} and p.role = 'tenant')`;

/** Throws NOT_FOUND for a lease that is not the tenant's, as for one that does not exist. */
export function requireOwnLease(ctx: PortalContext, leaseId: string | null | undefined): string {
  const own = ctx.leaseIds.find((id) => id === leaseId);
  return requireFound(own, "lease of yours");
}

/** The context with what one verb of the agency's side needs, after the tenant's right was checked. */
export function allowing(ctx: PortalContext, ...permissions: readonly Permission[]): RailContext {
  return { ...ctx, permissions: new Set(permissions) };
}

/** Somebody who may enter: a contact who is there, with a lease. */
export type Entrant = {
  id: string;
  name: string;
  phone: string | null;
  email: string | null;
  homes: string[];
};

const entrants = {
  name: "portal_entrants",
  text: `select c.id, c.name, c.phone, c.email, homes.list as homes from contacts c
    cross join lateral (
      select coalesce(array_agg(distinct p.name || ', ' || u.label), '{}') as list from (${leasesOf("c.id")}) own
      join properties p on p.agency_id = $1 and p.id = own.property_id
      join units u on u.agency_id = $1 and u.id = own.unit_id) homes
    where c.agency_id = $1 and c.id = any($2::uuid[]) and c.status = 'active' and cardinality(homes.list) > 0
    order by c.name, c.id`,
};

/** Those of some contacts who may enter with an address that was proved. */
export async function readEntrants(
  sql: Sql,
  ctx: RailContext,
  { contactIds, addressKey }: { contactIds: readonly string[]; addressKey: string },
): Promise<Entrant[]> {
  const found = await sql<Entrant>(entrants, ctx.agencyId, contactIds);
  return found.filter((contact) => hasAddress(ctx, contact, addressKey));
}

/** Whether an address, by its fingerprint, is still the contact's. */
export function hasAddress(
  ctx: Pick<RailContext, "agencyId" | "rails">,
  { phone, email }: Pick<Entrant, "phone" | "email">,
  addressKey: string,
): boolean {
  const values = [phone, email?.toLowerCase() ?? null].filter((value) => value !== null);
  return values.some((value) => fingerprintAddress(ctx, value) === addressKey);
}

/** A session that was just opened: its token is told once. */
export type NewSession = { token: string; expiresAt: string };

const insert = {
  name: "portal_session_insert",
  text: `with old as (delete from portal_sessions where agency_id = $1 and expires_at < $6)
    insert into portal_sessions (agency_id, id, contact_id, token_hash, address_key, seen_at, expires_at, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $6)`,
};

/** Opens a session for a contact who proved an address. Sessions that have ended go with it. */
export async function openSession(
  tx: Tx,
  ctx: RailContext,
  { contactId, addressKey }: { contactId: string; addressKey: string },
): Promise<NewSession> {
  const [id, token, nowMs] = [newId(), newToken(), ctx.clock.nowMs()];
  const expiresAt = new Date(nowMs + sessionLifeMs).toISOString();
  const now = new Date(nowMs).toISOString();
  await tx.sql(insert, ctx.agencyId, id, contactId, hashToken(token), addressKey, now, expiresAt);
  const actor = { kind: "contact", id: contactId } as const;
  await recordAudit(
    tx,
    { ...ctx, actor },
    { action: "portal.entered", entityType: "contact", entityId: contactId },
  );
  return { token, expiresAt };
}

const slugOf = { name: "portal_slug", text: "select slug from agencies where id = $1" };

/** The agency's name in the address of its portal. */
export async function readSlug(sql: Sql, agencyId: string): Promise<string> {
  const row = await readOne<{ slug: string }>(sql, slugOf, agencyId);
  return requireFound(row, "agency").slug;
}

/** What is answered to whoever asks too often. */
export function tooMany(what: string): AppError {
  return new AppError("TOO_MANY", what);
}
