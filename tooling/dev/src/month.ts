import { today as todayIn } from "@stead/kernel/clock";
import { openDb } from "@stead/db/client";
import { openSystemDb } from "@stead/db/system";
import { addDays, addMonths, maxDate, monthStart, type CivilDate } from "@stead/kernel/dates";
import { formatDecimalAmount } from "@stead/kernel/money";
import { newId } from "@stead/kernel/ids";
import { listArrears } from "@stead/services/arrears";
import { runBillingChunks, startBillingRun } from "@stead/services/billing";
import type { ServiceContext } from "@stead/services/context";
import { foldFigures } from "@stead/services/dashboard";
import { getTrialBalance, runProof } from "@stead/services/ledger";
import { applyCredits, recordPayments, type ReceivedPayment } from "@stead/services/payments";
import { parseArgs } from "node:util";
import fs from "node:fs";
import path from "node:path";
import { openDatabase } from "./database.ts";
import { demoContext, StoryClock } from "./demo/demo-context.ts";
import { env } from "./env.ts";
import { loadSecrets } from "./secrets.ts";
import { makeTrailMonths } from "./demo/trail-months.ts";

const usage = `Does the main job of an agency on the command line: bills the next month, takes a day's payments,
allocates them, shows the arrears, proves the books and prints the trial balance.

  npx pnpm month                   for the first agency
  npx pnpm month -- --agency NAME  for the agency whose name begins so
`;

const print = (line = "") => process.stdout.write(`${line}\n`);

function amount(minor: number, currency: string): string {
  return formatDecimalAmount(minor, currency).replaceAll(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");
}

const lastBilled = {
  name: "",
  text: "select max(period_start) as month from billing_runs where agency_id = $1 and status = 'done'",
};
const openToday = {
  name: "",
  text: `select b.lease_id as "leaseId", sum(b.open_minor) as "openMinor", b.currency, l.reference
    from invoice_balances b join leases l on l.agency_id = b.agency_id and l.id = b.lease_id
    where b.agency_id = $1 and b.due_on = $2 and b.open_minor > 0 group by b.lease_id, b.currency, l.reference order by b.lease_id`,
};
type Open = { leaseId: string; openMinor: number; currency: string; reference: string };

/** The month after the last one that was billed, or the running one. */
async function nextMonth(ctx: ServiceContext, today: CivilDate): Promise<CivilDate> {
  const [row] = await ctx.db.sql<{ month: CivilDate | null }>(lastBilled, ctx.agencyId);
  return row?.month ? addMonths(row.month, 1) : monthStart(today);
}

async function bill(ctx: ServiceContext, month: CivilDate): Promise<void> {
  const run = await startBillingRun({ ctx, input: { periodStart: month, idempotencyKey: newId() } });
  const done = await runBillingChunks({ ctx, input: { billingRunId: run.id } });
  print(
    `Billed ${month.slice(0, 7)}: ${done.invoiceCount} invoices with ${done.chargeCount} charges on ${done.leaseCount} leases`,
  );
  for (const { currency, totalMinor } of done.totals) print(`  ${currency} ${amount(totalMinor, currency)}`);
  for (const problem of done.problems) print(`  lease ${problem.leaseNumber}: ${problem.message}`);
}

/** Half of those whose rent is due pay it on its day. */
async function takePayments(ctx: ServiceContext, day: CivilDate): Promise<void> {
  const due = await ctx.db.sql<Open>(openToday, ctx.agencyId, day);
  const payments: ReceivedPayment[] = due
    .filter((_, index) => index % 2 === 0)
    .map(({ leaseId, openMinor, currency, reference }) => ({
      leaseId,
      rail: "bank",
      amountMinor: openMinor,
      currency,
      receivedOn: day,
      reference,
    }));
  let allocated = 0;
  for (let start = 0; start < payments.length; start += 500) {
    allocated += (await recordPayments({ ctx, input: { payments: payments.slice(start, start + 500) } }))
      .allocatedMinor;
  }
  print(
    `Received on ${day}: ${payments.length} payments, ${ctx.agency.currency} ${amount(allocated, ctx.agency.currency)} allocated`,
  );
}

async function showArrears(ctx: ServiceContext, day: CivilDate): Promise<void> {
  const { totals } = await listArrears({ ctx, input: { asOf: day, sort: "overdue", limit: 1 } });
  for (const { currency, buckets, leaseCount, totalMinor } of totals) {
    print(`Open on ${day}: ${currency} ${amount(totalMinor, currency)} on ${leaseCount} leases`);
    print(
      `  1-30 days ${amount(buckets.days1to30, currency)}, 31-60 ${amount(buckets.days31to60, currency)}, 61-90 ${amount(buckets.days61to90, currency)}, over 90 ${amount(buckets.over90, currency)}`,
    );
  }
}

async function prove(ctx: ServiceContext, day: CivilDate): Promise<boolean> {
  const proof = await runProof({ ctx });
  print(`Proof: ${proof.checks.length} checks, ${proof.isSound ? "all sound" : "NOT SOUND"}`);
  for (const check of proof.checks.filter(({ isSound }) => !isSound))
    print(`  ${check.name}: ${check.leftMinor} against ${check.rightMinor}; ${check.samples.join(", ")}`);
  const balance = await getTrialBalance({ ctx, input: { asOf: day } });
  for (const { currency, rows, debitMinor, creditMinor } of balance.currencies) {
    print(`\nTrial balance on ${day}, ${currency}`);
    for (const row of rows)
      print(`  ${row.code}  ${row.name.padEnd(34)} ${amount(row.balanceMinor, currency).padStart(18)}`);
    print(
      `  debit ${amount(debitMinor, currency)}, credit ${amount(creditMinor, currency)}, difference ${amount(debitMinor - creditMinor, currency)}`,
    );
  }
  return proof.isSound;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(2).filter((word) => word !== "--"),
    options: { agency: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    print(usage);
    return;
  }
  const home = path.resolve(import.meta.dirname, "../../..", env.home);
  fs.mkdirSync(home, { recursive: true });
  const database = await openDatabase(home, loadSecrets(home), () => {});
  const system = openSystemDb({ connectionString: database.systemUrl, min: 0, max: 2 });
  const db = openDb({ connectionString: database.appUrl, min: 0, max: 4 });
  try {
    const agencies = await system.prisma.agency.findMany({ orderBy: { createdAt: "asc" } });
    const agency = agencies.find(({ name }) =>
      name.toLowerCase().startsWith((values.agency ?? "").toLowerCase()),
    );
    if (!agency) throw new Error("there is no such agency; `npm start` loads a demonstration");
    const clock = new StoryClock(agency.timeZone, Date.now());
    const ctx = demoContext(db, { ...agency, region: "chicago" }, null, clock);
    const now = todayIn(clock, agency.timeZone);
    const month = await nextMonth(ctx, now);
    await makeTrailMonths(database.ownerUrl, month);
    print(`${agency.name}, ${month.slice(0, 7)}\n`);
    clock.goTo(month);
    await bill(ctx, month);
    const dueDay = addDays(month, agency.country === "KE" ? 4 : 0);
    clock.goTo(dueDay);
    while ((await applyCredits({ ctx, input: { dueBy: dueDay } })).allocationCount > 0);
    await takePayments(ctx, dueDay);
    const later = maxDate(addDays(dueDay, 10), dueDay);
    clock.goTo(later);
    await showArrears(ctx, later);
    await foldFigures({ ctx });
    if (!(await prove(ctx, later))) process.exitCode = 1;
  } finally {
    await Promise.all([system.close(), db.close()]);
    if (!database.wasRunning) await database.stop();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
