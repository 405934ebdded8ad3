import { newId } from "@stead/kernel/ids";
import { rentMinor } from "../context/test-money.ts";
import type { ArrivedMoney } from "./index.ts";

/** A month's rent that came over the paybill, of nobody in particular. */
export const arrived = (row: Partial<ArrivedMoney> = {}): ArrivedMoney => ({
  rail: "mpesa",
  account: "600966",
  accountCode: "1010",
  externalId: newId(),
  amountMinor: rentMinor,
  currency: "KES",
  receivedOn: "2026-06-12",
  reference: null,
  leaseId: null,
  payer: null,
  ...row,
});
