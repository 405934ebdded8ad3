import { tagsOfEvent } from "@stead/cache/keys/events";
import type { Family } from "@stead/cache/family";
import { shownReports } from "@stead/cache/keys/reads";
import { reportKinds, type ReportKind } from "@stead/contracts/reports";
import { dataEvents, isDataEvent, type DataEvent } from "@stead/kernel/changes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { publicUrl, startTestApi, type TestApi } from "./test-api.ts";
import { ask, cachedReads } from "./test-reads.ts";
import { buildEstate, type Estate } from "./test-world.ts";

/** Parameters that a report cannot do without. */
const needs: Partial<Record<ReportKind, (estate: Estate) => object>> = {
  "tenant-ledger": ({ leaseId }) => ({ leaseId }),
};

/** Tables without an event of their own: what is written in them is written with a table that has one, or is no matter. */
const withOthers: Readonly<Record<string, string>> = {
  journal_lines: "journals",
  ledger_totals: "journals",
  // What a unit was is read from the trail of what it became.
  audit: "units",
  stat_totals: "stat_deltas",
  report_results: "journals",
  report_chunks: "journals",
  // Themselves the note of what changed.
  data_changes: "journals",
};

let api: TestApi;
let headers: Record<string, string>;
let estate: Estate;
const eventOf = new Map<string, DataEvent>();
/** The words of each function's body. */
const functions = new Map<string, Set<string>>();
let tables: Set<string>;

const wordsOf = (text: string) => new Set(text.toLowerCase().match(/[a-z_][a-z0-9_]*/g) ?? []);

beforeAll(async () => {
  api = await startTestApi({ RATE_LIMIT_PER_MINUTE: "100000" });
  const owner = await api.person("owner@example.org", "Olive Owner");
  await owner.rpc.access.createAgency.mutate({
    name: "Kilimani Lettings",
    currency: "KES",
    timeZone: "Africa/Nairobi",
    country: "KE",
  });
  estate = await buildEstate(owner, "Open");
  headers = { cookie: owner.cookie(), origin: publicUrl };
  const watched = await api.arrange.query<{ table: string; event: string }>(
    `select c.relname as table, split_part(encode(t.tgargs, 'escape'), '\\000', 1) as event
     from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgname = 'data_changed'`,
  );
  for (const { table, event } of watched) if (isDataEvent(event)) eventOf.set(table, event);
  const bodies = await api.arrange.query<{ name: string; body: string }>(
    `select proname as name, prosrc as body from pg_proc where pronamespace = 'public'::regnamespace and prolang <> 13`,
  );
  for (const { name, body } of bodies) functions.set(name, wordsOf(body));
  const named = await api.arrange.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
  );
  tables = new Set(named.map(({ name }) => name));
});
afterAll(() => api.close());

/** The tables that a statement names, also through functions. */
function tablesOf(text: string): Set<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const look = (words: Set<string>) => {
    for (const word of words) {
      if (seen.has(word)) continue;
      seen.add(word);
      if (tables.has(word)) found.add(word);
      const body = functions.get(word);
      if (body !== undefined) look(body);
    }
  };
  look(wordsOf(text));
  return found;
}

test("every event is noted by some table, and every noted one is known", async () => {
  const noted = await api.arrange.query<{ n: number }>(
    `select count(distinct tgrelid)::int as n from pg_trigger where tgname = 'data_changed'`,
  );
  expect(noted).toEqual([{ n: eventOf.size }]);
  expect(new Set(eventOf.values())).toEqual(new Set(dataEvents));
});

test.each(Object.entries(cachedReads))(
  "%s reads only what makes it old when it changes",
  async (path, { family, input }) => {
    expect(await untoldOf(family, () => ask(api.url, headers, path, input(estate)))).toEqual([]);
  },
);

test.each(reportKinds)("so does the report %s", async (kind) => {
  const params = needs[kind]?.(estate) ?? {};
  const show = () => ask(api.url, headers, "reports.show", { request: { kind, params } });
  expect(await untoldOf(shownReports, async () => expect(await show()).toHaveProperty("items"))).toEqual([]);
});

/** The tables that `read` names and that do not make the family's values old. */
async function untoldOf(
  family: Pick<Family<unknown>, "tagsOf">,
  read: () => Promise<unknown>,
): Promise<string[]> {
  const texts: string[] = [];
  const end = api.container.seams.on("query", ({ shape, name }) => {
    // Who calls is found first, a report that was made is noted, and the process tells of itself meanwhile.
    const isBeside = /^(identity|rail_breakers|cache)_/.test(name);
    if (!isBeside && !/\b(insert into|update) (audit|report_runs)\b/i.test(shape)) texts.push(shape);
  });
  await read();
  end();
  expect(texts.length).toBeGreaterThan(0);
  const [tag] = family.tagsOf("");
  return [...tablesOf(texts.join("\n"))].filter((table) => {
    const event = eventOf.get(withOthers[table] ?? table);
    return event === undefined || !tagsOfEvent[event].some(({ name }) => name === tag);
  });
}
