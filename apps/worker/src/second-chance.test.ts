import { StartBulkInput } from "@stead/contracts/bulk";
import { CreateExportInput } from "@stead/contracts/exports";
import { openSystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import { createQueueAdmin } from "@stead/queue/admin";
import { getBulk, startBulk } from "@stead/services/bulk";
import { createExport, getExport } from "@stead/services/exports";
import { retryJobRun } from "@stead/services/jobs";
import { getReportRun, makeReportFiles } from "@stead/services/reports";
import { makeContact } from "@stead/testing/factories";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { eventually, makeOwnerContext, openWorkerTestHouse, type WorkerTestHouse } from "./test-worker.ts";

let house: WorkerTestHouse;
beforeAll(async () => {
  house = await openWorkerTestHouse();
});
afterAll(() => house.close());

test("an export, a change to many and a report that were given up are done when they are tried again", async () => {
  const ctx = await makeOwnerContext(house);
  const { id: contactId } = await makeContact(house.arrange, ctx.agencyId, { name: "Amina Otieno" });
  const exported = await createExport({
    ctx,
    input: CreateExportInput.parse({ list: "contacts", format: "csv", filters: {} }),
  });
  const changed = await startBulk({
    ctx,
    input: StartBulkInput.parse({
      kind: "contacts.add_role",
      rows: { ids: [contactId] },
      params: { role: "vendor" },
      idempotencyKey: newId(),
    }),
  });
  const reported = await makeReportFiles({
    ctx,
    input: { request: { kind: "trial-balance", params: {} }, formats: ["csv"], idempotencyKey: newId() },
  });
  const works = [
    { jobRunId: exported.jobRunId, read: () => getExport({ ctx, input: { id: exported.id } }) },
    { jobRunId: changed.jobRunId, read: () => getBulk({ ctx, input: { id: changed.id } }) },
    { jobRunId: reported.jobRunId, read: () => getReportRun({ ctx, input: { id: reported.id } }) },
  ];
  // Each runs with the rights that its person has then: who has left the agency has none.
  const [left] = await house.arrange.query<{ member: object }>(
    "delete from members where user_id = $1 returning to_jsonb(members) as member",
    ctx.actor.id,
  );
  const worker = house.startWorker();
  for (const { read } of works)
    await eventually(async () =>
      expect(await read()).toMatchObject({ status: "failed", problem: expect.any(String) }),
    );

  await house.arrange.query(
    "insert into members select * from jsonb_populate_record(null::members, $1::jsonb)",
    JSON.stringify(left?.member),
  );
  const system = openSystemDb({ connectionString: house.database.systemUrl, min: 0, max: 2 });
  onTestFinished(() => system.close());
  const queues = createQueueAdmin(system);
  for (const { jobRunId } of works)
    await eventually(() => retryJobRun({ ctx, input: { id: jobRunId ?? "" } }, queues));
  for (const { read } of works)
    await eventually(async () => expect(await read()).toMatchObject({ status: "done", problem: null }));
  expect(await getBulk({ ctx, input: { id: changed.id } })).toMatchObject({ doneCount: 1, failedCount: 0 });
  expect(await worker.end("SIGTERM")).toBe(0);
});
