import type { BankFileDto, CreateBankFileInput } from "@stead/contracts/disbursements";
import type { Tx } from "@stead/db/client";
import { AppError, invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { sumMinor } from "@stead/kernel/money";
import { enqueue } from "@stead/queue/enqueue";
import {
  instantNow,
  actingUserId,
  agencyToday,
  inTransaction,
  once,
  recordAudit,
  requirePermission,
  requireWholeAgency,
  type RailContext,
  type RailVerb,
} from "../context/index.ts";
import { openSource, readBankFile, readLastBatch, sealSource } from "./queries.ts";
import { lockForBank, saveDisbursement } from "./rows.ts";
import { checkBankAccount, hideAccount } from "./rules.ts";

/** More wait for the next file: banks take no endless ones. */
const mostPayments = 2_000;

const insert = {
  name: "bank_file_insert",
  text: `insert into disbursement_batches (agency_id, id, currency, execute_on, payment_count, total_minor, from_sealed, from_name,
      from_hint, created_by, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
};

/**
 * Puts the approved refunds by bank of a currency into a file; a job writes it. From then on they cannot be called off.
 * Throws PRECONDITION when none waits, INVALID for a day that is past or without an account that the money leaves from.
 */
export async function createBankFile({ ctx, input }: RailVerb<CreateBankFileInput>): Promise<BankFileDto> {
  requirePermission(ctx, "refunds:write");
  requireWholeAgency(ctx);
  return inTransaction(ctx, async (tx) => {
    const { id } = await once(tx, ctx, { operation: "disbursements.create-file", input }, () =>
      create(tx, ctx, input),
    );
    return readBankFile(tx.sql, ctx, id);
  });
}

async function create(tx: Tx, ctx: RailContext, input: CreateBankFileInput): Promise<{ id: string }> {
  const { currency, executeOn } = input;
  if (executeOn < agencyToday(ctx))
    throw invalidField("executeOn", "not_past", "the bank cannot pay on a day that is past");
  const from = input.from ?? (await sourceOfLast(tx, ctx, currency));
  checkBankAccount(from, "from");
  const rows = await lockForBank(tx, ctx, currency, mostPayments);
  if (rows.length === 0)
    throw new AppError("PRECONDITION", `no approved refund by bank in ${currency} waits for a file`);
  const id = newId();
  const totalMinor = sumMinor(rows.map(({ amountMinor }) => amountMinor));
  await tx.sql(
    insert,
    ctx.agencyId,
    id,
    currency,
    executeOn,
    rows.length,
    totalMinor,
    sealSource(ctx, id, from),
    from.name,
    hideAccount(from.account),
    actingUserId(ctx),
    instantNow(ctx),
  );
  for (const row of rows) {
    row.batchId = id;
    await saveDisbursement(tx, ctx, row);
  }
  await enqueue(tx, ctx, "disbursements.write-file", { agencyId: ctx.agencyId, batchId: id });
  const after = { currency, executeOn, paymentCount: rows.length, totalMinor };
  await recordAudit(tx, ctx, { action: "bank_file.created", entityType: "bank_file", entityId: id, after });
  return { id };
}

async function sourceOfLast(tx: Tx, ctx: RailContext, currency: string) {
  const last = await readLastBatch(tx.sql, ctx, currency);
  if (last === undefined)
    throw invalidField("from", "required", "say which account of yours the money leaves from");
  return openSource(ctx, last);
}
