import type { BankAccountDto, StatementDto, StatementLineDto } from "@stead/contracts/statements";
import { railDescriptors, type RailId } from "@stead/contracts/rails";
import type { Sql, Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import { readOne, requireFound, type RailContext, type ServiceContext } from "../context/index.ts";
import type { AccountCode } from "../ledger/index.ts";
import { readAccount, type RailAccountRow } from "../rails/index.ts";

/** The account that a statement is of: with a provider, or with a bank. */
export type StatementAccount = {
  id: string;
  label: string;
  /** Where its receipts are claimed: the rail and its number. */
  rail: RailId | "bank";
  number: string;
  currency: string;
  accountCode: AccountCode;
  /** Null for a bank. */
  provider: RailAccountRow | null;
};

export const bankColumns = `b.id, b.label, b.number, b.currency, b.account_code as "accountCode", b.is_active as "isActive", b.version`;
const bankById = {
  name: "bank_account",
  text: `select ${bankColumns} from bank_accounts b where b.agency_id = $1 and b.id = $2`,
};

export async function readBankAccount(sql: Sql, ctx: ServiceContext, id: string): Promise<BankAccountDto> {
  return requireFound(await readOne<BankAccountDto>(sql, bankById, ctx.agencyId, id), "bank account");
}

export async function readStatementAccount(
  sql: Sql,
  ctx: ServiceContext,
  { railAccountId, bankAccountId }: { railAccountId: string | null; bankAccountId: string | null },
): Promise<StatementAccount> {
  if (railAccountId === null) {
    const bank = await readBankAccount(sql, ctx, bankAccountId ?? "");
    return { ...bank, rail: "bank", provider: null };
  }
  const provider = await readAccount(sql, ctx, railAccountId);
  const { id, label, rail, account: number, currency } = provider;
  return { id, label, rail, number, currency, accountCode: railDescriptors[rail].clearing.code, provider };
}

// Of each day of the period what its latest proof found; nothing where none was proved.
const differences = `select sum(p.difference_count)::int from (
    select distinct on (d.day) d.difference_count from day_proofs d
    where d.agency_id = s.agency_id and d.account_id = coalesce(s.rail_account_id, s.bank_account_id) and d.day between s.from_on and s.to_on
    order by d.day, d.version desc) p`;
const counts = `(select count(*)::int from statement_lines l where l.agency_id = s.agency_id and l.statement_id = s.id and l.state = `;
export const statementColumns = `s.id, s.rail_account_id as "railAccountId", s.bank_account_id as "bankAccountId",
  coalesce(r.label, b.label) as "accountLabel", s.file_name as "fileName", s.format, s.currency, s.from_on as "fromOn", s.to_on as "toOn",
  s.opening_minor as "openingMinor", s.closing_minor as "closingMinor", s.line_count as "lineCount", s.known_count as "knownCount",
  s.skipped_count as "skippedCount", ${counts}'booked') as "bookedCount", ${counts}'matched') as "matchedCount",
  ${counts}'waiting') as "waitingCount", ${counts}'ignored') as "ignoredCount", (${differences}) as "differenceCount", s.state, s.problem, s.job_run_id as "jobRunId",
  s.created_at as "createdAt", s.finished_at as "finishedAt", s.version`;
export const statementJoins = `bank_statements s
  left join rail_accounts r on r.agency_id = s.agency_id and r.id = s.rail_account_id
  left join bank_accounts b on b.agency_id = s.agency_id and b.id = s.bank_account_id`;

const byId = {
  name: "statement",
  text: `select ${statementColumns} from ${statementJoins} where s.agency_id = $1 and s.id = $2`,
};

export async function readStatementRow(sql: Sql, ctx: ServiceContext, id: string): Promise<StatementDto> {
  return requireFound(await readOne<StatementDto>(sql, byId, ctx.agencyId, id), "statement");
}

const lockRow = {
  name: "statement_lock",
  text: `select s.state, s.job_run_id as "jobRunId" from bank_statements s where s.agency_id = $1 and s.id = $2 for update`,
};

/** Nobody else moves the statement on until the transaction ends. */
export async function lockStatement(
  tx: Tx,
  ctx: ServiceContext,
  id: string,
): Promise<Pick<StatementDto, "state" | "jobRunId">> {
  const row = await readOne<Pick<StatementDto, "state" | "jobRunId">>(tx.sql, lockRow, ctx.agencyId, id);
  return requireFound(row, "statement");
}

/** A line under its lock. */
export type LineRow = {
  id: string;
  accountId: string;
  lineKey: string;
  bookedOn: CivilDate;
  occurredAt: string | null;
  amountMinor: number;
  currency: string;
  kind: StatementLineDto["kind"];
  externalId: string | null;
  linkedExternalId: string | null;
  reference: string | null;
  wordsSealed: string;
  payerKey: string | null;
  provider: RailId | null;
  state: StatementLineDto["state"];
  paymentId: string | null;
  refundId: string | null;
  disbursementId: string | null;
  settlementId: string | null;
  journalId: string | null;
  version: number;
};

export const lineColumns = `l.id, l.account_id as "accountId", l.line_key as "lineKey", l.booked_on as "bookedOn",
  l.occurred_at as "occurredAt", l.amount_minor as "amountMinor", l.currency, l.kind, l.external_id as "externalId",
  l.linked_external_id as "linkedExternalId", l.reference, l.words_sealed as "wordsSealed", l.payer_key as "payerKey", l.provider,
  l.state, l.payment_id as "paymentId", l.refund_id as "refundId", l.disbursement_id as "disbursementId",
  l.settlement_id as "settlementId", l.journal_id as "journalId", l.version`;

/** What a bank says of a movement in words, and of the other side: personal data. */
export type LineWords = { text: string; counterparty: string | null };

const wordsPurpose = (agencyId: string) => `statement ${agencyId}`;

export function sealWords(ctx: Pick<RailContext, "agencyId" | "rails">, words: LineWords): string {
  return ctx.rails.sealer
    .seal(Buffer.from(JSON.stringify(words)), wordsPurpose(ctx.agencyId))
    .toString("base64");
}

export function openWords(ctx: Pick<RailContext, "agencyId" | "rails">, sealed: string): LineWords {
  const opened = ctx.rails.sealer.open(Buffer.from(sealed, "base64"), wordsPurpose(ctx.agencyId));
  // Sealed by us, so it is what was sealed.
  return JSON.parse(opened.toString()) as LineWords;
}

/** What a line came to. What is left out is nothing. */
export type Outcome = {
  state: LineRow["state"];
  paymentId?: string | null;
  refundId?: string | null;
  disbursementId?: string | null;
  settlementId?: string | null;
  journalId?: string | null;
  note?: string | null;
};

const settleRows = {
  name: "",
  text: `update statement_lines l set state = c.state, payment_id = c."paymentId", refund_id = c."refundId",
      disbursement_id = c."disbursementId", settlement_id = c."settlementId", journal_id = c."journalId", note = c.note,
      decided_by = $3, version = l.version + 1
    from jsonb_to_recordset($2::jsonb) as c (id uuid, state text, "paymentId" uuid, "refundId" uuid, "disbursementId" uuid,
      "settlementId" uuid, "journalId" uuid, note text)
    where l.agency_id = $1 and l.id = c.id`,
};

/** Writes what became of lines under their locks; `by` is the person who decided it. */
export async function settleLines(
  tx: Tx,
  ctx: ServiceContext,
  outcomes: readonly (Outcome & { id: string })[],
  by: string | null = null,
): Promise<void> {
  if (outcomes.length > 0) await tx.sql(settleRows, ctx.agencyId, JSON.stringify(outcomes), by);
}

const oneAtATime = {
  name: "statement_account_lock",
  text: `select pg_advisory_xact_lock(hashtextextended('statement ' || $1::text, 0))`,
};

/** Lines of an account are booked by one transaction at a time, whichever file brought them. First in the lock order. */
export async function lockBooking(tx: Tx, accountId: string): Promise<void> {
  await tx.sql(oneAtATime, accountId);
}
