import { buffer } from "node:stream/consumers";
import { openDocument } from "@stead/services/documents";
import { makeContact, makeLease, makeProperty, makeUnit } from "@stead/testing/factories";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, makeOwnerContext, openWorkerTestHouse, type WorkerTestHouse } from "./test-worker.ts";

let house: WorkerTestHouse;
beforeAll(async () => {
  house = await openWorkerTestHouse();
});
afterAll(() => house.close());

test("a document that is asked for is drawn by the worker, and its process ends with it", async () => {
  const ctx = await makeOwnerContext(house);
  const unit = await makeUnit(house.arrange, await makeProperty(house.arrange, ctx.agencyId));
  const lease = await makeLease(house.arrange, unit, await makeContact(house.arrange, ctx.agencyId));
  const input = { kind: "lease", id: lease.id } as const;
  const asked = await openDocument({ ctx, input });
  expect(asked).toMatchObject({ status: "queued", url: null });
  const worker = house.startWorker();
  const made = await eventually(async () => {
    const document = await openDocument({ ctx, input });
    expect(document).toMatchObject({ id: asked.id, status: "ready" });
    return document;
  });
  const [file] = await house.arrange.query<{ key: string }>(
    "select f.storage_key as key from documents d join files f on f.id = d.file_id where d.id = $1",
    made.id,
  );
  const bytes = await buffer(await house.files.open(file?.key ?? ""));
  expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
  expect(await worker.end("SIGTERM")).toBe(0);
});
