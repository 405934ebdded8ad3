import type { ImportDto } from "@stead/contracts/imports";
import { StartBillingRunInput } from "@stead/contracts/billing";
import { newId } from "@stead/kernel/ids";
import { openSystemDb } from "@stead/db/system";
import { createQueueAdmin } from "@stead/queue/admin";
import { startBillingRun } from "@stead/services/billing";
import { createExport, getExport } from "@stead/services/exports";
import { applyImport, checkImport, createImport, getImport } from "@stead/services/imports";
import { cancelJobRun, getJobRun } from "@stead/services/jobs";
import type { ServiceContext } from "@stead/services/context";
import { makeContact, makeLease, makeProperty, makeUnit } from "@stead/testing/factories";
import { findRedis, startRedis, type TestRedis } from "@stead/testing/redis";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  eventually,
  makeOwnerContext,
  openWorkerTestHouse,
  storeText,
  type WorkerTestHouse,
} from "./test-worker.ts";

/** Real worker processes, killed, cancelled and stopped, on every engine that this machine has. */
const redisCommand = findRedis();
const engineKinds = redisCommand === undefined ? (["postgres"] as const) : (["postgres", "redis"] as const);

const rowCount = 3_000;
/** Written in six transactions, of which three are over half-way. */
const halfWay = 1_500;
/** The first row of the file is its header. */
const halfWayRow = halfWay + 1;

describe.each(engineKinds)("a worker on %s", (kind) => {
  let house: WorkerTestHouse;
  let redis: TestRedis | undefined;

  beforeAll(async () => {
    house = await openWorkerTestHouse();
    if (kind === "redis" && redisCommand !== undefined) redis = await startRedis(redisCommand);
  });
  afterEach(() => house.killWorkers());
  afterAll(async () => {
    await house.close();
    await redis?.stop();
  });

  const startWorker = (settings: Record<string, string> = {}) =>
    house.startWorker({ ...settings, ...(redis === undefined ? {} : { REDIS_URL: redis.url }) });
  /** A silent worker's jobs are given away soon. */
  const startMortalWorker = () => startWorker({ JOB_LOCK_SECONDS: "3" });

  async function uploadContacts(ctx: ServiceContext, rows: number): Promise<ImportDto> {
    const lines = Array.from(
      { length: rows },
      (_, index) => `Person ${index},person${index}@example.org,REF-${index},tenant`,
    );
    const file = await storeText(house.files, `Name,Email,Reference,Role\n${lines.join("\n")}\n`);
    return createImport({ ctx, input: { kind: "contacts", fileName: "contacts.csv", file } });
  }

  const reaches = (ctx: ServiceContext, id: string, status: ImportDto["status"]) =>
    eventually(async () => {
      const found = await getImport({ ctx, input: { id } });
      expect(found.status).toBe(status);
      return found;
    });

  /** Stops an import behind its first half, in the transaction of the batch that follows. */
  const closeGateHalfWay = (id: string) =>
    house.closeGate({
      table: "imports",
      event: "update",
      when: `new.id = '${id}' and new.applied_row > ${halfWayRow}`,
    });

  const contactCount = async (agencyId: string) =>
    (
      await house.arrange.query<{ all: number; different: number }>(
        `select count(*) as "all", count(distinct import_row) as different from contacts where agency_id = $1`,
        agencyId,
      )
    )[0];

  test("an import that is killed half-way goes on in another worker, and every row is written once", async () => {
    const ctx = await makeOwnerContext(house);
    const { id } = await uploadContacts(ctx, rowCount);
    const doomed = startMortalWorker();
    await reaches(ctx, id, "ready");
    await checkImport({ ctx, input: { id } });
    expect(await reaches(ctx, id, "checked")).toMatchObject({
      createCount: rowCount,
      errorCount: 0,
      rowCount,
    });
    const gate = await closeGateHalfWay(id);
    const { jobRunId } = await applyImport({ ctx, input: { id } });
    await gate.reached();
    expect(await doomed.end("SIGKILL")).toBeNull();
    expect(await contactCount(ctx.agencyId)).toEqual({ all: halfWay, different: halfWay });
    await gate.open();

    const heir = startMortalWorker();
    expect(await reaches(ctx, id, "done")).toMatchObject({
      createCount: rowCount,
      sameCount: 0,
      errorCount: 0,
    });
    expect(await contactCount(ctx.agencyId)).toEqual({ all: rowCount, different: rowCount });
    await eventually(async () =>
      expect(await getJobRun({ ctx, input: { id: jobRunId ?? "" } })).toMatchObject({
        status: "done",
        progressDone: rowCount,
        progressTotal: rowCount,
      }),
    );
    expect(
      await house.arrange.query(
        "select from outbox where agency_id = $1 and name like 'imports.%'",
        ctx.agencyId,
      ),
    ).toEqual([]);
    expect(await heir.end("SIGTERM")).toBe(0);
  });

  test("a job with which three workers died is given to no fourth, and operators see it", async () => {
    const ctx = await makeOwnerContext(house);
    const request = { list: "contacts", format: "csv", filters: { sort: "name" } } as const;
    const { id, jobRunId } = await createExport({ ctx, input: request });
    for (let died = 0; died < 3; died++) {
      const gate = await house.closeGate({ table: "exports", event: "update", when: `new.id = '${id}'` });
      const doomed = startMortalWorker();
      await gate.reached();
      expect(await doomed.end("SIGKILL")).toBeNull();
      await gate.open();
    }
    startMortalWorker();
    await eventually(async () =>
      expect(await getExport({ ctx, input: { id } })).toMatchObject({ status: "failed", file: null }),
    );
    const system = openSystemDb({ connectionString: house.database.systemUrl });
    const { items } = await createQueueAdmin(system).listDead({ name: "exports.run", limit: 50 });
    await system.close();
    expect(items).toMatchObject([
      { id: jobRunId, agencyId: ctx.agencyId, reason: "poison", errorClass: "bug", attempts: 1, deaths: 3 },
    ]);
    expect(await getJobRun({ ctx, input: { id: jobRunId ?? "" } })).toMatchObject({ status: "failed" });
  });

  test("a cancelled import has its batch undone, and applying it again writes the rest", async () => {
    const ctx = await makeOwnerContext(house);
    const { id } = await uploadContacts(ctx, rowCount);
    const worker = startWorker();
    await reaches(ctx, id, "ready");
    await checkImport({ ctx, input: { id } });
    await reaches(ctx, id, "checked");
    const gate = await closeGateHalfWay(id);
    const { jobRunId } = await applyImport({ ctx, input: { id } });
    await gate.reached();
    await cancelJobRun({ ctx, input: { id: jobRunId ?? "" } });
    expect(await reaches(ctx, id, "cancelled")).toMatchObject({ appliedRow: halfWayRow });
    expect(await contactCount(ctx.agencyId)).toEqual({ all: halfWay, different: halfWay });
    await gate.open();
    await applyImport({ ctx, input: { id } });
    await reaches(ctx, id, "done");
    expect(await contactCount(ctx.agencyId)).toEqual({ all: rowCount, different: rowCount });
    expect(await worker.end("SIGTERM")).toBe(0);
  });

  test("a stopped worker hands its import back, and the next one ends it", async () => {
    const ctx = await makeOwnerContext(house);
    const { id } = await uploadContacts(ctx, rowCount);
    const first = startWorker({ DRAIN_SECONDS: "0" });
    await reaches(ctx, id, "ready");
    await checkImport({ ctx, input: { id } });
    await reaches(ctx, id, "checked");
    const gate = await closeGateHalfWay(id);
    await applyImport({ ctx, input: { id } });
    await gate.reached();
    expect(await first.end("SIGTERM")).toBe(0);
    expect(await getImport({ ctx, input: { id } })).toMatchObject({
      status: "applying",
      appliedRow: halfWayRow,
    });
    await gate.open();
    startWorker();
    await reaches(ctx, id, "done");
    expect(await contactCount(ctx.agencyId)).toEqual({ all: rowCount, different: rowCount });
  });

  test("a file that cannot be read ends as failed, in words", async () => {
    const ctx = await makeOwnerContext(house);
    const file = await storeText(house.files, "PK\u0003\u0004 a spreadsheet");
    const { id } = await createImport({ ctx, input: { kind: "contacts", fileName: "contacts.xlsx", file } });
    startWorker();
    expect(await reaches(ctx, id, "failed")).toMatchObject({
      problem: "the spreadsheet is damaged; save it again",
    });
  });

  test("a month is billed and its figures are folded, by the next worker when the first is killed in the middle", async () => {
    const ctx = await makeOwnerContext(house);
    const property = await makeProperty(house.arrange, ctx.agencyId);
    for (let index = 0; index < 30; index++) {
      await makeLease(
        house.arrange,
        await makeUnit(house.arrange, property),
        await makeContact(house.arrange, ctx.agencyId),
      );
    }
    await house.arrange.query(
      `insert into ledger_accounts (agency_id, code, name, type) values ($1, '1100', 'Tenant receivable', 'asset'), ($1, '4000', 'Rent', 'income')`,
      ctx.agencyId,
    );
    const gate = await house.closeGate({
      table: "invoices",
      event: "insert",
      when: `new.agency_id = '${ctx.agencyId}'`,
    });
    const doomed = startMortalWorker();
    const run = await startBillingRun({
      ctx,
      input: StartBillingRunInput.parse({ periodStart: "2026-03-01", idempotencyKey: newId() }),
    });
    const statusOf = async () =>
      (
        await house.arrange.query<{ status: string }>("select status from billing_runs where id = $1", run.id)
      )[0]?.status;
    await gate.reached();
    await doomed.end("SIGKILL");
    await gate.open();
    startMortalWorker();
    await eventually(async () => expect(await statusOf()).toBe("done"));
    expect(await house.arrange.query("select from invoices where agency_id = $1", ctx.agencyId)).toHaveLength(
      30,
    );
    await eventually(async () =>
      expect(
        await house.arrange.query(
          "select from stat_totals where agency_id = $1 and metric = 'charged'",
          ctx.agencyId,
        ),
      ).toHaveLength(2),
    );
  });
});

describe("the process", () => {
  let house: WorkerTestHouse;
  beforeAll(async () => {
    house = await openWorkerTestHouse();
  });
  afterAll(() => house.close());

  test("says what is wrong with its settings and ends", async () => {
    const broken = house.startWorker({ DATABASE_URL: "", LOG_LEVEL: "loud" });
    expect(await broken.ended()).toBe(1);
    expect(broken.output()).toContain("DATABASE_URL: it is not set");
    expect(broken.output()).toContain('LOG_LEVEL: it is "loud"');
  });

  test("answers its health port, makes partitions ahead, and ends well when told to", async () => {
    const worker = house.startWorker({ HEALTH_PORT: "0" });
    const url = await eventually(() => {
      const found = /"url":"(http:[^"]+)"/.exec(worker.output())?.[1];
      expect(found).toBeDefined();
      return found ?? "";
    });
    await eventually(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200));
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect((await fetch(`${url}/else`)).status).toBe(404);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('stead_queue_jobs{queue="billing.run",state="waiting"} 0');
    expect(metrics).toMatch(/stead_lane_places\{lane="quick"\} \d+/);
    expect(metrics).toContain("stead_workers 1");
    const month = Temporal.Now.plainDateISO("UTC")
      .toPlainYearMonth()
      .add({ months: 3 })
      .toString()
      .replace("-", "_");
    await eventually(async () =>
      expect(
        await house.arrange.query("select from pg_class where relname = $1", `audit_${month}`),
      ).toHaveLength(1),
    );
    expect(await worker.end("SIGTERM")).toBe(0);
  });
});
