import type { InboundEventDto } from "@stead/contracts/collecting";
import type { SuspenseDto } from "@stead/contracts/desk";
import type { DayProofRowDto } from "@stead/contracts/reconciliation";
import type { StatementDto, StatementLineDto } from "@stead/contracts/statements";
import { readAllSuspense } from "../desk/index.ts";
import { readAllInboundEvents } from "../inbound/index.ts";
import { readAllDays } from "../reconciliation/index.ts";
import { readAllStatementLines, readAllStatements } from "../statements/index.ts";
import { amount, anyLimit, date, defineTable, instant, number, text, words } from "./rules.ts";

const receiptText = (number: number | null) => (number === null ? null : `R-${number}`);

export const statements = defineTable<"statements", StatementDto>({
  title: "Statements",
  permission: "payments:read",
  read: ({ ctx, input, tx }) => readAllStatements({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    instant("Uploaded", "createdAt"),
    text("File", "fileName", 40),
    text("Account", "accountLabel"),
    text("State", (row) => words(row.state), 14),
    date("From", "fromOn"),
    date("To", "toOn"),
    text("Currency", "currency", 10),
    amount("Opening balance", "openingMinor"),
    amount("Closing balance", "closingMinor"),
    number("Lines", "lineCount"),
    number("Known before", "knownCount"),
    number("Skipped", "skippedCount"),
    number("Booked", "bookedCount"),
    number("Found in the books", "matchedCount"),
    number("Waiting", "waitingCount"),
    number("Ignored", "ignoredCount"),
    number("Differences", "differenceCount"),
    text("Problem", "problem", 40),
  ],
});

export const statementLines = defineTable<"statement_lines", StatementLineDto>({
  title: "Statement lines",
  permission: "payments:read",
  read: ({ ctx, input, tx }) => readAllStatementLines({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    date("Day", "bookedOn"),
    instant("At", "occurredAt"),
    text("Account", "accountLabel"),
    number("Line", "lineNo"),
    text("Kind", (row) => words(row.kind), 14),
    text("Other side", "counterparty", 32),
    text("Text", "text", 40),
    text("Reference", "reference"),
    text("Bank's id", "externalId"),
    text("Currency", "currency", 10),
    amount("Amount", "amountMinor"),
    text("State", (row) => words(row.state), 14),
    text("Receipt", (row) => receiptText(row.paymentNumber), 12),
    text("Tenant", "tenantName", 32),
    number("Refund", "refundNumber"),
    text("Why", "note", 40),
  ],
});

export const days = defineTable<"days", DayProofRowDto>({
  title: "Reconciliation",
  permission: "payments:read",
  read: ({ ctx, input, tx }) => readAllDays({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    date("Day", "day"),
    text("Account", "accountLabel", 32),
    text("State", (row) => words(row.state), 14),
    text("Currency", "currency", 10),
    number("Differences", "differenceCount"),
    number("Times looked at", "version"),
    instant("Looked at", "createdAt"),
  ],
});

/** Money that came and waits for its lease. */
export const suspense = defineTable<"suspense", SuspenseDto>({
  title: "Receipt desk",
  permission: "payments:read",
  read: ({ ctx, input, tx }) => readAllSuspense({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Receipt", (row) => receiptText(row.number), 12),
    date("Received", "receivedOn"),
    number("Days waiting", "waitingDays"),
    text("Way", (row) => words(row.rail), 14),
    text("Payer", "payerName", 32),
    text("Reference", "reference"),
    text("Currency", "currency", 10),
    amount("Amount", "amountMinor"),
  ],
});

/** What providers sent, without what it says of persons. */
export const inboundEvents = defineTable<"inbound_events", InboundEventDto>({
  title: "Callbacks",
  permission: "payments:read",
  read: ({ ctx, input, tx }) => readAllInboundEvents({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    instant("Received", "receivedAt"),
    text("Provider", (row) => words(row.rail), 14),
    text("Account", "accountLabel"),
    text("Topic", "topic", 32),
    text("Verified", (row) => (row.isVerified ? "Yes" : "No"), 10),
    text("State", (row) => words(row.state), 14),
    text("Note", "note", 40),
    instant("Applied", "appliedAt"),
  ],
});
