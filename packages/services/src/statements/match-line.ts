import type { BookLineInput, MatchLineInput, StatementLineDto } from "@stead/contracts/statements";
import type { Tx } from "@stead/db/client";
import { AppError, assert } from "@stead/kernel/errors";
import { formatMoney } from "@stead/kernel/money";
import { readOne, requireFound, type RailContext, type RailVerb } from "../context/index.ts";
import { confirmDisbursement } from "../disbursements/index.ts";
import { postJournal } from "../ledger/index.ts";
import { bookReceipts } from "../payments/index.ts";
import { arrivalOf } from "./book-lines.ts";
import { decideLine, requireOpen } from "./change-line.ts";
import { bookingDays, feeOf } from "./post-fee.ts";
import type { LineRow, Outcome } from "./rows.ts";

type Kind = MatchLineInput["kind"];

const columns: Record<Kind, keyof Outcome & `${Kind}Id`> = {
  payment: "paymentId",
  refund: "refundId",
  disbursement: "disbursementId",
  settlement: "settlementId",
};
const places: Record<Kind, { table: string; amount: string; link: string }> = {
  payment: { table: "payments", amount: "e.amount_minor", link: "payment_id" },
  refund: { table: "refunds", amount: "-e.amount_minor", link: "refund_id" },
  disbursement: { table: "disbursements", amount: "-e.amount_minor", link: "disbursement_id" },
  // It leaves the provider whole and arrives at the bank less the provider's fee.
  settlement: {
    table: "rail_settlements",
    amount: "case when $3::bigint < 0 then -e.gross_minor else e.net_minor end",
    link: "settlement_id",
  },
};
const found = Object.fromEntries(
  Object.entries(places).map(([kind, { table, amount, link }]) => [
    kind,
    {
      name: `statement_match_${kind}`,
      text: `select ${amount} as "amountMinor", e.currency, exists (select from statement_lines l
          where l.agency_id = $1 and l.${link} = e.id and sign(l.amount_minor) = sign($3::bigint)) as "isTaken"
        from ${table} e where e.agency_id = $1 and e.id = $2`,
    },
  ]),
);

/**
 * Says which record of the books a line is; a refund that was sent out is paid by that. PRECONDITION when the line is
 * settled, when another line is that record, when the amounts differ, or when that refund was never sent.
 */
export function matchLine({ ctx, input }: RailVerb<MatchLineInput>): Promise<StatementLineDto> {
  const { id, version, kind, entityId } = input;
  return decideLine(ctx, { id, version, action: "matched" }, async ({ tx, line, account }) => {
    requireOpen(line);
    await requireFit(tx, ctx, line, { kind, entityId });
    const sent = await readOne<Sent>(tx.sql, sentAs, ctx.agencyId, entityId);
    if (sent === undefined) return { state: "matched", [columns[kind]]: entityId };
    const { disbursementId, refundId } = sent;
    const { externalId } = line;
    await confirmDisbursement(tx, ctx, { id: disbursementId, externalId, label: account.label });
    return { state: "matched", disbursementId, refundId };
  });
}

// A refund that was sent out has both names, whichever of them the person chose.
const sentAs = {
  name: "statement_match_sent",
  text: `select d.id as "disbursementId", d.refund_id as "refundId" from disbursements d
    where d.agency_id = $1 and (d.id = $2 or d.refund_id = $2)`,
};
type Sent = { disbursementId: string; refundId: string | null };

type Fit = { amountMinor: number; currency: string; isTaken: boolean };

async function requireFit(
  tx: Tx,
  ctx: RailContext,
  line: LineRow,
  { kind, entityId }: { kind: Kind; entityId: string },
): Promise<void> {
  const statement = found[kind];
  assert(statement, "statements: a kind without its place");
  const row = requireFound(
    await readOne<Fit>(tx.sql, statement, ctx.agencyId, entityId, line.amountMinor),
    kind,
  );
  if (row.isTaken) throw new AppError("PRECONDITION", `another line is this ${kind} already`);
  if (row.amountMinor !== line.amountMinor || row.currency !== line.currency)
    throw new AppError(
      "PRECONDITION",
      `the line is ${formatMoney(line.amountMinor, line.currency)}, the ${kind} is ${formatMoney(row.amountMinor, row.currency)}`,
    );
}

/** Books a line that waits: money that came as a receipt, which goes where its reference says or to the desk, or a charge. */
export function bookLine({ ctx, input }: RailVerb<BookLineInput>): Promise<StatementLineDto> {
  const { id, version } = input;
  return decideLine(
    ctx,
    { id, version, action: "booked" },
    async ({ tx, line, account }): Promise<Outcome> => {
      requireOpen(line);
      if (input.as === "fee") {
        const on = (await bookingDays(tx, ctx, [line]))(line.bookedOn);
        return { state: "booked", journalId: await postJournal(tx, ctx, feeOf(account, line, on)) };
      }
      if (line.amountMinor < 0) throw new AppError("PRECONDITION", "money that went out is no receipt");
      if (account.accountCode === "1005")
        throw new AppError(
          "PRECONDITION",
          "receipts come in at the client bank; record the receipt there, and match the deposit's move",
        );
      const arrival = arrivalOf(ctx, account, line);
      // A receipt of this line that was undone keeps its claim.
      const externalId = `${line.lineKey}#${line.version}`;
      const [booked] = await bookReceipts(tx, ctx, [{ ...arrival, externalId }]);
      return { state: "booked", paymentId: booked?.paymentId ?? null };
    },
  );
}
