import { railDescriptors } from "@stead/contracts/rails";
import type { BankStatement } from "@stead/documents/statements/statement";
import { readStatement } from "@stead/documents/statements/read-statement";
import { AppError, assert } from "@stead/kernel/errors";
import type { FileStore } from "@stead/kernel/files";
import {
  inTransaction,
  instantNow,
  readOne,
  recordAudit,
  requirePermission,
  requireWholeAgency,
  type RailContext,
  type RailVerb,
} from "../context/index.ts";
import { notify } from "../notifications/index.ts";
import { bookLines } from "./book-lines.ts";
import { formatOf, hashOf, insertLines, railOfFormat } from "./insert-lines.ts";
import { lockStatement, readStatementAccount, readStatementRow, type StatementAccount } from "./rows.ts";
import { isSameAccount } from "./rules.ts";

export type ImportStatementOptions = {
  files: FileStore;
  /** Told after each chunk: new lines that are settled, and all of them. */
  onProgress?: ((done: number, total: number) => void) | undefined;
};

const insertTimeoutMs = 300_000;

const storedFile = {
  name: "statement_file",
  text: `select f.storage_key as "storageKey", f.sha256, s.created_by as "createdBy" from bank_statements s
    join files f on f.agency_id = s.agency_id and f.id = s.file_id where s.agency_id = $1 and s.id = $2`,
};
const markRead = {
  name: "statement_read",
  text: `update bank_statements set state = 'booking', format = $3, currency = $4, from_on = $5, to_on = $6, opening_minor = $7,
      closing_minor = $8, line_count = $9, known_count = $10, skipped_count = $11, version = version + 1
    where agency_id = $1 and id = $2`,
};
const markDone = {
  name: "statement_done",
  text: `update bank_statements set state = 'done', problem = null, finished_at = $4, version = version + 1
    where agency_id = $1 and id = $2 and job_run_id = $3 and state = 'booking' returning id`,
};

type Stored = { storageKey: string; sha256: string; createdBy: string | null };

/**
 * Reads a statement's file as a whole, inserts the lines that no earlier file had brought, and books them in chunks,
 * each in a transaction of its own: a run that is killed goes on behind what it did. Throws INVALID with the line and
 * the reason for a file that cannot be understood, or is of another account or currency; then nothing of it is kept.
 */
export async function importStatement({
  ctx,
  input,
  files,
  onProgress,
}: RailVerb<{ statementId: string; jobRunId: string }> & ImportStatementOptions): Promise<void> {
  requirePermission(ctx, "payments:write");
  requireWholeAgency(ctx);
  const { statementId, jobRunId } = input;
  const statement = await readStatementRow(ctx.db.sql, ctx, statementId);
  const isMine = statement.jobRunId === jobRunId;
  if (!isMine || (statement.state !== "reading" && statement.state !== "booking")) return;
  const account = await readStatementAccount(ctx.db.sql, ctx, statement);
  const stored = await readOne<Stored>(ctx.db.sql, storedFile, ctx.agencyId, statementId);
  assert(stored, "statements: a statement without its file");
  if (statement.state === "reading") await takeFile(ctx, { statementId, account, files, stored });
  await bookLines(ctx, account, { onProgress });
  await complete(ctx, { statementId, jobRunId, tellId: stored.createdBy });
}

type Taking = { statementId: string; account: StatementAccount; files: FileStore; stored: Stored };

async function takeFile(ctx: RailContext, { statementId, account, files, stored }: Taking): Promise<void> {
  const bytes = await readWholeFile(files, stored.storageKey);
  assert(hashOf(bytes) === stored.sha256, "statements: the stored file is not the one that was uploaded");
  const format = formatOf(account);
  const statements = readStatement(bytes, {
    timeZone: ctx.agency.timeZone,
    currencyHint: account.currency,
    ...(format !== null && { format }),
  });
  requireAccount(account, statements);
  const db = {
    ...ctx.db,
    transaction: <T>(work: Parameters<typeof ctx.db.transaction<T>>[0]) =>
      ctx.db.transaction(work, { timeoutMs: insertTimeoutMs }),
  };
  await inTransaction({ ...ctx, db }, async (tx) => {
    const { state } = await lockStatement(tx, ctx, statementId);
    if (state !== "reading") return;
    const newCount = await insertLines(tx, ctx, { statementId, account }, statements);
    const whole = summaryOf(statements);
    const knownCount = whole.lineCount - newCount;
    await tx.sql(
      markRead,
      ctx.agencyId,
      statementId,
      statements[0]?.format ?? null,
      account.currency,
      whole.fromOn,
      whole.toOn,
      whole.openingMinor,
      whole.closingMinor,
      whole.lineCount,
      knownCount,
      whole.skippedCount,
    );
  });
}

async function readWholeFile(files: FileStore, key: string): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const piece of await files.open(key)) pieces.push(Buffer.from(piece as Buffer));
  return Buffer.concat(pieces);
}

/** Refuses a file of another account or currency: its lines would be booked where they do not belong. */
function requireAccount(account: StatementAccount, statements: readonly BankStatement[]): void {
  for (const { accountId, currency, lines, format } of statements) {
    if (accountId !== null && !isSameAccount(accountId, account.number))
      throw new AppError("INVALID", `the file is of the account ${accountId}, not of ${account.number}`);
    const owner = railOfFormat(format);
    if (account.provider === null && owner !== null)
      throw new AppError(
        "INVALID",
        `this is a statement of ${railDescriptors[owner].name}: upload it at the account with ${railDescriptors[owner].name}`,
      );
    const foreign = lines.find((line) => line.currency !== account.currency);
    const stated = foreign?.currency ?? currency ?? account.currency;
    if (stated !== account.currency)
      throw new AppError(
        "INVALID",
        `the file is in ${stated}, the account in ${account.currency}`,
        foreign === undefined ? {} : { line: foreign.line },
      );
  }
}

function summaryOf(statements: readonly BankStatement[]) {
  const ordered = statements.toSorted((a, b) => (a.fromOn ?? "").localeCompare(b.fromOn ?? ""));
  const from = ordered.flatMap(({ fromOn }) => fromOn ?? []).toSorted();
  const to = ordered.flatMap(({ toOn }) => toOn ?? []).toSorted();
  return {
    fromOn: from[0] ?? null,
    toOn: to.at(-1) ?? null,
    openingMinor: ordered[0]?.openingMinor ?? null,
    closingMinor: ordered.at(-1)?.closingMinor ?? null,
    lineCount: ordered.reduce((sum, { lines }) => sum + lines.length, 0),
    skippedCount: ordered.reduce((sum, { skipped }) => sum + skipped.length, 0),
  };
}

type Completion = { statementId: string; jobRunId: string; tellId: string | null };

async function complete(ctx: RailContext, { statementId, jobRunId, tellId }: Completion): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const ended = await tx.sql(markDone, ctx.agencyId, statementId, jobRunId, instantNow(ctx));
    if (ended.length === 0) return;
    const { fileName, lineCount, knownCount, waitingCount } = await readStatementRow(
      tx.sql,
      ctx,
      statementId,
    );
    const newCount = lineCount - knownCount;
    const trail = { action: "statement.booked", entityType: "statement", entityId: statementId };
    await recordAudit(tx, ctx, { ...trail, after: { newCount, knownCount, waitingCount } });
    if (tellId === null) return;
    await notify(tx, ctx, {
      kind: "statement.finished",
      userIds: [tellId],
      subject: { kind: "statement", id: statementId },
      params: { name: fileName, newCount, waitingCount },
    });
  });
}
