import { openDb } from "@stead/db/client";
import { countStatements } from "@stead/db/observe";
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

// What reading costs at a thousand and at a million invoices of one agency with a thousand leases: statements and shared
// buffers of each call, counted by the server. Reading must not grow with history.
//   npx pnpm --filter @stead/bench reads [rows ...]

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

type Cost = { statements: number; buffers: number };

async function costOf(admin: pg.Client, ctx: ServiceContext, read: Read): Promise<Cost> {
  await read.run(ctx);
  await read.run(ctx);
  await admin.query("select pg_stat_statements_reset()");
  const { statements } = await countStatements(() => read.run(ctx));
  const { rows } = await admin.query<{ buffers: string }>(
    `select coalesce(sum(shared_blks_hit + shared_blks_read), 0) as buffers from pg_stat_statements s
      join pg_roles r on r.oid = s.userid where r.rolname in ('stead_app', 'stead_search') and toplevel`,
  );
  return { statements: statements.length, buffers: Number(rows[0]?.buffers) };
}

async function measure(count: number): Promise<Map<string, Cost>> {
  const server = await startBenchServer();
  const database = await server.make("reads");
  const costs = new Map<string, Cost>();
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
const tables: Map<string, Cost>[] = [];
for (const count of counts) tables.push(await measure(count));
process.stdout.write(
  `${"read".padEnd(24)}${counts.map((count) => `${count.toLocaleString("en")} invoices`.padStart(36)).join("")}\n`,
);
for (const { name } of reads) {
  const cells = tables.map((table) => {
    const cost = table.get(name);
    return `${cost?.statements ?? 0} statements, ${cost?.buffers ?? 0} buffers`.padStart(36);
  });
  process.stdout.write(`${name.padEnd(24)}${cells.join("")}\n`);
}
