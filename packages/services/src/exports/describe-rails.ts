import type { CollectionDto } from "@stead/contracts/collecting";
import type { BankFileDto, DisbursementDto } from "@stead/contracts/disbursements";
import type { DisputeDto } from "@stead/contracts/disputes";
import { readAllCollections } from "../collecting/index.ts";
import { readAllBankFiles, readAllDisbursements } from "../disbursements/index.ts";
import { readAllDisputes } from "../disputes/index.ts";
import { amount, anyLimit, date, defineTable, instant, number, text, words } from "./rules.ts";

const leaseText = ({ leaseNumber }: { leaseNumber: number | null }) =>
  leaseNumber === null ? null : `L-${leaseNumber}`;
const receiptText = ({ paymentNumber }: { paymentNumber: number | null }) =>
  paymentNumber === null ? null : `R-${paymentNumber}`;

export const refunds = defineTable<"refunds", DisbursementDto>({
  title: "Refunds",
  permission: "payments:read",
  read: ({ ctx, input, tx }) => readAllDisbursements({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    instant("Asked for", "createdAt"),
    text("State", (row) => words(row.state), 18),
    text("Way", (row) => words(row.way), 14),
    text("From", "accountLabel"),
    text("To", "destinationHint", 20),
    text("Lease", leaseText, 12),
    text("Tenant", "tenantName", 32),
    text("Property", "propertyName", 32),
    text("Unit", "unitLabel", 12),
    text("Receipt", receiptText, 12),
    text("Currency", "currency", 10),
    amount("Amount", "amountMinor"),
    text("Reason", "reason", 40),
    text("Asked by", "requestedBy"),
    text("Approved by", "approvedBy"),
    text("Provider's receipt", "externalId", 20),
    text("Answer", "resultText", 40),
    instant("Ended", "finishedAt"),
  ],
});

/** The files that the agency's bank pays refunds from. */
export const bankFiles = defineTable<"bank_files", BankFileDto>({
  title: "Files for the bank",
  permission: "payments:read",
  read: ({ ctx, input, tx }) => readAllBankFiles({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    date("Pay on", "executeOn"),
    text("State", (row) => words(row.state), 14),
    text("From", "fromName", 32),
    text("Account", "fromHint"),
    number("Payments", "paymentCount"),
    text("Currency", "currency", 10),
    amount("Total", "totalMinor"),
    text("Made by", "createdBy"),
    instant("Made", "createdAt"),
    text("Given to", "givenOutTo"),
    instant("Given", "givenOutAt"),
  ],
});

export const collections = defineTable<"collections", CollectionDto>({
  title: "Collections",
  permission: "payments:read",
  read: ({ ctx, input, tx }) => readAllCollections({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    instant("Asked", "createdAt"),
    text("State", (row) => words(row.state), 14),
    text("By", "accountLabel"),
    text("Payer", "payerHint", 18),
    text("Lease", leaseText, 12),
    text("Tenant", "tenantName", 32),
    text("Property", "propertyName", 32),
    text("Unit", "unitLabel", 12),
    text("Reference", "reference", 20),
    text("Currency", "currency", 10),
    amount("Amount", "amountMinor"),
    text("Answer", "resultText", 40),
    instant("Ended", "finishedAt"),
  ],
});

export const disputes = defineTable<"disputes", DisputeDto>({
  title: "Disputes",
  permission: "payments:read",
  read: ({ ctx, input, tx }) => readAllDisputes({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    instant("Opened", "createdAt"),
    text("State", (row) => words(row.state), 14),
    text("Account", "accountLabel"),
    text("Dispute", "externalId", 28),
    text("Receipt", receiptText, 12),
    text("Lease", leaseText, 12),
    text("Tenant", "tenantName", 32),
    text("Property", "propertyName", 32),
    text("Unit", "unitLabel", 12),
    text("Currency", "currency", 10),
    amount("Amount", "amountMinor"),
    amount("Fee", "feeMinor"),
    text("Why", (row) => row.reason && words(row.reason)),
    instant("Answer by", "answerBy"),
    instant("Closed", "closedAt"),
  ],
});
