import { railDescriptors, railIds, type RailId } from "@stead/contracts/rails";

/** The accounts that postings name (domain rules: double-entry postings). */
export const accounts = {
  clientBank: { code: "1000", name: "Client bank", type: "asset" },
  depositBank: { code: "1005", name: "Deposit bank", type: "asset" },
  cash: { code: "1030", name: "Cash", type: "asset" },
  tenantReceivable: { code: "1100", name: "Tenant receivable", type: "asset" },
  depositReceivable: { code: "1110", name: "Deposits receivable", type: "asset" },
  ownerReceivable: { code: "1200", name: "Owner receivable", type: "asset" },
  depositsHeld: { code: "2000", name: "Deposits held", type: "liability" },
  depositsInvoiced: { code: "2005", name: "Deposits invoiced, not yet paid", type: "liability" },
  tenantCredit: { code: "2010", name: "Tenant credit", type: "liability" },
  unallocatedReceipts: { code: "2020", name: "Unallocated receipts", type: "liability" },
  vendorPayable: { code: "2100", name: "Vendor payable", type: "liability" },
  dueToAgency: { code: "2150", name: "Due to the agency", type: "liability" },
  taxPayable: { code: "2200", name: "Tax payable", type: "liability" },
  ownerEquity: { code: "3000", name: "Owner equity", type: "equity" },
  openingBalances: { code: "3900", name: "Opening balances", type: "equity" },
  rentIncome: { code: "4000", name: "Rent", type: "income" },
  recoveredUtilities: { code: "4010", name: "Utilities recovered", type: "income" },
  feeIncome: { code: "4020", name: "Late and other fees", type: "income" },
  otherIncome: { code: "4030", name: "Services, parking and other charges", type: "income" },
  damageRecovery: { code: "4040", name: "Damages recovered", type: "income" },
  concessions: { code: "4900", name: "Concessions", type: "income" },
  exchangeDifference: { code: "4950", name: "Exchange and rounding differences", type: "income" },
  repairs: { code: "5000", name: "Repairs and upkeep", type: "expense" },
  badDebt: { code: "5100", name: "Bad debt", type: "expense" },
  paymentFees: { code: "5200", name: "Payment fees", type: "expense" },
  managementFee: { code: "5300", name: "Management fee", type: "expense" },
} as const;

/** Those of the postings, and the clearing account of each rail. */
export type AccountCode =
  | (typeof accounts)[keyof typeof accounts]["code"]
  | (typeof railDescriptors)[RailId]["clearing"]["code"];

/** Where the money of each rail waits for its settlement. */
export const clearingAccounts = railIds.map((rail) => ({
  ...railDescriptors[rail].clearing,
  type: "asset" as const,
}));

/** The chart of accounts that every agency starts with. */
export const chart = [...Object.values(accounts), ...clearingAccounts];
