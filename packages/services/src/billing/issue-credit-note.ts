import type { Tx } from "@stead/db/client";
import { today } from "@stead/kernel/clock";
import type { CivilDate } from "@stead/kernel/dates";
import { AppError, invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { formatMoney } from "@stead/kernel/money";
import { actingUserId, recordAudit, takeNumbers, type ServiceContext } from "../context/index.ts";
import { postJournal, type AccountCode, type PostingLine } from "../ledger/index.ts";
import { lockInvoiceMoney, moveAllocationsToCredit } from "../payments/index.ts";
import { applyBalance, readBalance, type BalanceState } from "./apply-balance.ts";
import { creditsOf, receivableOf, splitCredit } from "./rules.ts";

export type CreditNoteRequest = {
  invoiceId: string;
  amountMinor: number;
  reason: string;
  issuedOn?: CivilDate | undefined;
  /** What is taken back, by account (minor units); a share of every charge when left out. */
  credits?: ReadonlyMap<AccountCode, number>;
  /** The journal that the note takes back whole. */
  reversesJournalId?: string;
};

const insertNote = {
  name: "billing_credit_note_insert",
  text: `insert into credit_notes (agency_id, id, number, invoice_id, lease_id, amount_minor, currency, reason, issued_on, journal_id, created_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
};
const insertMovement = {
  name: "billing_deposit_uninvoiced",
  text: `insert into deposit_movements (agency_id, id, lease_id, property_id, kind, amount_minor, currency, moved_on, reason, journal_id, created_by)
    values ($1, $2, $3, $4, 'uninvoiced', $5, $6, $7, $8, $9, $10)`,
};

/** Writes a credit note in the caller's transaction and returns its id and number. See `creditInvoice`. */
export async function issueCreditNote(
  tx: Tx,
  ctx: ServiceContext,
  request: CreditNoteRequest,
): Promise<{ id: string; number: number }> {
  const { invoiceId, amountMinor, reason } = request;
  await lockInvoiceMoney(tx, ctx, invoiceId);
  const before = await readBalance(tx, ctx, invoiceId);
  const issuedOn = request.issuedOn ?? today(ctx.clock, before.timeZone);
  requireCreditable(before, { amountMinor, issuedOn });
  const paidPartMinor = Math.max(0, amountMinor - before.openMinor);
  if (paidPartMinor > 0)
    await moveAllocationsToCredit(tx, ctx, { invoiceId, amountMinor: paidPartMinor, on: issuedOn, reason });
  const state = paidPartMinor > 0 ? await readBalance(tx, ctx, invoiceId) : before;
  const id = newId();
  const number = await takeNumbers(tx, ctx, "credit_note");
  const journalId = await postJournal(tx, ctx, {
    key: `credit_note:${id}`,
    event: "credit_note.issued",
    entityId: id,
    occurredOn: issuedOn,
    memo: `Credit note ${number} for invoice ${state.number}: ${reason}`,
    reversesId: request.reversesJournalId ?? null,
    lines: linesOf(state, request),
  });
  const actorId = actingUserId(ctx);
  await tx.sql(
    insertNote,
    ctx.agencyId,
    id,
    number,
    invoiceId,
    state.leaseId,
    amountMinor,
    state.currency,
    reason,
    issuedOn,
    journalId,
    actorId,
  );
  await applyBalance(tx, ctx, state, { creditedMinor: amountMinor });
  if (state.kind === "deposit") {
    const deposit = [
      state.leaseId,
      state.propertyId,
      -amountMinor,
      state.currency,
      issuedOn,
      reason,
      journalId,
      actorId,
    ];
    await tx.sql(insertMovement, ctx.agencyId, newId(), ...deposit);
  }
  await recordAudit(tx, ctx, {
    action: "invoice.credited",
    entityType: "invoice",
    entityId: invoiceId,
    after: { creditNote: number, amountMinor, paidPartMinor, issuedOn, reason },
  });
  return { id, number };
}

/** What can still be taken back of an invoice, in minor units. */
export function creditableMinor(
  state: Pick<BalanceState, "totalMinor" | "creditedMinor" | "writtenOffMinor">,
): number {
  return state.totalMinor - state.creditedMinor - state.writtenOffMinor;
}

function requireCreditable(
  state: BalanceState,
  { amountMinor, issuedOn }: { amountMinor: number; issuedOn: CivilDate },
): void {
  const leftMinor = creditableMinor(state);
  if (amountMinor > leftMinor) {
    throw new AppError(
      "PRECONDITION",
      `only ${formatMoney(leftMinor, state.currency)} of the invoice can be credited`,
      { invoiceId: state.id, creditableMinor: leftMinor },
    );
  }
  if (issuedOn < state.issuedOn)
    throw invalidField(
      "issuedOn",
      "after_invoice",
      `the invoice was issued on ${state.issuedOn}; credit it no earlier`,
    );
  if (state.kind === "deposit" && amountMinor > state.openMinor) {
    throw new AppError("PRECONDITION", "a deposit that was paid is refunded or withheld, not credited", {
      invoiceId: state.id,
      openMinor: state.openMinor,
    });
  }
}

function linesOf(state: BalanceState, { amountMinor, credits }: CreditNoteRequest): PostingLine[] {
  const { propertyId, unitId, leaseId, contactId, currency } = state;
  const line = (account: AccountCode, signedMinor: number): PostingLine => ({
    account,
    amountMinor: signedMinor,
    currency,
    propertyId,
    unitId,
    leaseId,
    contactId,
  });
  const parts =
    credits ??
    splitCredit(creditsOf(state.charges), {
      totalMinor: state.totalMinor,
      creditedMinor: state.creditedMinor,
      amountMinor,
    });
  const lines = Array.from(parts, ([account, partMinor]) => line(account, partMinor));
  return [...lines, line(receivableOf(state.kind), -amountMinor)];
}
