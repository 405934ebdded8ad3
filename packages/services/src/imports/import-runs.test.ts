import { Readable } from "node:stream";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ListImportsInput } from "@stead/contracts/imports";
import { requestCancel } from "@stead/queue/cancellation";
import { newId } from "@stead/kernel/ids";
import { describe, expect, test } from "vitest";
import { openFiledHouse } from "../context/test-files.ts";
import { makeColleague, makeHouseAgency, type TestContext } from "../context/test-house.ts";
import {
  applyImport,
  cancelImport,
  checkImport,
  createImport,
  getImport,
  listImportRows,
  listImports,
  mapImport,
  runImportAnalysis,
  runImportApply,
  runImportCheck,
  resumeImport,
  stopImport,
} from "./index.ts";
import { apply, check, countsOf, remap, rowsOf, upload } from "./test-import.ts";

const { house, files } = await openFiledHouse();

const contacts = (count: number) =>
  `Name,Reference\n${Array.from({ length: count }, (_, index) => `Person ${index},R-${index}`).join("\n")}\n`;
const stored = (agencyId: string) =>
  house.arrange.query<{ count: number; different: number }>(
    "select count(*) as count, count(distinct import_row) as different from contacts where agency_id = $1",
    agencyId,
  );

describe("an import", () => {
  test("goes its way step by step; no step is left out or taken twice", async () => {
    const { ctx } = await makeHouseAgency(house);
    const { id, version, mapping } = await upload(ctx, files, { kind: "contacts", content: contacts(2) });
    await expect(applyImport({ ctx, input: { id } })).rejects.toMatchObject({ code: "PRECONDITION" });
    await expect(
      mapImport({ ctx, input: { id, version: version + 5, mapping, options: { isUpdateAllowed: false } } }),
    ).rejects.toMatchObject({ code: "CONFLICT" });
    const unmapped = await mapImport({
      ctx,
      input: { id, version, mapping: { externalRef: "Reference" }, options: { isUpdateAllowed: false } },
    });
    await expect(checkImport({ ctx, input: { id } })).rejects.toMatchObject({
      code: "INVALID",
      details: { fields: [{ path: "mapping.name", message: "choose the column of Name" }] },
    });
    await remap(ctx, unmapped, { name: "Name" });
    await check(ctx, files, id);
    await remap(ctx, await getImport({ ctx, input: { id } }), { name: "Reference" });
    await expect(applyImport({ ctx, input: { id } })).rejects.toMatchObject({ code: "PRECONDITION" });
    await check(ctx, files, id);
    await apply(ctx, files, id);
    for (const act of [
      () => applyImport({ ctx, input: { id } }),
      () => checkImport({ ctx, input: { id } }),
      () => cancelImport({ ctx, input: { id } }),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: "PRECONDITION" });
    }
  });

  test("refuses a field or a column that is not there", async () => {
    const { ctx } = await makeHouseAgency(house);
    const { id, version } = await upload(ctx, files, { kind: "contacts", content: contacts(1) });
    const map = (mapping: Record<string, string>) =>
      mapImport({ ctx, input: { id, version, mapping, options: { isUpdateAllowed: false } } });
    await expect(map({ shoeSize: "Name" })).rejects.toMatchObject({
      code: "INVALID",
      details: { fields: [{ path: "mapping.shoeSize" }] },
    });
    await expect(map({ name: "Nome", notes: "Notas" })).rejects.toMatchObject({
      details: { fields: [{ path: "mapping.name" }, { path: "mapping.notes" }] },
    });
    expect(await map({ name: "Name", roles: "=tenant" })).toMatchObject({
      mapping: { name: "Name", roles: "=tenant" },
    });
  });

  test("is for members with its permission who see the whole agency, and for that agency alone", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const { id } = await upload(ctx, files, { kind: "contacts", content: contacts(1) });
    const viewer = await makeColleague(house, agency, { role: "viewer" });
    const scoped = await makeColleague(house, agency, { role: "manager", propertyIds: [] });
    const agent = await makeColleague(house, agency, { role: "agent" });
    const other = await makeHouseAgency(house);
    expect((await getImport({ ctx: viewer, input: { id } })).id).toBe(id);
    await expect(checkImport({ ctx: viewer, input: { id } })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(getImport({ ctx: scoped, input: { id } })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(upload(agent, files, { kind: "opening_balances", content: "a" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(getImport({ ctx: other.ctx, input: { id } })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(listImportRows({ ctx: other.ctx, input: { id, limit: 50 } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect((await listImports({ ctx: other.ctx, input: ListImportsInput.parse({}) })).items).toEqual([]);
    expect(
      (await listImports({ ctx, input: ListImportsInput.parse({ q: "contacts" }) })).items,
    ).toMatchObject([{ id, fileName: "contacts.csv" }]);
  });

  test.each([
    ["", "the file is empty"],
    ["Name,Phone\n", "the file has a header and no rows, or nothing at all"],
    ['Name\n"Amina\n', "a quoted cell after row 1 never ends; close its quotes"],
  ])("of the content %j is refused in words", async (content, message) => {
    const { ctx } = await makeHouseAgency(house);
    await expect(upload(ctx, files, { kind: "contacts", content })).rejects.toMatchObject({
      code: "INVALID",
      message,
    });
  });
});

describe("applying", () => {
  async function ready(ctx: TestContext, content: string) {
    const { id } = await upload(ctx, files, { kind: "contacts", content });
    await check(ctx, files, id);
    const { jobRunId } = await applyImport({ ctx, input: { id } });
    return { id, input: { importId: id, jobRunId: jobRunId ?? "" } };
  }

  test("two runs at once write every row once", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const { id, input } = await ready(ctx, contacts(3_000));
    await Promise.all(Array.from({ length: 3 }, () => runImportApply({ ctx, input, files })));
    expect(await stored(agency.id)).toEqual([{ count: 3_000, different: 3_000 }]);
    expect(await getImport({ ctx, input: { id } })).toMatchObject({
      status: "done",
      createCount: 3_000,
      sameCount: 0,
    });
  });

  test("a run that was stopped goes on behind its last row and still sees what the file repeats", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const { id, input } = await ready(ctx, `${contacts(1_600)}Person 3,R-3\n`);
    const stop = new AbortController();
    const onProgress = (done: number) => done >= 1_000 && stop.abort();
    await expect(
      runImportApply({ ctx: { ...ctx, signal: stop.signal }, input, files, onProgress }),
    ).rejects.toMatchObject({ code: "CANCELLED" });
    expect(await getImport({ ctx, input: { id } })).toMatchObject({
      status: "applying",
      appliedRow: 1_001,
      createCount: 1_000,
    });
    await stopImport({ ctx, input: { ...input, outcome: "cancelled", problem: null } });
    await apply(ctx, files, id);
    expect(await getImport({ ctx, input: { id } })).toMatchObject({
      status: "done",
      createCount: 1_600,
      sameCount: 1,
      errorCount: 0,
    });
    expect(await stored(agency.id)).toEqual([{ count: 1_600, different: 1_600 }]);
    expect(await rowsOf(ctx, id, "warning")).toMatchObject([
      { rowNo: 1_602, errors: [{ message: "it repeats row 5; it is left out" }] },
    ]);
  });

  test("a row that the database refuses is reported and holds up no other", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const { id } = await upload(ctx, files, { kind: "contacts", content: contacts(700) });
    await check(ctx, files, id);
    const { jobRunId } = await applyImport({ ctx, input: { id } });
    await house.arrange.query(
      `alter table contacts add constraint no_unlucky check (name <> 'Person 612' or agency_id <> '${agency.id}')`,
    );
    await runImportApply({ ctx, input: { importId: id, jobRunId: jobRunId ?? "" }, files });
    await house.arrange.query("alter table contacts drop constraint no_unlucky");
    expect(await getImport({ ctx, input: { id } })).toMatchObject({
      status: "done",
      createCount: 699,
      errorCount: 1,
    });
    expect(await rowsOf(ctx, id, "error")).toMatchObject([
      {
        rowNo: 614,
        label: "Person 612, R-612",
        errors: [{ message: "one of the values cannot be stored (no_unlucky)" }],
      },
    ]);
  });

  test("a job that another has replaced does nothing", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const { id, input } = await ready(ctx, contacts(10));
    await stopImport({ ctx, input: { ...input, outcome: "failed", problem: "the disk was full" } });
    expect(await getImport({ ctx, input: { id } })).toMatchObject({
      status: "failed",
      problem: "the disk was full",
    });
    await runImportApply({ ctx, input, files });
    await runImportCheck({ ctx, input, files });
    await runImportAnalysis({ ctx, input, files });
    expect(await stored(agency.id)).toEqual([{ count: 0, different: 0 }]);
    expect(await apply(ctx, files, id)).toMatchObject({ status: "done", problem: null });
  });

  test("a job that was given up and is tried again goes on, unless another took over", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const { id, input } = await ready(ctx, contacts(10));
    await stopImport({ ctx, input: { ...input, outcome: "failed", problem: "the disk was full" } });
    await resumeImport({ ctx, input: { ...input, jobRunId: newId(), status: "applying" } });
    expect(await getImport({ ctx, input: { id } })).toMatchObject({ status: "failed" });
    await resumeImport({ ctx, input: { ...input, status: "applying" } });
    expect(await getImport({ ctx, input: { id } })).toMatchObject({ status: "applying", problem: null });
    await runImportApply({ ctx, input, files });
    expect(await getImport({ ctx, input: { id } })).toMatchObject({ status: "done", createCount: 10 });
    expect(await stored(agency.id)).toEqual([{ count: 10, different: 10 }]);
  });

  test("cancelling asks the job to end, or ends the import when none works on it", async () => {
    const { ctx } = await makeHouseAgency(house);
    const { id, input } = await ready(ctx, contacts(10));
    expect(await cancelImport({ ctx, input: { id } })).toMatchObject({ status: "applying" });
    expect(
      await house.arrange.query(
        "select cancel_requested_at is not null as asked from job_runs where id = $1",
        input.jobRunId,
      ),
    ).toEqual([{ asked: true }]);
    await house.arrange.query("update job_runs set status = 'done' where id = $1", input.jobRunId);
    expect(await ctx.db.transaction((tx) => requestCancel(tx, ctx.agencyId, input.jobRunId))).toBe(false);
    expect(await cancelImport({ ctx, input: { id } })).toMatchObject({ status: "cancelled" });
  });
});

test("shows some rows of each outcome and counts all of them", async () => {
  const { ctx } = await makeHouseAgency(house);
  const { id } = await upload(ctx, files, { kind: "contacts", content: contacts(1_200) });
  expect(countsOf(await check(ctx, files, id))).toMatchObject({ createCount: 1_200 });
  expect(await rowsOf(ctx, id)).toHaveLength(500);
});

test("a file of three hundred thousand rows is created, analysed and checked in flat memory", async () => {
  const { ctx } = await makeHouseAgency(house);
  const rows = 300_000;
  function* lines() {
    yield "Name,Phone,Address\n";
    for (let from = 0; from < rows; from += 1_000)
      yield Array.from(
        { length: 1_000 },
        (_, index) => `${index % 10 === 0 ? `Person ${from + index}` : ""},not a phone,${from + index}\n`,
      ).join("");
  }
  const file = await files.put(Readable.from(lines()), { maxBytes: 1e9 });
  const { id, jobRunId } = await createImport({
    ctx,
    input: { kind: "contacts", fileName: "many.csv", file },
  });
  const peak = watchMemory();
  await runImportAnalysis({ ctx, input: { importId: id, jobRunId: jobRunId ?? "" }, files });
  expect(await getImport({ ctx, input: { id } })).toMatchObject({ status: "ready", rowCount: rows });
  expect(countsOf(await check(ctx, files, id))).toEqual({
    rowCount: rows,
    createCount: rows / 10,
    updateCount: 0,
    sameCount: 0,
    errorCount: (rows / 10) * 9,
  });
  expect(peak()).toBeLessThan(60 * 1_048_576);
}, 300_000);

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** The most heap and buffers that are held above what there was, sampled while work goes on. Garbage does not count. */
function watchMemory(): () => number {
  const held = () => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = held();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, held())), 250);
  return () => {
    clearInterval(timer);
    return most - before;
  };
}
