import type { BillingRunDto } from "@stead/contracts/billing";
import type { ImportDto } from "@stead/contracts/imports";
import type { BroadcastDto, ReminderHoldDto } from "@stead/contracts/messages";
import { readAllBillingRuns } from "../billing/index.ts";
import { mapBatches } from "../context/index.ts";
import { readAllImports } from "../imports/index.ts";
import { readAllBroadcasts, readAllReminderHolds } from "../messages/index.ts";
import { amount, anyLimit, date, defineTable, instant, number, text, words } from "./rules.ts";

type RunTotal = { run: BillingRunDto; currency: string | null; totalMinor: number | null };

const totalsOf = (batch: BillingRunDto[]): RunTotal[] =>
  batch.flatMap((run): RunTotal[] =>
    run.totals.length === 0
      ? [{ run, currency: null, totalMinor: null }]
      : run.totals.map((total) => ({ run, ...total })),
  );

/** A row for each currency that a run billed in. */
export const billingRuns = defineTable<"billing_runs", RunTotal>({
  title: "Billing runs",
  permission: "billing:read",
  read: async ({ ctx, input, tx }) => {
    const whole = await readAllBillingRuns({ ctx, tx, input: { ...input, ...anyLimit } });
    return { count: whole.count, batches: mapBatches(whole.batches, totalsOf) };
  },
  columns: [
    date("Month", ({ run }) => run.periodStart),
    text("Status", ({ run }) => words(run.status), 14),
    number("Leases of the run", ({ run }) => run.leaseCount),
    number("Invoices of the run", ({ run }) => run.invoiceCount),
    number("Charges of the run", ({ run }) => run.chargeCount),
    number("Problems of the run", ({ run }) => run.problems.length),
    text("Currency", "currency", 10),
    amount("Billed", "totalMinor"),
    instant("Started", ({ run }) => run.createdAt),
    instant("Ended", ({ run }) => run.finishedAt),
  ],
});

const channelWords: Record<BroadcastDto["channel"], string> = {
  email: "E-mail",
  sms: "Text message",
  email_else_sms: "E-mail, else text message",
};

export const broadcasts = defineTable<"broadcasts", BroadcastDto>({
  title: "Broadcasts",
  permission: "messages:read",
  read: ({ ctx, input, tx }) => readAllBroadcasts({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Name", "name", 32),
    text("By", (row) => channelWords[row.channel]),
    text("Subject", "subject", 40),
    text("Status", (row) => words(row.status), 14),
    number("Recipients", "recipientCount"),
    number("Waiting", (row) => row.counts.waiting),
    number("Sending", (row) => row.counts.sending),
    number("Sent", (row) => row.counts.sent),
    number("Failed", (row) => row.counts.failed),
    number("Stopped", (row) => row.counts.stopped),
    number("Uncertain", (row) => row.counts.uncertain),
    instant("Written", "createdAt"),
    instant("Planned for", "scheduledAt"),
    instant("Ended", "finishedAt"),
  ],
});

/** The leases that are not reminded now. */
export const reminderHolds = defineTable<"reminder_holds", ReminderHoldDto>({
  title: "Leases not reminded",
  permission: "messages:read",
  read: ({ ctx, input, tx }) => readAllReminderHolds({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Lease", (row) => `L-${row.leaseNumber}`, 12),
    text("Tenant", "tenantName", 32),
    text("Why", (row) => words(row.kind)),
    date("Until", "untilOn"),
    text("Note", "note", 40),
    instant("Since", "createdAt"),
  ],
});

export const imports = defineTable<"imports", ImportDto>({
  title: "Imports",
  permission: "imports:read",
  read: ({ ctx, input, tx }) => readAllImports({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    instant("Uploaded", "createdAt"),
    text("File", "fileName", 40),
    text("Kind", (row) => words(row.kind)),
    text("Status", (row) => words(row.status), 14),
    number("Rows", "rowCount"),
    number("New", "createCount"),
    number("Changed", "updateCount"),
    number("The same", "sameCount"),
    number("Wrong", "errorCount"),
    number("Undone", "undoneCount"),
    text("Problem", "problem", 40),
    instant("Ended", "finishedAt"),
  ],
});
