import { openDb, type Db } from "@stead/db/client";
import { openSystemDb, type SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import { silentLogger } from "@stead/kernel/logger";
import { Seams, type SeamEvents } from "@stead/kernel/seams";
import { openArranger, type Arranger } from "@stead/testing/arranger";
import { cloneDatabase, type TestDatabase } from "@stead/testing/database";
import { makeAgency } from "@stead/testing/factories";
import { findRedis, startRedis, type TestRedis } from "@stead/testing/redis";
import { Redis } from "ioredis";
import { vi } from "vitest";
import { openEngine } from "./bullmq.ts";
import { jobNames, type JobName } from "./catalogue.ts";
import { startDispatcher, type Dispatcher } from "./dispatcher.ts";
import type { Engine } from "./engine.ts";
import { enqueue } from "./enqueue.ts";
import type { Handler, Handlers, JobContext } from "./handlers.ts";
import { startWorker, type JobWorker, type WorkerOptions } from "./runtime/worker.ts";

const redisCommand = findRedis();

/** The engines that this machine has. */
export const engineKinds =
  redisCommand === undefined ? (["postgres"] as const) : (["postgres", "redis"] as const);

export type Work = (context: JobContext) => Promise<object | void>;
export type Ends = { outcome: string; code: string }[];

export type StartOptions = Partial<WorkerOptions> & {
  ends?: Ends;
  isDispatching?: boolean;
  /** Whether what goes first may go past the engine. */
  takesHere?: boolean;
};

export type Started = { worker: JobWorker; dispatcher: Dispatcher | undefined; events: SeamEvents["job"][] };

/** A database, an engine, and hands to start workers and to look. */
export type QueueHouse = {
  database: TestDatabase;
  arrange: Arranger;
  db: Db;
  system: SystemDb;
  redis: TestRedis | undefined;
  engine: Engine;
  /** Starts a worker whose every job does `work`, with a dispatcher, and tells what it measured. */
  start(work: Work, options?: StartOptions): Promise<Started>;
  /** Stops what `start` started, and what was given to `closing`. */
  rest(): Promise<void>;
  closing(close: () => Promise<unknown>): void;
  anAgency(): Promise<string>;
  /** A job that nobody looks at. */
  applyCredit(agencyId: string, leaseId?: string): Promise<string>;
  /** A job that people see. */
  proveLedger(agencyId: string): Promise<string>;
  openRows(agencyId: string): Promise<Record<string, unknown>[]>;
  runOf(id: string): Promise<Record<string, unknown> | undefined>;
  /** The engine forgets everything: FLUSHALL, or its tables emptied. */
  loseEngine(): Promise<void>;
  /** What is with the engine and has not started has been silent for long; what runs has not. */
  passTime(): Promise<void>;
  close(): Promise<void>;
};

export async function openQueueHouse(kind: (typeof engineKinds)[number]): Promise<QueueHouse> {
  const database = await cloneDatabase();
  const arrange = await openArranger(database);
  const db = openDb({ connectionString: database.appUrl });
  const system = openSystemDb({ connectionString: database.systemUrl });
  const redis = kind === "redis" && redisCommand !== undefined ? await startRedis(redisCommand) : undefined;
  const engine = openEngine({ redisUrl: redis?.url, directUrl: database.ownerUrl });
  await engine.ready();
  const closings: (() => Promise<unknown>)[] = [];
  const rest = async () => {
    for (const close of closings.splice(0).toReversed()) await close();
  };
  const start = async (work: Work, options: StartOptions = {}): Promise<Started> => {
    const started = await startParts(work, { system, engine }, options);
    closings.push(() => started.worker.stop(0));
    const { dispatcher } = started;
    if (dispatcher !== undefined) closings.push(() => dispatcher.stop());
    return started;
  };
  return {
    database,
    arrange,
    db,
    system,
    redis,
    engine,
    start,
    rest,
    closing: (close) => void closings.push(close),
    anAgency: async () => (await makeAgency(arrange)).id,
    applyCredit: (agencyId, leaseId = newId()) =>
      db
        .forAgency(agencyId)
        .transaction((tx) =>
          enqueue(tx, { agencyId, requestId: "request-7" }, "payments.apply-credit", { agencyId, leaseId }),
        ),
    proveLedger: (agencyId) =>
      db
        .forAgency(agencyId)
        .transaction((tx) =>
          enqueue(tx, { agencyId, requestId: null }, "ledger.proof", { agencyId }, visible()),
        ),
    openRows: (agencyId) => arrange.query("select * from outbox where agency_id = $1", agencyId),
    runOf: async (id) =>
      (await arrange.query<Record<string, unknown>>("select * from job_runs where id = $1", id))[0],
    loseEngine: () => (redis === undefined ? emptyTables(arrange) : flushAll(redis.url)),
    passTime: async () => {
      await arrange.query(
        "update outbox set touched_at = now() - interval '1 hour' where state = 'sent' and started_at is null",
      );
    },
    async close() {
      await rest();
      await engine.close();
      await redis?.stop();
      await system.close();
      await db.close();
      await arrange.close();
      await database.drop();
    },
  };
}

async function flushAll(url: string): Promise<void> {
  const client = new Redis(url);
  await client.flushall();
  client.disconnect();
}

async function emptyTables(arrange: Arranger): Promise<void> {
  await arrange.query("truncate bullmq.job cascade");
}

async function startParts(
  work: Work,
  { system, engine }: Pick<QueueHouse, "system" | "engine">,
  { ends, isDispatching = true, takesHere = true, ...options }: StartOptions,
): Promise<Started> {
  const seams = new Seams();
  const events: SeamEvents["job"][] = [];
  seams.on("job", (event) => events.push(event));
  let dispatcher: Dispatcher | undefined;
  seams.on("job", () => dispatcher?.freed());
  const worker = await startWorker({
    system,
    engine,
    handlers: handlersDoing({
      run: async (_payload, context) => ({ ...(await work(context)) }),
      abandon: async (_payload, _context, end) => {
        ends?.push({ outcome: end.outcome, code: end.error.code });
      },
    }),
    seams,
    log: silentLogger,
    graceMs: 200,
    cancelMs: 50,
    steadyMs: 0,
    ...options,
  });
  if (isDispatching) {
    const runTimes = (name: string) => worker.figures.runMsOf(name);
    dispatcher = startDispatcher({
      system,
      engine,
      log: silentLogger,
      pollMs: 30,
      runTimes,
      takeHere: takesHere ? worker.takeHere : () => false,
    });
  }
  return { worker, dispatcher, events };
}

/** One handler for every job of the catalogue. */
function handlersDoing(handler: Handler<JobName>): Handlers {
  // Every name has the same handler, whatever its payload.
  return Object.fromEntries(jobNames.map((name) => [name, handler])) as Record<JobName, Handler<JobName>>;
}

/** Makes a job one that people see. */
export function visible() {
  return { jobRun: { subjectId: newId(), actorUserId: null } };
}

/** Waits until a check passes; well below the time of a test. */
export function eventually(check: () => Promise<void> | void): Promise<void> {
  return vi.waitFor(check, { timeout: 50_000, interval: 25 });
}
