import type { BankAccount, DisbursementState, DisbursementWay } from "@stead/contracts/disbursements";
import { railDescriptors, type RailDescriptor, type RailId } from "@stead/contracts/rails";
import { invalidField } from "@stead/kernel/errors";
import { formatMoney } from "@stead/kernel/money";

/** Nothing more happens to it by itself. */
export function isFinal(state: DisbursementState): boolean {
  return state === "paid" || state === "failed" || state === "cancelled";
}

/** A provider forgets a key after a day at the earliest (Stripe); before that, the same key is the same request. */
const keyHoldsMs = 23 * 3_600_000;

/**
 * Whether a request whose answer was never kept may go again under its key: the provider then answers as the first
 * time, or refuses the repeated one. Money that goes back the way it came has a key only with a rail that takes keys;
 * conversations are for payouts.
 */
export function canSendAgain(
  { rail, way, sentAt }: { rail: RailId | "bank" | "cash"; way: DisbursementWay; sentAt: string | null },
  nowMs: number,
): boolean {
  if (rail === "bank" || rail === "cash" || sentAt === null) return false;
  const { idempotency }: RailDescriptor = railDescriptors[rail];
  if (idempotency === "key") return nowMs - Date.parse(sentAt) < keyHoldsMs;
  return idempotency === "refused_repeat" && way === "pay_out";
}

/** Minutes between askings after it was sent; banks behind card refunds may take two weeks. */
export const checkMinutes: readonly number[] = [
  1,
  5,
  15,
  60,
  240,
  720,
  ...Array.from({ length: 14 }, () => 1_440),
];

/** When the provider is asked next, in epoch milliseconds; null when asking has ended. */
export function nextCheckMs(checks: number, nowMs: number): number | null {
  const minutes = checkMinutes[checks];
  return minutes === undefined ? null : nowMs + minutes * 60_000;
}

/** Throws INVALID (field `amountMinor`) for an amount that the rail does not carry. */
export function checkRailAmount(rail: RailId, amountMinor: number, currency: string): void {
  const { name, unitMinor, limitsMinor }: RailDescriptor = railDescriptors[rail];
  const unit = unitMinor[currency] ?? 1;
  const limits = limitsMinor[currency];
  if (amountMinor % unit !== 0)
    throw invalidField("amountMinor", "rail", `${name} takes whole ${formatMoney(unit, currency)}`);
  if (limits !== undefined && (amountMinor < limits.least || amountMinor > limits.most))
    throw invalidField(
      "amountMinor",
      "rail",
      `${name} carries from ${formatMoney(limits.least, currency)} to ${formatMoney(limits.most, currency)} at once; pay the rest back by another refund`,
    );
}

const ibanPattern = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;

/** Whether it is an IBAN with the right check digits (ISO 13616, mod 97). */
export function isIban(account: string): boolean {
  if (!ibanPattern.test(account)) return false;
  const moved = account.slice(4) + account.slice(0, 4);
  let rest = 0;
  for (const letter of moved) {
    const value = Number.parseInt(letter, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** Throws INVALID for an account that a bank could not find: `path` names the field that holds it. */
export function checkBankAccount({ account, bic, bankCode }: BankAccount, path: string): void {
  if (isIban(account)) return;
  if (bic === null && bankCode === null)
    throw invalidField(
      `${path}.bankCode`,
      "required",
      ibanPattern.test(account)
        ? "the check digits of this IBAN are wrong; for another kind of account give the bank's code or BIC"
        : "an account that is no IBAN needs the bank's code or BIC",
    );
}

/** An account with its middle hidden. */
export function hideAccount(account: string): string {
  return account.length < 8 ? `••••${account.slice(-2)}` : `${account.slice(0, 2)}••••${account.slice(-4)}`;
}
