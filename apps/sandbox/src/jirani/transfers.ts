import { BankError } from "./errors.ts";
import { giveNotice } from "./notices.ts";
import type { Sweep, Transfer } from "./rows.ts";
import { showSweep, showTransfer } from "./shapes.ts";
import { newBankId, type BankSide } from "./side.ts";

/** A phone that ends in these digits belongs to nobody, or to somebody whose account takes nothing. */
const beneficiaries: Readonly<Record<string, string>> = {
  "0404": "beneficiary_unknown",
  "0403": "beneficiary_closed",
  "0402": "screening",
};
/** What the bank keeps of a sweep, in minor units. */
const sweepFeeMinor = 5_000;

export type NewTransfer = Pick<
  Transfer,
  "account" | "key" | "kind" | "creditId" | "to" | "amountMinor" | "currency" | "narrative"
>;

/** Inside an act: the money is set aside at once, and sent a little later. */
export function startTransfer(side: BankSide, fields: NewTransfer): Transfer {
  const { balanceMinor } = side.accounts.need(fields.account);
  if (fields.kind === "return") {
    const credit = side.credits.get(fields.creditId ?? "");
    if (credit?.account !== fields.account) throw new BankError("credit_unknown", "credit");
    if (credit.returnedMinor + fields.amountMinor > credit.amountMinor)
      throw new BankError("credit_returned", "amount_minor");
    side.credits.change(credit.id, { returnedMinor: credit.returnedMinor + fields.amountMinor });
  }
  if (balanceMinor < fields.amountMinor) throw new BankError("insufficient_balance", "amount_minor");
  side.accounts.change(fields.account, { balanceMinor: balanceMinor - fields.amountMinor });
  const id = newBankId("tr");
  const atMs = side.clock.nowMs();
  const transfer = side.transfers.put(id, { ...fields, id, status: "accepted", reason: null, atMs });
  side.agenda.schedule("bank-transfer", side.settings.now.resultMs, id);
  return transfer;
}

function endTransfer(side: BankSide, id: string): void {
  const { account, amountMinor, creditId, to, status } = side.transfers.need(id);
  if (status !== "accepted") return;
  const reason = beneficiaries[to?.phone.slice(-4) ?? ""] ?? null;
  const ended = side.transfers.change(id, { status: reason === null ? "completed" : "failed", reason });
  if (reason !== null) {
    side.accounts.change(account, { balanceMinor: side.accounts.need(account).balanceMinor + amountMinor });
    const credit = side.credits.get(creditId ?? "");
    if (credit) side.credits.change(credit.id, { returnedMinor: credit.returnedMinor - amountMinor });
  }
  giveNotice(side, account, reason === null ? "transfer.completed" : "transfer.failed", {
    transfer: showTransfer(ended),
  });
}

/** Moves what lies on an account to the merchant's own bank, less the fee. */
export function sweepAccount(side: BankSide, account: string): Sweep {
  return side.store.act(() => {
    const { balanceMinor: grossMinor, currency } = side.accounts.need(account);
    const credits = side.creditsOf(account).filter(({ isSwept }) => !isSwept);
    for (const { id } of credits) side.credits.change(id, { isSwept: true });
    const id = newBankId("sw");
    const sweep = side.sweeps.put(id, {
      id,
      account,
      grossMinor,
      feeMinor: Math.min(sweepFeeMinor, grossMinor),
      currency,
      creditIds: credits.map(({ id }) => id),
      atMs: side.clock.nowMs(),
    });
    side.accounts.change(account, { balanceMinor: 0 });
    giveNotice(side, account, "sweep.completed", { sweep: showSweep(sweep) });
    return sweep;
  });
}

export function handleTransferTasks(side: BankSide): void {
  side.agenda.handle("bank-transfer", (id) => endTransfer(side, id));
}
