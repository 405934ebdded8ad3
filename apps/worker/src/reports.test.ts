import { text } from "node:stream/consumers";
import { createReportSchedule, getReportRun, listReportRuns } from "@stead/services/reports";
import { newId } from "@stead/kernel/ids";
import { makeContact, makeLease, makeProperty, makeUnit } from "@stead/testing/factories";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, makeOwnerContext, openWorkerTestHouse, type WorkerTestHouse } from "./test-worker.ts";

let house: WorkerTestHouse;
beforeAll(async () => {
  house = await openWorkerTestHouse();
});
afterAll(() => house.close());

test("a scheduled report is made by the worker when its time comes: files, news and mail", async () => {
  const ctx = await makeOwnerContext(house);
  const userId = ctx.actor.id ?? "";
  const unit = await makeUnit(house.arrange, await makeProperty(house.arrange, ctx.agencyId), {
    label: "A-1",
  });
  const tenant = await makeContact(house.arrange, ctx.agencyId, { name: "Amina Otieno" });
  await makeLease(house.arrange, unit, tenant);
  const schedule = await createReportSchedule({
    ctx,
    input: {
      name: "Every morning",
      kind: "rent-roll",
      params: { propertyId: unit.propertyId, currency: "KES" },
      covers: "yesterday",
      cadence: "daily",
      weekday: null,
      dayOfMonth: null,
      hour: 6,
      formats: ["csv", "pdf"],
      recipientIds: [userId],
      isEnabled: true,
      idempotencyKey: newId(),
    },
  });
  await house.arrange.query("update schedules set next_run_at = now() where key = $1", schedule.id);
  const worker = house.startWorker();
  const run = await eventually(async () => {
    const { items } = await listReportRuns({ ctx, input: { limit: 10, scheduleId: schedule.id } });
    expect(items).toMatchObject([{ status: "done" }]);
    return getReportRun({ ctx, input: { id: items[0]?.id ?? "" } });
  });
  expect(run).toMatchObject({ origin: "schedule", scheduleName: "Every morning" });
  expect(run.params).toMatchObject({ propertyId: unit.propertyId, currency: "KES" });
  const files = await house.arrange.query<{ format: string; key: string }>(
    "select r.format, f.storage_key as key from report_files r join files f on f.id = r.file_id where r.run_id = $1 order by r.format",
    run.id,
  );
  expect(files.map(({ format }) => format)).toEqual(["csv", "pdf"]);
  const [csv = "", pdf = ""] = await Promise.all(
    files.map(async ({ key }) => text(await house.files.open(key))),
  );
  expect(csv).toContain("A-1");
  expect(pdf.startsWith("%PDF-")).toBe(true);
  expect(await house.arrange.query("select kind from notifications where user_id = $1", userId)).toEqual([
    { kind: "report.ready" },
  ]);
  await eventually(async () =>
    expect(await house.arrange.query("select status from messages where user_id = $1", userId)).toEqual([
      { status: "sent" },
    ]),
  );
  expect(await worker.end("SIGTERM")).toBe(0);
});
