import { JobRunDto, ListJobRunsInput } from "@stead/contracts/jobs";
import { openSystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import { createQueueAdmin } from "@stead/queue/admin";
import { enqueue } from "@stead/queue/enqueue";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  makeColleague,
  makeHouseAgency,
  openTestHouse,
  type TestContext,
  type TestHouse,
} from "../context/test-house.ts";
import { cancelJobRun, getJobRun, listJobRuns, retryJobRun } from "./index.ts";

let house: TestHouse;

beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

/** A waiting job that `ctx` started. */
function startJob(
  ctx: TestContext,
  name: "imports.check" | "imports.apply" = "imports.check",
): Promise<string> {
  const importId = newId();
  const jobRun = { subjectId: importId, actorUserId: ctx.actor.id };
  return ctx.db.transaction((tx) => enqueue(tx, ctx, name, { agencyId: ctx.agencyId, importId }, { jobRun }));
}

const list = (ctx: TestContext, input: object = {}) =>
  listJobRuns({ ctx, input: ListJobRunsInput.parse(input) });

describe("jobs", () => {
  test("are listed newest first, page by page, with filters", async () => {
    const { ctx } = await makeHouseAgency(house);
    const ids: string[] = [];
    for (const name of ["imports.check", "imports.apply", "imports.check"] as const)
      ids.push(await startJob(ctx, name));
    await house.arrange.query(
      "update job_runs set created_at = now() - interval '1 hour' where id = $1",
      ids[0],
    );
    await house.arrange.query(
      "update job_runs set status = 'done', finished_at = now() where id = $1",
      ids[1],
    );
    const first = await list(ctx, { limit: 2 });
    const second = await list(ctx, { limit: 2, cursor: first.nextCursor ?? "" });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([ids[2], ids[1], ids[0]]);
    expect(first.total).toEqual({ count: 3, isCapped: false });
    expect((await list(ctx, { status: "done" })).items.map(({ id }) => id)).toEqual([ids[1]]);
    expect((await list(ctx, { name: "imports.check" })).items).toHaveLength(2);
    expect((await list(ctx, { q: "appl" })).items.map(({ id }) => id)).toEqual([ids[1]]);
    for (const item of first.items) expect(() => JobRunDto.parse(item)).not.toThrow();
  });

  test("cancelling is asked for once, told in the audit, and refused when the job is over", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const id = await startJob(ctx);
    expect(await cancelJobRun({ ctx, input: { id } })).toMatchObject({
      status: "queued",
      isCancelRequested: true,
    });
    await cancelJobRun({ ctx, input: { id } });
    expect(await house.arrange.query("select action from audit where agency_id = $1", agency.id)).toEqual([
      { action: "job.cancel_requested" },
    ]);
    await house.arrange.query("update job_runs set status = 'cancelled' where id = $1", id);
    await expect(cancelJobRun({ ctx, input: { id } })).rejects.toMatchObject({ code: "PRECONDITION" });
  });

  test("a member limited to some properties sees jobs of their own only", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const scoped = await makeColleague(house, agency, { role: "manager", propertyIds: [] });
    const [theirs, own] = [await startJob(ctx), await startJob(scoped)];
    expect((await list(scoped)).items.map(({ id }) => id)).toEqual([own]);
    expect((await getJobRun({ ctx: scoped, input: { id: own } })).id).toBe(own);
    await expect(getJobRun({ ctx: scoped, input: { id: theirs } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(cancelJobRun({ ctx: scoped, input: { id: theirs } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("one that failed is tried again by whoever may; its trail says so", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const id = await startJob(ctx);
    const system = openSystemDb({ connectionString: house.database.systemUrl, min: 0, max: 2 });
    onTestFinished(() => system.close());
    const queues = createQueueAdmin(system);
    await expect(retryJobRun({ ctx, input: { id } }, queues)).rejects.toMatchObject({ code: "PRECONDITION" });
    await house.arrange.query(
      `with job as (delete from outbox where id = $1 returning *)
       insert into dead_jobs (agency_id, id, name, payload, reason, error_class, error, attempts, deaths, created_at)
       select agency_id, id, name, payload, 'failed', 'never', '{"code": "INVALID", "message": "no"}', 4, 0, created_at from job`,
      id,
    );
    await house.arrange.query("update job_runs set status = 'failed', finished_at = now() where id = $1", id);
    expect(await retryJobRun({ ctx, input: { id } }, queues)).toMatchObject({
      id,
      status: "queued",
      attempt: 0,
    });
    expect(await house.arrange.query("select from outbox where id = $1", id)).toHaveLength(1);
    expect(await house.arrange.query("select action from audit where agency_id = $1", agency.id)).toEqual([
      { action: "job.retried" },
    ]);
    const viewer = await makeColleague(house, agency, { role: "viewer" });
    await expect(retryJobRun({ ctx: viewer, input: { id } }, queues)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  test("lists those of one person alone when asked", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const colleague = await makeColleague(house, agency, { role: "manager" });
    const [, own] = [await startJob(ctx), await startJob(colleague)];
    expect((await list(colleague, { isMine: true })).items.map(({ id }) => id)).toEqual([own]);
    expect((await list(colleague)).items).toHaveLength(2);
  });

  test("another agency's job is not there, and a viewer may not cancel", async () => {
    const [mine, other] = [await makeHouseAgency(house), await makeHouseAgency(house)];
    const id = await startJob(mine.ctx);
    await expect(getJobRun({ ctx: other.ctx, input: { id } })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await list(other.ctx)).items).toEqual([]);
    const viewer = await makeColleague(house, mine.agency, { role: "viewer" });
    await expect(cancelJobRun({ ctx: viewer, input: { id } })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
