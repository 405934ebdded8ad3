import { Readable } from "node:stream";
import type { BankAccount } from "@stead/contracts/disbursements";
import {
  writeCreditTransfers,
  type CreditTransfer,
  type TransferAccount,
} from "@stead/documents/credit-transfers";
import { writeCsv } from "@stead/documents/csv";
import type { TableColumn } from "@stead/documents/table-document";
import { assert } from "@stead/kernel/errors";
import type { FileStore, StoredObject } from "@stead/kernel/files";
import { inTransaction, requirePermission, type RailContext, type RailVerb } from "../context/index.ts";
import { recordFile } from "../files/index.ts";
import { openPayee } from "./choose-destination.ts";
import { lockBatch, openSource, type Batch } from "./queries.ts";
import { lockBatchRows, type Disbursement } from "./rows.ts";
import { isIban } from "./rules.ts";

/** The file names people and their accounts: it is not kept for longer than it may be needed. */
const fileLifeMs = 30 * 24 * 3_600_000;
const maxBytes = 64 * 1024 ** 2;

const ready = {
  name: "bank_file_ready",
  text: `update disbursement_batches set state = 'ready', xml_file_id = $3, csv_file_id = $4, version = version + 1
    where agency_id = $1 and id = $2`,
};

/** Writes a file for the bank, as pain.001 and as CSV, and stores both. Runs again after a crash; a file that is there stays. */
export async function writeBankFile({
  ctx,
  input,
  files,
}: RailVerb<{ batchId: string }> & { files: FileStore }): Promise<void> {
  requirePermission(ctx, "refunds:write");
  const read = await inTransaction(ctx, async (tx) => {
    const batch = await lockBatch(tx, ctx, input.batchId);
    return { batch, rows: await lockBatchRows(tx, ctx, batch.id) };
  });
  if (read.batch.state !== "making") return;
  const [xml, csv] = await store(ctx, read, files);
  const isKept = await inTransaction(ctx, async (tx) => {
    const batch = await lockBatch(tx, ctx, input.batchId);
    if (batch.state !== "making") return false;
    const name = `Refunds ${batch.currency} ${batch.executeOn}`;
    const expiresAt = new Date(ctx.clock.nowMs() + fileLifeMs).toISOString();
    const common = { purpose: "bank_file", ownerUserId: null, expiresAt };
    const { id: xmlId } = await recordFile(tx, ctx, {
      ...xml,
      ...common,
      name: `${name}.xml`,
      contentType: "application/xml",
    });
    const { id: csvId } = await recordFile(tx, ctx, {
      ...csv,
      ...common,
      name: `${name}.csv`,
      contentType: "text/csv; charset=utf-8",
    });
    await tx.sql(ready, ctx.agencyId, batch.id, xmlId, csvId);
    return true;
  });
  if (!isKept) await Promise.all([files.delete(xml.key), files.delete(csv.key)]);
}

const columns: TableColumn[] = [
  { key: "endToEndId", label: "Reference", kind: "text" },
  { key: "name", label: "Name", kind: "text" },
  { key: "account", label: "Account", kind: "text" },
  { key: "bic", label: "BIC", kind: "text" },
  { key: "bankCode", label: "Bank code", kind: "text" },
  { key: "amountMinor", label: "Amount", kind: "money", currencyKey: "currency" },
  { key: "currency", label: "Currency", kind: "text" },
  { key: "text", label: "Text", kind: "text" },
];

async function store(
  ctx: RailContext,
  { batch, rows }: { batch: Batch; rows: readonly Disbursement[] },
  files: FileStore,
): Promise<[StoredObject, StoredObject]> {
  const { id, createdAt, executeOn, currency } = batch;
  const transfers = rows.map((row) => transferOf(ctx, row));
  const from = toAccount(openSource(ctx, batch));
  const messageId = id.replaceAll("-", "");
  const xml = writeCreditTransfers({ messageId, createdAt, executeOn, currency, from, transfers });
  const table = transfers.map(({ endToEndId, amountMinor, text, to: { name, account, bic, bankCode } }) => ({
    endToEndId,
    name,
    account,
    bic,
    bankCode,
    amountMinor,
    currency,
    text,
  }));
  const csv = writeCsv({ title: "Refunds", columns, rows: table }, { timeZone: ctx.agency.timeZone });
  const storedXml = await files.put(Readable.from([Buffer.from(xml)]), { maxBytes });
  return [storedXml, await files.put(csv, { maxBytes })];
}

function transferOf(ctx: RailContext, row: Disbursement): CreditTransfer {
  const payee = openPayee(ctx, row);
  assert(payee !== null && "account" in payee, "disbursements: a payment by bank without its account");
  const text = `${ctx.agency.name}: ${row.reason}`;
  return { endToEndId: row.requestKey, amountMinor: row.amountMinor, to: toAccount(payee), text };
}

function toAccount(account: BankAccount): TransferAccount {
  return { ...account, isIban: isIban(account.account) };
}
