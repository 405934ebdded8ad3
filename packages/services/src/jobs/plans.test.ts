import { ListImportRowsInput, ListImportsInput } from "@stead/contracts/imports";
import { ListJobRunsInput } from "@stead/contracts/jobs";
import { newId } from "@stead/kernel/ids";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServiceContext } from "../context/index.ts";
import { makeHouseAgency, openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { explainStatements } from "../context/test-plans.ts";
import { listImportRows, listImports } from "../imports/index.ts";
import { getJobRun, listJobRuns } from "./index.ts";

let house: TestHouse;
let ctx: TestContext;
let importId: string;

const rows = 100_000;

beforeAll(async () => {
  house = await openTestHouse();
  ({ ctx } = await makeHouseAgency(house));
  const { agencyId } = ctx;
  const { arrange } = house;
  importId = newId();
  await arrange.query(
    `insert into job_runs (agency_id, id, name, status, created_at, finished_at)
     select $1, gen_random_uuid(), 'billing.run', 'done', timestamptz '2026-01-01' + n * interval '1 minute', now() from generate_series(1, $2::int) n`,
    agencyId,
    rows,
  );
  await arrange.query(
    `insert into files (agency_id, id, purpose, name, content_type, size_bytes, sha256, storage_key)
     select $1, $3::uuid, 'import', 'f', 'text/csv', 1, '', $3::text where $2::int > 0`,
    agencyId,
    rows,
    importId,
  );
  await arrange.query(
    `insert into imports (agency_id, id, kind, file_id, file_name, created_at)
     select $1, case when n = 1 then $3::uuid else gen_random_uuid() end, 'contacts', $3::uuid, 'f' || n, timestamptz '2026-01-01' + n * interval '1 minute'
     from generate_series(1, $2::int) n`,
    agencyId,
    rows,
    importId,
  );
  await arrange.query(
    `insert into import_rows (agency_id, import_id, row_no, outcome, label)
     select $1, $3::uuid, n, case when n % 100 = 0 then 'error' else 'create' end, 'row' from generate_series(1, $2::int) n`,
    agencyId,
    rows,
    importId,
  );
  await arrange.query("vacuum analyze job_runs, imports, import_rows, files");
});
afterAll(() => house.close());

const pages: [string, (at: ServiceContext) => Promise<unknown>, string][] = [
  ["jobs", (at) => listJobRuns({ ctx: at, input: ListJobRunsInput.parse({}) }), "job_runs"],
  [
    "jobs by state",
    (at) => listJobRuns({ ctx: at, input: ListJobRunsInput.parse({ status: "done" }) }),
    "job_runs",
  ],
  ["imports", (at) => listImports({ ctx: at, input: ListImportsInput.parse({}) }), "imports"],
  [
    "rows",
    (at) => listImportRows({ ctx: at, input: ListImportRowsInput.parse({ id: importId }) }),
    "import_rows",
  ],
  [
    "rows with problems",
    (at) => listImportRows({ ctx: at, input: ListImportRowsInput.parse({ id: importId, outcome: "error" }) }),
    "import_rows",
  ],
];

// The count beside a page stops at 1,001 rows, from wherever they come first.
test.each(pages)("a page of %s comes in order out of an index", async (_name, list, table) => {
  const plans = await explainStatements(ctx, list);
  const page = plans.find(({ statement }) => /_list_[0-9a-f]{16}$/.test(statement));
  expect(page).toMatchObject({ isOrdered: true });
  expect(page?.scanned).not.toContain(table);
});

test("a job is read by its key", async () => {
  const { items } = await listJobRuns({ ctx, input: ListJobRunsInput.parse({ limit: 1 }) });
  const plans = await explainStatements(ctx, (at) =>
    getJobRun({ ctx: at, input: { id: items[0]?.id ?? "" } }),
  );
  expect(plans.map(({ indexes, scanned }) => ({ indexes: [...indexes], scanned: [...scanned] }))).toEqual([
    { indexes: ["job_runs_pkey"], scanned: [] },
  ]);
});
