import type { CollectionDto, CollectionState } from "@stead/contracts/collecting";
import type { RailId } from "@stead/contracts/rails";
import type { Tx } from "@stead/db/client";
import { isId } from "@stead/kernel/ids";
import { publishEvent } from "@stead/queue/events";
import { readOne, requireFound, type ServiceContext } from "../context/index.ts";

/** A collection under its lock. */
export type AttemptState = {
  id: string;
  rail: RailId;
  railAccountId: string;
  leaseId: string;
  propertyId: string;
  amountMinor: number;
  currency: string;
  state: CollectionState;
  providerRef: string | null;
  paymentId: string | null;
  checks: number;
  createdAt: string;
  expiresAt: string;
};

const stateColumns = `t.id, t.rail, t.rail_account_id as "railAccountId", t.lease_id as "leaseId", t.property_id as "propertyId",
  t.amount_minor as "amountMinor", t.currency, t.state, t.provider_ref as "providerRef", t.payment_id as "paymentId",
  t.checks, t.created_at as "createdAt", t.expires_at as "expiresAt"`;

const lockById = {
  name: "attempt_lock",
  text: `select ${stateColumns} from payment_attempts t where t.agency_id = $1 and t.id = $2 for update`,
};
const lockByName = {
  name: "attempt_lock_named",
  text: `select ${stateColumns} from payment_attempts t
    where t.agency_id = $1 and t.rail_account_id = $2 and (t.provider_ref = $3 or t.id = $4) order by t.id limit 1 for update`,
};
const readByName = { name: "attempt_named", text: lockByName.text.replace(" for update", "") };

/** What a provider gives back as ours may be anything. */
const ownId = (attemptId: string | null) => (isId(attemptId) ? attemptId : null);

export async function lockAttempt(tx: Tx, ctx: ServiceContext, id: string): Promise<AttemptState> {
  return requireFound(await readOne<AttemptState>(tx.sql, lockById, ctx.agencyId, id), "collection");
}

export type AttemptName = { railAccountId: string; ref: string; attemptId: string | null };

/** By the provider's name of it, or by ours where the provider gives that back. */
export function lockNamedAttempt(
  tx: Tx,
  ctx: ServiceContext,
  { railAccountId, ref, attemptId }: AttemptName,
): Promise<AttemptState | undefined> {
  return readOne<AttemptState>(tx.sql, lockByName, ctx.agencyId, railAccountId, ref, ownId(attemptId));
}

const lockByNames = {
  name: "attempts_lock_named",
  text: `select ${stateColumns} from payment_attempts t
    where t.agency_id = $1 and t.rail_account_id = $2 and (t.provider_ref = any($3) or t.id = any($4::uuid[]))
    order by t.id for update`,
};

/** `lockNamedAttempt` for many, in one statement and the order of their ids. Answers how to find the one of a name. */
export async function lockNamedAttempts(
  tx: Tx,
  ctx: ServiceContext,
  railAccountId: string,
  names: readonly Omit<AttemptName, "railAccountId">[],
): Promise<(name: Omit<AttemptName, "railAccountId">) => AttemptState | null> {
  if (names.length === 0) return () => null;
  const refs = names.map(({ ref }) => ref);
  const ids = names.flatMap(({ attemptId }) => ownId(attemptId) ?? []);
  const found = await tx.sql<AttemptState>(lockByNames, ctx.agencyId, railAccountId, refs, ids);
  return ({ ref, attemptId }) =>
    found.find(({ id, providerRef }) => providerRef === ref || id === attemptId) ?? null;
}

/** Without a lock: to compare what an event says with what was asked. */
export function readNamedAttempt(
  sql: Tx["sql"],
  ctx: ServiceContext,
  { railAccountId, ref, attemptId }: AttemptName,
): Promise<AttemptState | undefined> {
  return readOne<AttemptState>(sql, readByName, ctx.agencyId, railAccountId, ref, ownId(attemptId));
}

export const collectionColumns = `t.id, t.rail, t.rail_account_id as "railAccountId", a.label as "accountLabel", t.lease_id as "leaseId",
  l.number as "leaseNumber", c.name as "tenantName", p.name as "propertyName", u.label as "unitLabel",
  t.amount_minor as "amountMinor", t.currency, t.reference, t.payer_hint as "payerHint", t.state, t.url,
  t.result_code as "resultCode", t.result_text as "resultText", t.payment_id as "paymentId", t.expires_at as "expiresAt",
  t.created_at as "createdAt", t.finished_at as "finishedAt", t.version`;

export const collectionJoins = `payment_attempts t
  join rail_accounts a on a.agency_id = t.agency_id and a.id = t.rail_account_id
  join leases l on l.agency_id = t.agency_id and l.id = t.lease_id
  join contacts c on c.agency_id = l.agency_id and c.id = l.contact_id
  join units u on u.agency_id = l.agency_id and u.id = l.unit_id
  join properties p on p.agency_id = t.agency_id and p.id = t.property_id`;

const byId = {
  name: "collection",
  text: `select ${collectionColumns} from ${collectionJoins} where t.agency_id = $1 and t.id = $2
    and ($3::uuid[] is null or t.property_id = any($3))`,
};

/** NOT_FOUND outside the actor's properties. */
export async function readCollection(
  sql: Tx["sql"],
  ctx: ServiceContext,
  id: string,
): Promise<CollectionDto> {
  const row = await readOne<CollectionDto>(sql, byId, ctx.agencyId, id, ctx.propertyIds);
  return requireFound(row, "collection");
}

/** Tells those who look at it. */
export async function tellAttempt(
  tx: Tx,
  ctx: ServiceContext,
  { id, leaseId, propertyId, state, paymentId }: AttemptState,
): Promise<void> {
  const payload = { id, leaseId, state, paymentId };
  await publishEvent(tx, { agencyId: ctx.agencyId, kind: "collection.changed", propertyId, payload });
}
