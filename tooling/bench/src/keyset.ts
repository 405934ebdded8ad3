import { openDb } from "@stead/db/client";
import { foldFigures } from "@stead/services/dashboard";
import { listInvoices } from "@stead/services/billing";
import { startBenchServer, withClient } from "./bench-database.ts";
import { billingContext } from "./billing-context.ts";
import { fillPortfolio } from "./billing-portfolio.ts";
import { fillInvoices } from "./fill-invoices.ts";
import { countDatabase } from "./kit/counts.ts";
import { tellResults } from "./kit/result.ts";

/**
 * The buffers of page 10,000 of invoices beside those of page 1: pages are found by the last row of the one before, so
 * they do not count what they pass.
 *   npx pnpm --filter @stead/bench keyset [page]
 */
const wanted = Number(process.argv[2] ?? 10_000);
const leases = 1_000;
const limit = 50;
const roles = ["stead_app", "stead_search"];

const server = await startBenchServer("keyset");
const database = await server.make("keyset");
await withClient(database.adminUrl, async (admin) => {
  await fillPortfolio(admin, leases);
  for (const statement of fillInvoices((wanted + 20) * limit, leases)) await admin.query(statement);
  await admin.query("create extension if not exists pg_stat_statements");
  const db = openDb({ connectionString: database.appUrl, min: 0, max: 1 });
  const ctx = billingContext(db, Date.parse("2026-11-22T09:00:00Z"));
  await foldFigures({ ctx });
  await admin.query("vacuum analyze");
  const read = (cursor: string | undefined, rows: number) =>
    listInvoices({ ctx, input: { sort: "due", limit: rows, ...(cursor === undefined ? {} : { cursor }) } });
  const buffersOf = async (cursor: string | undefined) => {
    for (let warm = 0; warm < 3; warm++) await read(cursor, limit);
    return (await countDatabase(admin, roles, () => read(cursor, limit))).buffers;
  };
  const second = (await read(undefined, limit)).nextCursor ?? undefined;
  let cursor = second;
  // The way there in long steps.
  for (let passed = limit; passed < (wanted - 1) * limit && cursor !== undefined;) {
    const rows = Math.min(200, (wanted - 1) * limit - passed);
    cursor = (await read(cursor, rows)).nextCursor ?? undefined;
    passed += rows;
  }
  const [first, next, last] = [await buffersOf(undefined), await buffersOf(second), await buffersOf(cursor)];
  await db.close();
  tellResults([
    {
      what: `page ${wanted.toLocaleString("en")} of invoices, ${last} buffers`,
      baseline: `page 1, ${first} buffers; page 2, ${next}`,
      figure: `${last - first >= 0 ? "+" : ""}${last - first}`,
      goal: "at most +2",
      verdict: cursor !== undefined && last - first <= 2 ? "met" : "missed",
    },
  ]);
});
await database.drop();
await server.stop();
