import { createHash } from "node:crypto";
import { eatDay } from "./eat.ts";
import type { MobileMoney } from "./mobile-money.ts";
import type { ResultCode } from "./result-codes.ts";
import type { Customer } from "./rows.ts";

/** Highest amount of one transaction, and of one customer's day, in shillings. */
const transactionLimit = 250_000;
const dailyLimit = 500_000;
const balanceLimit = 500_000;
const repeatWindowMs = 120_000;

const firstNames =
  "AKINYI BARAKA CHEBET DAUDI ESTHER FATUMA GITAU HALIMA IMANI JUMA KAMAU LULU MUTUA NJERI OTIENO PENDO RUTO SALMA TABITHA WANJIRU".split(
    " ",
  );

/** The customer of a phone, taken on at its first use: reachable, registered and never short of money. */
export function findCustomer(mobile: MobileMoney, msisdn: string): Customer {
  const known = mobile.customers.get(msisdn);
  if (known !== undefined) return known;
  return mobile.store.act(() =>
    mobile.customers.put(msisdn, {
      msisdn,
      firstName: firstNames[Number(msisdn.slice(-4)) % firstNames.length] ?? "AKINYI",
      balance: null,
      isReachable: true,
      isRegistered: true,
    }),
  );
}

/** Why this customer cannot pay this amount now; undefined when nothing is against it. */
export function findRefusal(
  mobile: MobileMoney,
  { msisdn, amount, shortCode }: { msisdn: string; amount: number; shortCode: string },
): ResultCode | undefined {
  const { isDailyLimitOn, isRepeatRuleOn } = mobile.settings.now;
  const customer = findCustomer(mobile, msisdn);
  if (amount < 1) return "2";
  if (amount > transactionLimit) return "3";
  if (customer.balance !== null && customer.balance < amount) return "1";
  if (!isDailyLimitOn && !isRepeatRuleOn) return undefined;
  const nowMs = mobile.clock.nowMs();
  const paid = mobile
    .transactionsOfPhone(msisdn)
    .filter(({ kind, state }) => (kind === "stk" || kind === "c2b") && state === "completed");
  const today = paid.filter(({ initiatedMs }) => eatDay(initiatedMs) === eatDay(nowMs));
  if (isDailyLimitOn && today.reduce((sum, row) => sum + row.amount, amount) > dailyLimit) return "4";
  const isRepeated = paid.some(
    (row) => row.amount === amount && row.shortCode === shortCode && nowMs - row.initiatedMs < repeatWindowMs,
  );
  return isRepeatRuleOn && isRepeated ? "17" : undefined;
}

/** Why this customer cannot receive this amount. */
export function findPayoutRefusal(
  mobile: MobileMoney,
  { msisdn, amount }: { msisdn: string; amount: number },
): ResultCode | undefined {
  const customer = findCustomer(mobile, msisdn);
  if (!customer.isRegistered) return "2040";
  if (amount > transactionLimit) return "3";
  if (customer.balance !== null && customer.balance + amount > balanceLimit) return "8";
  return undefined;
}

/** Inside an act: adds to (or takes from) a purse that has a balance. */
export function moveBalance(mobile: MobileMoney, msisdn: string, shillings: number): void {
  const { balance } = findCustomer(mobile, msisdn);
  if (balance !== null) mobile.customers.change(msisdn, { balance: balance + shillings });
}

/** The payer's number as a confirmation shows it: masked, unless a mode says otherwise. */
export function showMsisdn(mobile: MobileMoney, msisdn: string, account: string): string {
  const about = { account, customer: msisdn };
  if (mobile.modes.take("hashed-msisdn", about) !== undefined) {
    return createHash("sha256").update(msisdn).digest("hex");
  }
  if (mobile.modes.take("plain-msisdn", about) !== undefined) return msisdn;
  return `${msisdn.slice(0, 4)} ***** ${msisdn.slice(-3)}`;
}
