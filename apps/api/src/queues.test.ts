import { newId } from "@stead/kernel/ids";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApi, type Browser, type TestApi } from "./test-api.ts";

let api: TestApi;
let operator: Browser;

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.person("omari@example.org", "Omari Kamau");
  await api.arrange.query("update users set role = 'operator' where email = 'omari@example.org'");
});
afterAll(() => api.close());

const secret = "+254712345678 wants a new lock";

/** A job of some agency that waits, as a verb would have left it. */
async function leaveJob(): Promise<{ id: string; agencyId: string }> {
  const [id, agencyId] = [newId(), newId()];
  await api.arrange.query(
    "insert into outbox (id, agency_id, name, payload, dedupe_key) values ($1::uuid, $2, 'imports.check', $3::jsonb, $1::text)",
    id,
    agencyId,
    JSON.stringify({ agencyId, importId: newId(), note: secret }),
  );
  return { id, agencyId };
}

test("are the operators' alone", async () => {
  const member = await api.person("member@example.org");
  const calls = [
    () => member.rpc.queues.list.query(),
    () => member.rpc.queues.jobs.query({}),
    () => member.rpc.queues.pause.mutate({ name: "imports.check" }),
    () => member.rpc.queues.replay.mutate({ filter: {} }),
  ];
  for (const call of calls)
    await expect(call()).rejects.toMatchObject({ data: { stead: { code: "FORBIDDEN" } } });
});

test("show every kind of job with what waits, and hide what people wrote", async () => {
  const { id, agencyId } = await leaveJob();
  const found = (await operator.rpc.queues.list.query()).find(({ name }) => name === "imports.check");
  expect(found).toMatchObject({ isPaused: false, depth: { waiting: 1, running: 0, dead: 0 } });
  const { items } = await operator.rpc.queues.jobs.query({ agencyId });
  expect(items).toMatchObject([{ id, agencyId, state: "waiting" }]);
  expect(JSON.stringify(items)).not.toContain("254712345678");
  expect(await operator.rpc.queues.workers.query()).toEqual([]);
});

test("are paused, let go on, drained; each act is kept with who did it, and told live", async () => {
  const { id, agencyId } = await leaveJob();
  await operator.rpc.queues.pause.mutate({ name: "imports.check" });
  const paused = (await operator.rpc.queues.list.query()).find(({ name }) => name === "imports.check");
  expect(paused?.isPaused).toBe(true);
  await operator.rpc.queues.resume.mutate({ name: "imports.check" });
  expect(await operator.rpc.queues.remove.mutate({ ids: [id] })).toEqual({ count: 1 });
  expect((await operator.rpc.queues.jobs.query({ agencyId })).items).toMatchObject([
    { id, isCancelRequested: true },
  ]);
  const { items } = await operator.rpc.queues.actions.query({});
  expect(items.map(({ action, actorName, jobCount }) => ({ action, actorName, jobCount }))).toEqual([
    { action: "remove", actorName: "Omari Kamau", jobCount: 1 },
    { action: "resume", actorName: "Omari Kamau", jobCount: 0 },
    { action: "pause", actorName: "Omari Kamau", jobCount: 0 },
  ]);
  expect(await api.arrange.query("select from events where kind = 'queues.changed'")).toHaveLength(3);
});

test("say when there is no such queue", async () => {
  await expect(operator.rpc.queues.pause.mutate({ name: "nothing.like-it" })).rejects.toMatchObject({
    data: { stead: { code: "NOT_FOUND", message: "there is no such queue" } },
  });
});
