import { openDb, type Sql, type TenantDb } from "@stead/db/client";
import { foldFigures, getDashboard } from "@stead/services/dashboard";
import { listInvoices } from "@stead/services/billing";
import { listArrears } from "@stead/services/arrears";
import type { ServiceContext } from "@stead/services/context";
import pg from "pg";
import { startBenchServer, withClient, type BenchDatabase } from "./bench-database.ts";
import { billingContext } from "./billing-context.ts";
import { agencyId, fillPortfolio } from "./billing-portfolio.ts";
import { fillInvoices } from "./fill-invoices.ts";
import { cpuMicrosOf, meterBackends, ownCpuSeconds, sumOf } from "./kit/cpu.ts";
import { runPaired, type Side } from "./kit/paired.ts";
import { resultsOf, tellResults, type Result } from "./kit/result.ts";
import { indexesOf, type Planned } from "./plan-shape.ts";

/**
 * What the way to the rows costs: the statements of hot procedures through the lane, against the same SQL prepared on a
 * bare `pg` pool by a role that row-level security does not hold; the lane for both roles; the plans of both; and the
 * buffers of a page far into a list.
 *   npx pnpm --filter @stead/bench data-access [invoices] [most rounds] [turns a block]
 */
const invoices = Number(process.argv[2] ?? 600_000);
const mostRounds = Number(process.argv[3] ?? 36);
const turns = Number(process.argv[4] ?? 300);
const leases = 1_000;
const today = Date.parse("2026-11-22T09:00:00Z");
const rowsOfPage = 50;
const farPage = Math.min(10_000, Math.floor(invoices / rowsOfPage) - 1);

type Asked = { name: string; text: string; values: readonly unknown[] };

/** What a verb asks of the `sql` lane. */
async function asked(ctx: ServiceContext, run: (ctx: ServiceContext) => Promise<unknown>): Promise<Asked[]> {
  const all: Asked[] = [];
  const sql: Sql = async (statement, ...values) => {
    all.push({ ...statement, values });
    return ctx.db.sql(statement, ...values);
  };
  await run({ ...ctx, db: { ...ctx.db, sql } });
  return all;
}

const page = { limit: rowsOfPage } as const;
/** There are no payments here: what reads nothing else says nothing. */
const ofPayments = new Set(["dashboard_recent", "dashboard_unallocated"]);
const hot = async (ctx: ServiceContext) =>
  [
    ...(await asked(ctx, (own) => getDashboard({ ctx: own, input: {} }))),
    ...(await asked(ctx, (own) => listInvoices({ ctx: own, input: { ...page, sort: "due" } }))),
    ...(await asked(ctx, (own) => listArrears({ ctx: own, input: { ...page, sort: "overdue" } }))),
  ].filter(({ name }) => !ofPayments.has(name));

async function fill(admin: pg.Client, ctx: ServiceContext): Promise<void> {
  await fillPortfolio(admin, leases);
  for (const statement of fillInvoices(invoices, leases)) await admin.query(statement);
  await foldFigures({ ctx });
  await admin.query("vacuum analyze");
  await admin.query("create extension if not exists pg_stat_statements");
}

/** The statements one after the other, as often as a block has turns. */
async function repeat(statements: readonly Asked[], run: (statement: Asked) => Promise<unknown>) {
  for (let turn = 0; turn < turns; turn++) for (const statement of statements) await run(statement);
}

async function compareCosts(admin: pg.Client, database: BenchDatabase, statements: readonly Asked[]) {
  const meter = sumOf(ownCpuSeconds, meterBackends(admin, database.name));
  const bare = new pg.Pool({ connectionString: database.adminUrl, max: 1 });
  const own = openDb({ connectionString: database.appUrl, min: 1, max: 1 });
  const free = openDb({ connectionString: database.adminUrl, min: 1, max: 1 });
  const scope = { deadline: Date.now() + 3_600_000 };
  const through = (lanes: TenantDb) => (statement: Asked) => lanes.sql(statement, ...statement.values);
  const side = (name: string, run: (statement: Asked) => Promise<unknown>): Side<"cpu"> => ({
    name,
    measure: async () => ({
      cpu: await cpuMicrosOf(meter, turns * statements.length, () => repeat(statements, run)),
    }),
  });
  const prepared = side("prepared pg, no row-level security", ({ name, text, values }) =>
    bare.query({ name, text, values: [...values] }),
  );
  const held = side("the lane, row-level security", through(own.forAgency(agencyId, scope)));
  const unheld = side("the lane, no row-level security", through(free.forAgency(agencyId, scope)));
  const show = { cpu: (micros: number) => `${micros.toFixed(0)} µs of CPU a statement` };
  // The reciprocal of 0.95: CPU for one statement, not statements for CPU.
  const lane = await runPaired({
    baseline: prepared,
    sides: [{ ...held, goals: { cpu: { atMost: 1 / 0.95 } } }],
    mostRounds,
  });
  const security = await runPaired({
    baseline: unheld,
    sides: [{ ...held, goals: { cpu: { atMost: 1.05 } } }],
    mostRounds,
  });
  await Promise.all([bare.end(), own.close(), free.close()]);
  return [...resultsOf(lane, prepared.name, show), ...resultsOf(security, unheld.name, show)];
}

/** Whether both roles read through the same indexes. */
async function comparePlans(
  admin: pg.Client,
  ctx: ServiceContext,
  statements: readonly Asked[],
): Promise<Result[]> {
  const other: string[] = [];
  for (const { name, text, values } of statements) {
    const explain = `explain (format json) ${text}`;
    const [held] = await ctx.db.sql<Planned>({ name: "", text: explain }, ...values);
    const { rows } = await admin.query<Planned>(explain, [...values]);
    if (indexesOf(held) !== indexesOf(rows[0])) other.push(name);
  }
  return [
    {
      what: `indexes and scans of ${statements.length} statements under row-level security`,
      baseline: "the same statements without it",
      figure: other.length === 0 ? "the same" : `others: ${other.join(", ")}`,
      goal: "the same",
      verdict: other.length === 0 ? "met" : "missed",
    },
  ];
}

async function buffersOf(admin: pg.Client, work: () => Promise<unknown>): Promise<number> {
  // The third time: plans and pages are at hand.
  for (let time = 0; time < 2; time++) await work();
  await admin.query("select pg_stat_statements_reset()");
  await work();
  const { rows } = await admin.query<{ buffers: string }>(
    `select coalesce(sum(shared_blks_hit + shared_blks_read), 0) as buffers from pg_stat_statements s
      join pg_roles r on r.oid = s.userid where r.rolname = 'stead_app' and toplevel`,
  );
  return Number(rows[0]?.buffers);
}

async function comparePages(admin: pg.Client, ctx: ServiceContext): Promise<Result[]> {
  const read = (cursor?: string) =>
    listInvoices({ ctx, input: { ...page, sort: "due", ...(cursor !== undefined && { cursor }) } });
  let cursor: string | undefined;
  for (let at = 1; at < farPage; at++) cursor = (await read(cursor)).nextCursor ?? undefined;
  // The second page has a cursor as the far one has.
  const second = (await read()).nextCursor ?? undefined;
  const near = await buffersOf(admin, () => read(second));
  const far = await buffersOf(admin, () => read(cursor));
  return [
    {
      what: `page ${farPage.toLocaleString("en")} of ${invoices.toLocaleString("en")} invoices, ${far} buffers`,
      baseline: `page 2, ${near} buffers`,
      figure: `${far - near >= 0 ? "+" : ""}${far - near} buffers`,
      goal: "at most +2",
      verdict: far - near <= 2 ? "met" : "missed",
    },
  ];
}

const server = await startBenchServer("data-access");
const database = await server.make("data_access");
const results = await withClient(database.adminUrl, async (admin) => {
  const db = openDb({ connectionString: database.appUrl, min: 0, max: 4 });
  const ctx = billingContext(db, today);
  await fill(admin, ctx);
  const statements = await hot(ctx);
  const found = [...(await comparePages(admin, ctx)), ...(await comparePlans(admin, ctx, statements))];
  found.push(...(await compareCosts(admin, database, statements)));
  await db.close();
  return found;
});
await database.drop();
await server.stop();
tellResults(results);
