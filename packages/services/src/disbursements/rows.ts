import type { DisbursementDto, DisbursementState, DisbursementWay } from "@stead/contracts/disbursements";
import type { RailId } from "@stead/contracts/rails";
import type { Tx } from "@stead/db/client";
import { publishEvent } from "@stead/queue/events";
import {
  instantNow,
  actingUserId,
  readOne,
  recordAudit,
  requireFound,
  type ServiceContext,
} from "../context/index.ts";
import type { MoneySource } from "../payments/index.ts";

/** Money on its way out, under its lock. Its state changes in place and is written whole by `saveDisbursement`. */
export type Disbursement = {
  id: string;
  way: DisbursementWay;
  rail: RailId | "bank" | "cash";
  railAccountId: string | null;
  /** Null for a deposit, which is its lease's. */
  paymentId: string | null;
  leaseId: string | null;
  propertyId: string | null;
  source: MoneySource | "deposit";
  amountMinor: number;
  currency: string;
  destinationSealed: string | null;
  destinationHint: string | null;
  reason: string;
  requestKey: string;
  createdBy: string | null;
  createdAt: string;
  version: number;
  state: DisbursementState;
  providerRef: string | null;
  externalId: string | null;
  refundId: string | null;
  resultCode: string | null;
  resultText: string | null;
  checks: number;
  approvedBy: string | null;
  approvedAt: string | null;
  sentAt: string | null;
  finishedAt: string | null;
  batchId: string | null;
  nextCheckAt: string | null;
};

const stateColumns = `d.id, d.way, d.rail, d.rail_account_id as "railAccountId", d.payment_id as "paymentId", d.lease_id as "leaseId",
  d.property_id as "propertyId", d.source, d.amount_minor as "amountMinor", d.currency, d.destination_sealed as "destinationSealed",
  d.destination_hint as "destinationHint", d.reason, d.request_key as "requestKey", d.created_by as "createdBy",
  d.created_at as "createdAt", d.version, d.state, d.provider_ref as "providerRef", d.external_id as "externalId",
  d.refund_id as "refundId", d.result_code as "resultCode", d.result_text as "resultText", d.checks,
  d.approved_by as "approvedBy", d.approved_at as "approvedAt", d.sent_at as "sentAt", d.finished_at as "finishedAt",
  d.batch_id as "batchId", d.next_check_at as "nextCheckAt"`;

const lockById = {
  name: "disbursement_lock",
  text: `select ${stateColumns} from disbursements d
    where d.agency_id = $1 and d.id = $2 and ($3::uuid[] is null or d.property_id = any($3)) for update`,
};
const lockByName = {
  name: "disbursement_lock_named",
  text: `select ${stateColumns} from disbursements d
    where d.agency_id = $1 and d.rail_account_id = $2 and (d.request_key = $3 or d.provider_ref = $4)
    order by d.request_key = $3 desc nulls last, d.id limit 1 for update`,
};
const approvedByBank = {
  name: "disbursements_for_bank",
  text: `select ${stateColumns} from disbursements d
    where d.agency_id = $1 and d.state = 'approved' and d.way = 'bank_file' and d.currency = $2 and d.batch_id is null
    order by d.id limit $3 for update`,
};
const ofBatch = {
  name: "disbursements_of_batch",
  text: `select ${stateColumns} from disbursements d where d.agency_id = $1 and d.batch_id = $2 order by d.id for update`,
};

/** NOT_FOUND outside the actor's properties. */
export async function lockDisbursement(tx: Tx, ctx: ServiceContext, id: string): Promise<Disbursement> {
  const row = await readOne<Disbursement>(tx.sql, lockById, ctx.agencyId, id, ctx.propertyIds);
  return requireFound(row, "refund");
}

const readByName = { name: "disbursement_named", text: lockByName.text.replace(" for update", "") };

/** How a provider's word names one: by our key, or by the provider's own name of it. */
type Named = { railAccountId: string; requestKey: string | null; ref: string | null };

export function lockNamedDisbursement(
  tx: Tx,
  ctx: ServiceContext,
  named: Named,
): Promise<Disbursement | undefined> {
  return readNamed(tx.sql, ctx, lockByName, named);
}

/** The same without a lock. */
export function readNamedDisbursement(
  sql: Tx["sql"],
  ctx: ServiceContext,
  named: Named,
): Promise<Disbursement | undefined> {
  return readNamed(sql, ctx, readByName, named);
}

function readNamed(
  sql: Tx["sql"],
  ctx: ServiceContext,
  statement: typeof readByName,
  { railAccountId, requestKey, ref }: Named,
): Promise<Disbursement | undefined> {
  return readOne<Disbursement>(sql, statement, ctx.agencyId, railAccountId, requestKey, ref);
}

/** Approved refunds by bank that are in no file yet. */
export function lockForBank(
  tx: Tx,
  ctx: ServiceContext,
  currency: string,
  most: number,
): Promise<Disbursement[]> {
  return tx.sql<Disbursement>(approvedByBank, ctx.agencyId, currency, most);
}

export function lockBatchRows(tx: Tx, ctx: ServiceContext, batchId: string): Promise<Disbursement[]> {
  return tx.sql<Disbursement>(ofBatch, ctx.agencyId, batchId);
}

/** What is alike in every one that begins. Its key is made from its id: 32 characters, which every provider and bank takes. */
export function beginning(ctx: ServiceContext, id: string) {
  return {
    state: "awaiting_approval",
    requestKey: id.replaceAll("-", ""),
    createdBy: actingUserId(ctx),
    createdAt: instantNow(ctx),
    version: 1,
    providerRef: null,
    externalId: null,
    refundId: null,
    resultCode: null,
    resultText: null,
    checks: 0,
    approvedBy: null,
    approvedAt: null,
    sentAt: null,
    finishedAt: null,
    batchId: null,
    nextCheckAt: null,
  } as const;
}

const insert = {
  name: "disbursement_insert",
  text: `insert into disbursements (agency_id, id, kind, way, rail, rail_account_id, payment_id, lease_id, property_id, source, amount_minor,
      currency, destination_sealed, destination_hint, reason, state, request_key, provider_ref, refund_id, retries_id, created_by, created_at,
      approved_at, sent_at, finished_at)
    values ($1, $2, 'refund', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`,
};

/** Writes a new one. */
export async function insertDisbursement(
  tx: Tx,
  ctx: ServiceContext,
  row: Disbursement,
  retriesId: string | null = null,
): Promise<void> {
  const { id, way, rail, railAccountId, paymentId, leaseId, propertyId, source, amountMinor, currency } = row;
  await tx.sql(
    insert,
    ctx.agencyId,
    id,
    way,
    rail,
    railAccountId,
    paymentId,
    leaseId,
    propertyId,
    source,
    amountMinor,
    currency,
    row.destinationSealed,
    row.destinationHint,
    row.reason,
    row.state,
    row.requestKey,
    row.providerRef,
    row.refundId,
    retriesId,
    row.createdBy,
    row.createdAt,
    row.approvedAt,
    row.sentAt,
    row.finishedAt,
  );
}

const save = {
  name: "disbursement_save",
  text: `update disbursements set state = $3, provider_ref = $4, external_id = $5, refund_id = $6, result_code = $7, result_text = $8,
      checks = $9, approved_by = $10, approved_at = $11, sent_at = $12, finished_at = $13, batch_id = $14, next_check_at = $15,
      version = version + 1
    where agency_id = $1 and id = $2`,
};

/** Writes what changed of one under its lock, and tells those who look at it. */
export async function saveDisbursement(tx: Tx, ctx: ServiceContext, row: Disbursement): Promise<void> {
  await tx.sql(
    save,
    ctx.agencyId,
    row.id,
    row.state,
    row.providerRef,
    row.externalId,
    row.refundId,
    row.resultCode,
    row.resultText,
    row.checks,
    row.approvedBy,
    row.approvedAt,
    row.sentAt,
    row.finishedAt,
    row.batchId,
    row.nextCheckAt,
  );
  row.version++;
  await tellDisbursement(tx, ctx, row);
}

/** Tells those who look at it. */
export async function tellDisbursement(
  tx: Tx,
  ctx: ServiceContext,
  { id, paymentId, propertyId, state }: Pick<Disbursement, "id" | "paymentId" | "propertyId" | "state">,
): Promise<void> {
  const payload = { id, paymentId, state };
  await publishEvent(tx, { agencyId: ctx.agencyId, kind: "disbursement.changed", propertyId, payload });
}

/** What is told of one in the audit: nothing of the person. */
export async function auditDisbursement(
  tx: Tx,
  ctx: ServiceContext,
  action: string,
  { id, state, way, rail, amountMinor, currency, resultCode, externalId }: Disbursement,
  before: { state: DisbursementState } | null = null,
): Promise<void> {
  await recordAudit(tx, ctx, {
    action: `disbursement.${action}`,
    entityType: "disbursement",
    entityId: id,
    ...(before && { before: { state: before.state } }),
    after: before ? { state, resultCode, externalId } : { state, way, rail, amountMinor, currency },
  });
}

export const disbursementColumns = `d.id, d.kind, d.way, d.rail, d.rail_account_id as "railAccountId", a.label as "accountLabel",
  d.payment_id as "paymentId", y.number as "paymentNumber", d.lease_id as "leaseId", l.number as "leaseNumber", c.name as "tenantName",
  p.name as "propertyName", u.label as "unitLabel", d.source, d.amount_minor as "amountMinor", d.currency,
  d.destination_hint as "destinationHint", d.reason, d.state, d.request_key as "requestKey", d.external_id as "externalId",
  r.number as "refundNumber", d.result_code as "resultCode", d.result_text as "resultText", d.created_by as "requestedById",
  (select name from users where id = d.created_by) as "requestedBy", (select name from users where id = d.approved_by) as "approvedBy",
  d.batch_id as "batchId", d.retries_id as "retriesId",
  (select again.id from disbursements again where again.agency_id = d.agency_id and again.retries_id = d.id and again.state <> 'cancelled') as "retriedById",
  d.created_at as "createdAt", d.approved_at as "approvedAt", d.sent_at as "sentAt", d.finished_at as "finishedAt", d.version`;

export const disbursementJoins = `disbursements d
  left join payments y on y.agency_id = d.agency_id and y.id = d.payment_id
  left join rail_accounts a on a.agency_id = d.agency_id and a.id = d.rail_account_id
  left join refunds r on r.agency_id = d.agency_id and r.id = d.refund_id
  left join leases l on l.agency_id = d.agency_id and l.id = d.lease_id
  left join contacts c on c.agency_id = l.agency_id and c.id = l.contact_id
  left join units u on u.agency_id = l.agency_id and u.id = l.unit_id
  left join properties p on p.agency_id = d.agency_id and p.id = d.property_id`;

const byId = {
  name: "disbursement",
  text: `select ${disbursementColumns} from ${disbursementJoins} where d.agency_id = $1 and d.id = $2
    and ($3::uuid[] is null or d.property_id = any($3))`,
};

/** NOT_FOUND outside the actor's properties. */
export async function readDisbursement(
  sql: Tx["sql"],
  ctx: ServiceContext,
  id: string,
): Promise<DisbursementDto> {
  const row = await readOne<DisbursementDto>(sql, byId, ctx.agencyId, id, ctx.propertyIds);
  return requireFound(row, "refund");
}
