import type { AuditRowDto } from "@stead/contracts/audit";
import type { BulkRowDto } from "@stead/contracts/bulk";
import type { JournalDto } from "@stead/contracts/ledger";
import type { MessageDto } from "@stead/contracts/messages";
import { readAllBulkRows } from "../bulk/index.ts";
import { readAllAudit } from "../audit/index.ts";
import { mapBatches } from "../context/index.ts";
import { readAllJournals } from "../ledger/index.ts";
import { readAllMessages } from "../messages/index.ts";
import { amount, anyLimit, date, defineTable, instant, number, text, words } from "./rules.ts";

type JournalLine = JournalDto["lines"][number] & { journal: JournalDto };

const linesOf = (journals: JournalDto[]): JournalLine[] =>
  journals.flatMap((journal) => journal.lines.map((line) => ({ ...line, journal })));

/** A row for each line: the journal's own facts stand in every one of them. */
export const journals = defineTable<"journals", JournalLine>({
  title: "Journal",
  permission: "ledger:read",
  read: async ({ ctx, input, tx }) => {
    const { count, batches } = await readAllJournals({ ctx, tx, input: { ...input, ...anyLimit } });
    return { count, batches: mapBatches(batches, linesOf) };
  },
  columns: [
    date("Date", ({ journal }) => journal.occurredOn),
    text("Event", ({ journal }) => journal.event, 28),
    text("Memo", ({ journal }) => journal.memo, 40),
    text("Account", "accountCode", 10),
    text("Account name", "accountName", 28),
    text("Currency", "currency", 10),
    amount("Debit", (line) => (line.amountMinor > 0 ? line.amountMinor : null)),
    amount("Credit", (line) => (line.amountMinor < 0 ? -line.amountMinor : null)),
    instant("Posted", ({ journal }) => journal.createdAt),
    text("By", ({ journal }) => journal.createdByName),
    text("Journal", ({ journal }) => journal.id, 38),
    text("Posting", ({ journal }) => journal.postingKey, 40),
  ],
});

const byName = { user: "A person", api_key: "An API key", contact: "A tenant", system: "Stead" } as const;

export const audit = defineTable<"audit", AuditRowDto>({
  title: "Audit trail",
  permission: "audit:read",
  read: ({ ctx, input, tx }) => readAllAudit({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    instant("At", "at"),
    text("Who", (row) => row.actorName ?? byName[row.actorKind]),
    text("Action", "action", 28),
    text("Kind", "entityType", 16),
    text("Record", "entityId", 38),
    text(
      "Changes",
      (row) =>
        row.changes
          .map(({ field, before, after }) => `${field}: ${before ?? "–"} → ${after ?? "–"}`)
          .join("; "),
      60,
    ),
    text("Request", "requestId", 38),
  ],
});

/** What was sent, or was not, and why. */
export const messages = defineTable<"messages", MessageDto>({
  title: "Messages",
  permission: "messages:read",
  read: ({ ctx, input, tx }) => readAllMessages({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    instant("Written", "createdAt"),
    text("To", "toName", 32),
    text("Address", "toAddress", 32),
    text("By", (row) => (row.channel === "sms" ? "Text message" : "E-mail"), 14),
    text("Kind", (row) => words(row.kind), 14),
    text("Subject", "subject", 40),
    text("Status", (row) => words(row.status), 14),
    text("Why", "reason", 60),
    number("Attempts", "attempts"),
    instant("Ended", "finishedAt"),
  ],
});

/** What became of each record of a change to many. */
export const bulkRows = defineTable<"bulk_rows", BulkRowDto>({
  title: "Records of a bulk change",
  permission: "bulk:write",
  read: ({ ctx, input, tx }) => readAllBulkRows({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    number("Row", "rowNo"),
    text("Record", "label"),
    text("Outcome", (row) => words(row.status), 12),
    text("Why", "message", 60),
    text("Id", "entityId", 38),
  ],
});
