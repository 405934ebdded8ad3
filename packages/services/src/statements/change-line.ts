import type { IgnoreLineInput, StatementLineDto, UndoLineInput } from "@stead/contracts/statements";
import type { Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import {
  actingUserId,
  inTransaction,
  readOne,
  recordAudit,
  requireFound,
  requirePermission,
  requireVersion,
  requireWholeAgency,
  type RailContext,
  type RailVerb,
} from "../context/index.ts";
import { unconfirmDisbursement } from "../disbursements/index.ts";
import { postJournal } from "../ledger/index.ts";
import { lockPayments, takePaymentBack } from "../payments/index.ts";
import { readLineDto } from "./list-statements.ts";
import { bookingDays, feeOf } from "./post-fee.ts";
import {
  lineColumns,
  lockBooking,
  readStatementAccount,
  settleLines,
  type LineRow,
  type Outcome,
  type StatementAccount,
} from "./rows.ts";

const accountOfLine = {
  name: "statement_line_account",
  text: `select l.account_id as "accountId", s.rail_account_id as "railAccountId", s.bank_account_id as "bankAccountId"
    from statement_lines l join bank_statements s on s.agency_id = l.agency_id and s.id = l.statement_id
    where l.agency_id = $1 and l.id = $2`,
};
const lockLine = {
  name: "statement_line_lock",
  text: `select ${lineColumns} from statement_lines l where l.agency_id = $1 and l.id = $2 for update`,
};

type LineAct = { id: string; version: number; action: string };
export type Deciding = { tx: Tx; line: LineRow; account: StatementAccount };

/** A person decides what a line is: under the account's booking, in the version that they saw. */
export async function decideLine(
  ctx: RailContext,
  { id, version, action }: LineAct,
  decide: (deciding: Deciding) => Promise<Outcome>,
): Promise<StatementLineDto> {
  requirePermission(ctx, "payments:write");
  requireWholeAgency(ctx);
  type Place = { accountId: string; railAccountId: string | null; bankAccountId: string | null };
  const place = requireFound(await readOne<Place>(ctx.db.sql, accountOfLine, ctx.agencyId, id), "line");
  const account = await readStatementAccount(ctx.db.sql, ctx, place);
  await inTransaction(ctx, async (tx) => {
    await lockBooking(tx, place.accountId);
    const line = requireFound(await readOne<LineRow>(tx.sql, lockLine, ctx.agencyId, id), "line");
    requireVersion(line, version);
    const outcome = await decide({ tx, line, account });
    await settleLines(tx, ctx, [{ id, ...outcome }], actingUserId(ctx));
    const trail = { action: `statement_line.${action}`, entityType: "statement_line", entityId: id };
    await recordAudit(tx, ctx, { ...trail, before: { state: line.state }, after: outcome });
  });
  return readLineDto(ctx, id);
}

/** Throws PRECONDITION for a line that is settled already. */
export function requireOpen({ state }: LineRow): void {
  if (state !== "waiting" && state !== "new")
    throw new AppError("PRECONDITION", `this line is ${state} already; undo that first`);
}

/** Leaves a line out of the books, with the reason. PRECONDITION when it is settled. */
export function ignoreLine({ ctx, input }: RailVerb<IgnoreLineInput>): Promise<StatementLineDto> {
  const { id, version, reason } = input;
  return decideLine(ctx, { id, version, action: "ignored" }, ({ line }) => {
    requireOpen(line);
    return Promise.resolve({ state: "ignored", note: reason });
  });
}

/**
 * Takes back what was decided of a line: it waits again. What was booked from a bank's line is taken back with it, and
 * a refund that it showed as paid is on its way again; a
 * provider's receipt and its payout are facts and stay (PRECONDITION): its money is given to another lease at the desk.
 */
export function undoLine({ ctx, input }: RailVerb<UndoLineInput>): Promise<StatementLineDto> {
  return decideLine(ctx, { ...input, action: "undone" }, async ({ tx, line, account }) => {
    if (line.state === "waiting" || line.state === "new")
      throw new AppError("PRECONDITION", "nothing was decided of this line yet");
    if (line.state === "booked") await unbook(tx, ctx, account, line);
    const { disbursementId, externalId } = line;
    if (disbursementId !== null) await unconfirmDisbursement(tx, ctx, { id: disbursementId, externalId });
    return { state: "waiting", note: "What was decided of it was undone." };
  });
}

async function unbook(tx: Tx, ctx: RailContext, account: StatementAccount, line: LineRow): Promise<void> {
  if (line.journalId !== null) {
    const on = (await bookingDays(tx, ctx, [line]))(line.bookedOn);
    const { lines, ...posting } = feeOf(account, line, on);
    await postJournal(tx, ctx, {
      ...posting,
      key: `statement-fee-undone:${line.id}:${line.version}`,
      event: "statement.fee_undone",
      memo: `Charge of ${account.label} is taken back`,
      reversesId: line.journalId,
      lines: lines.map((part) => ({ ...part, amountMinor: -part.amountMinor })),
    });
    return;
  }
  if (account.provider !== null || line.paymentId === null || line.amountMinor < 0)
    throw new AppError(
      "PRECONDITION",
      "this moved at the provider, and the books say so; give its money to a lease at the receipt desk",
    );
  const [payment] = await lockPayments(tx, ctx, [line.paymentId]);
  if (payment === undefined || payment.reversedMinor > 0) return;
  const reason = "The bank's line that it came from was undone";
  await takePaymentBack(tx, ctx, {
    paymentId: payment.id,
    version: payment.version,
    kind: "mistake",
    reason,
  });
}
