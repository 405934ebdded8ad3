import { openDb } from "@stead/db/client";
import { getDashboard, foldFigures } from "@stead/services/dashboard";
import { listInvoices } from "@stead/services/billing";
import { listArrears } from "@stead/services/arrears";
import { listLeases } from "@stead/services/leases";
import { listPayments } from "@stead/services/payments";
import { listProperties } from "@stead/services/portfolio";
import type { ServiceContext } from "@stead/services/context";
import type pg from "pg";
import { startBenchServer, withClient } from "./bench-database.ts";
import { billingContext } from "./billing-context.ts";
import { fillPortfolio } from "./billing-portfolio.ts";
import { fillInvoices } from "./fill-invoices.ts";
import { countDatabase, type DatabaseCount } from "./kit/counts.ts";
import { tellResults } from "./kit/result.ts";

/**
 * What reading costs at a thousand and at a million invoices of one agency with a thousand leases: statements and shared
 * buffers of each call, counted by the server. Reading must not grow with history.
 *   npx pnpm --filter @stead/bench reads [rows ...]
 */

const leases = 1_000;
const today = "2026-11-22";

type Read = { name: string; run: (ctx: ServiceContext) => Promise<unknown> };

const page = { limit: 50 } as const;
const reads: readonly Read[] = [
  { name: "dashboard", run: (ctx) => getDashboard({ ctx, input: {} }) },
  { name: "invoices, first page", run: (ctx) => listInvoices({ ctx, input: { ...page, sort: "due" } }) },
  {
    name: "invoices, overdue",
    run: (ctx) => listInvoices({ ctx, input: { ...page, sort: "due", isOverdue: true } }),
  },
  { name: "leases", run: (ctx) => listLeases({ ctx, input: { ...page, sort: "start" } }) },
  { name: "properties", run: (ctx) => listProperties({ ctx, input: { ...page, sort: "name" } }) },
  { name: "payments", run: (ctx) => listPayments({ ctx, input: { ...page, sort: "received" } }) },
  { name: "arrears", run: (ctx) => listArrears({ ctx, input: { ...page, sort: "overdue" } }) },
];

async function costOf(admin: pg.Client, ctx: ServiceContext, read: Read): Promise<DatabaseCount> {
  await read.run(ctx);
  await read.run(ctx);
  return countDatabase(admin, ["stead_app", "stead_search"], () => read.run(ctx));
}

async function measure(count: number): Promise<Map<string, DatabaseCount>> {
  const server = await startBenchServer();
  const database = await server.make("reads");
  const costs = new Map<string, DatabaseCount>();
  await withClient(database.adminUrl, async (admin) => {
    await fillPortfolio(admin, leases);
    for (const statement of fillInvoices(count, leases)) await admin.query(statement);
    const db = openDb({ connectionString: database.appUrl, min: 0, max: 4 });
    const ctx = billingContext(db, Date.parse(`${today}T09:00:00Z`));
    await foldFigures({ ctx });
    await admin.query("vacuum analyze");
    await admin.query("create extension if not exists pg_stat_statements");
    for (const read of reads) costs.set(read.name, await costOf(admin, ctx, read));
    await db.close();
  });
  await database.drop();
  await server.stop();
  return costs;
}

const sizes = process.argv
  .slice(2)
  .map(Number)
  .filter((size) => size > 0);
const counts = sizes.length > 0 ? sizes : [1_000, 1_000_000];
const tables: Map<string, DatabaseCount>[] = [];
for (const count of counts) tables.push(await measure(count));
const cells = (name: string) =>
  tables.map((table, at) => {
    const { statements = 0, buffers = 0 } = table.get(name) ?? {};
    return { rows: counts[at] ?? 0, statements, buffers };
  });
tellResults(
  reads.map(({ name }) => {
    const [least, most] = [cells(name)[0], cells(name).at(-1)];
    const shown = (cell: typeof least) =>
      `${cell?.statements ?? 0} statements, ${cell?.buffers ?? 0} buffers`;
    return {
      what: `${name}, ${(most?.rows ?? 0).toLocaleString("en")} invoices`,
      baseline: `${(least?.rows ?? 0).toLocaleString("en")} invoices: ${shown(least)}`,
      figure: shown(most),
      goal: "the same statements",
      verdict: least?.statements === most?.statements ? "met" : "missed",
    };
  }),
);
