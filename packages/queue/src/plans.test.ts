import { openSystemDb, type SystemDb } from "@stead/db/system";
import type { Statement } from "@stead/db/client";
import { openArranger, type Arranger } from "@stead/testing/arranger";
import { cloneDatabase, type TestDatabase } from "@stead/testing/database";
import { makeAgency } from "@stead/testing/factories";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countSent, findCandidates, readStanding } from "./dispatch-rows.ts";
import { waitingAgencies } from "./fold-waiting.ts";
import { eventually } from "./test-queue.ts";

let database: TestDatabase;
let arrange: Arranger;
let system: SystemDb;

beforeAll(async () => {
  database = await cloneDatabase();
  arrange = await openArranger(database);
  system = openSystemDb({ connectionString: database.systemUrl });
  for (const count of [100_000, 5, 5]) {
    const { id: agencyId } = await makeAgency(arrange);
    await arrange.query(
      `insert into outbox (id, agency_id, name, payload, dedupe_key) select gen_random_uuid(), $1, 'payments.apply-credit', '{}', n::text from generate_series(1, $2::int) n`,
      agencyId,
      count,
    );
    await arrange.query(
      `insert into stat_deltas (agency_id, property_id, currency, metric, on_date, amount_minor, count)
       select $1, gen_random_uuid(), 'KES', 'paid', '2026-01-01', 1, 1 from generate_series(1, $2::int) n`,
      agencyId,
      count,
    );
  }
  await arrange.query("vacuum analyze outbox, stat_deltas");
});
afterAll(async () => {
  await system.close();
  await arrange.close();
  await database.drop();
});

type PlanNode = {
  "Node Type": string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Relation Name"?: string;
  Plans?: PlanNode[];
};

/** Runs a statement as the machinery's role and answers how many rows it read of its tables, and how. */
async function readOf(
  { text }: Statement,
  ...values: readonly unknown[]
): Promise<{ rows: number; scans: string[] }> {
  const [row] = await system.sql<{ "QUERY PLAN": { Plan: PlanNode }[] }>(
    { name: "", text: `explain (analyze, timing off, format json) ${text}` },
    ...values,
  );
  const below = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(below)];
  const root = row?.["QUERY PLAN"][0]?.Plan;
  const tables = root === undefined ? [] : below(root).filter((node) => node["Relation Name"] !== undefined);
  return {
    rows: tables.reduce((sum, node) => sum + node["Actual Rows"] * node["Actual Loops"], 0),
    scans: tables
      .filter((node) => node["Node Type"] === "Seq Scan")
      .map((node) => node["Relation Name"] ?? ""),
  };
}

test("a round reads what it takes, however much one agency has waiting", async () => {
  const { rows, scans } = await readOf(findCandidates, "", 500, 60);
  expect(scans).toEqual([]);
  expect(rows).toBeLessThan(60);
});

test("asking which agencies have figures to fold reads one row of each", async () => {
  const { rows, scans } = await readOf(waitingAgencies);
  expect(scans).toEqual([]);
  expect(rows).toBeLessThan(20);
});

test("a round passes over what was sent and is gone", async () => {
  await arrange.query(
    `with agency as (select agency_id from outbox limit 1)
     insert into outbox (id, agency_id, name, payload, dedupe_key, state)
     select gen_random_uuid(), agency_id, 'payments.apply-credit', '{}', 'gone ' || n, 'sent' from agency, generate_series(1, 10000) n`,
  );
  await arrange.query("delete from outbox where state = 'sent'");
  const look = { afterKey: "", mostPairs: 500, mostCandidates: 60 };
  // The first round that comes when nobody can see them any more finds that they are gone; whoever connects to the
  // server just then may see them still.
  await eventually(async () => {
    const [row] = await system.transaction(async (tx) => {
      await readStanding(tx, look);
      return tx.sql<{ "QUERY PLAN": { Plan: Record<string, unknown> }[] }>({
        name: "",
        text: `explain (analyze, buffers, timing off, format json) ${countSent.text}`,
      });
    });
    expect(row?.["QUERY PLAN"][0]?.Plan["Shared Hit Blocks"]).toBeLessThan(150);
  });
});

test("no index has what changes when a job starts and while it runs, so its row stays where it is", async () => {
  const indexed = await arrange.query<{ index: string }>(
    `select i.indexrelid::regclass::text as index from pg_index i join pg_attribute a on a.attrelid = i.indrelid
     where i.indrelid = 'outbox'::regclass and a.attname in ('started_at', 'touched_at', 'starts', 'worker_id')
       and (a.attnum = any(i.indkey::int2[]) or pg_get_expr(i.indpred, i.indrelid) ~ a.attname)`,
  );
  expect(indexed).toEqual([]);
});
