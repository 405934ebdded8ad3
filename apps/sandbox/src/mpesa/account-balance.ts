import type { Merchant } from "./rows.ts";

/** The accounts of an organisation in one line, as M-Pesa writes them. */
export function balanceText({ kind, utility }: Merchant): string {
  const account = (name: string, amount: number) => `${name}|KES|${amount}.00|${amount}.00|0.00|0.00`;
  return [
    account("Working Account", 0),
    account("Float Account", 0),
    account(kind === "till" ? "Merchant Account" : "Utility Account", utility),
    account("Charges Paid Account", 0),
    account("Organization Settlement Account", 0),
  ].join("&");
}
