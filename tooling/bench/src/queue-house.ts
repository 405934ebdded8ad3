import { openDb, type Db } from "@stead/db/client";
import { openSystemDb, type SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import { silentLogger, type Logger } from "@stead/kernel/logger";
import { Seams } from "@stead/kernel/seams";
import { openEngine } from "@stead/queue/bullmq";
import { jobNames, type JobName } from "@stead/queue/catalogue";
import { startDispatcher, type Dispatcher } from "@stead/queue/dispatcher";
import type { Engine } from "@stead/queue/engine";
import { enqueueMany } from "@stead/queue/enqueue";
import type { Handler, JobContext } from "@stead/queue/handlers";
import { startWorker, type JobWorker, type WorkerOptions } from "@stead/queue/runtime/worker";
import { openArranger } from "@stead/testing/arranger";
import { makeAgency } from "@stead/testing/factories";
import { findRedis, startRedis, type TestRedis } from "@stead/testing/redis";
import pg from "pg";
import { startBenchServer, type BenchDatabase } from "./bench-database.ts";

export type EngineKind = "postgres" | "redis";

/** The engines that this machine has. */
export const benchEngines: readonly EngineKind[] =
  findRedis() === undefined ? ["postgres"] : ["postgres", "redis"];

/** Says what goes wrong: a run in which something failed measured that. */
const failureLogger: Logger = {
  ...silentLogger,
  warn: (fields, event) => tellFailure(fields, event),
  error: (fields, event) => tellFailure(fields, event),
  child: () => failureLogger,
};

function tellFailure(fields: object, event: string): void {
  const reason = "error" in fields ? `: ${String(fields.error)}` : "";
  process.stderr.write(`went wrong: ${event}${reason}\n`);
}

export type QueueBench = {
  database: BenchDatabase;
  db: Db;
  system: SystemDb;
  engine: Engine;
  redis: TestRedis | undefined;
  /** The superuser's hand. */
  look: pg.Client;
  anAgency(): Promise<string>;
  /** Enqueues jobs in one transaction. */
  fill(agencyId: string, count: number): Promise<void>;
  start(work: (context: JobContext) => Promise<void>, options?: Partial<WorkerOptions>): Promise<Working>;
  close(): Promise<void>;
};

export type Working = { worker: JobWorker; dispatcher: Dispatcher; stop(): Promise<void> };

/** A server of the bench's own, a database, and an engine. */
export async function openQueueBench(kind: EngineKind, name: string): Promise<QueueBench> {
  const server = await startBenchServer(`bench-${name}`);
  const database = await server.make(name.replaceAll("-", "_"));
  const command = findRedis();
  const redis = kind === "redis" && command !== undefined ? await startRedis(command) : undefined;
  const db = openDb({ connectionString: database.appUrl, max: 10 });
  const system = openSystemDb({ connectionString: database.systemUrl, max: 8 });
  const engine = openEngine({ redisUrl: redis?.url, directUrl: database.ownerUrl });
  await engine.ready();
  const arrange = await openArranger(database);
  const look = new pg.Client({ connectionString: database.adminUrl });
  await look.connect();
  return {
    database,
    db,
    system,
    engine,
    redis,
    look,
    anAgency: async () => (await makeAgency(arrange)).id,
    fill: (agencyId, count) =>
      db.forAgency(agencyId, { deadline: Date.now() + 600_000 }).transaction((tx) =>
        enqueueMany(
          tx,
          { agencyId, requestId: null },
          "payments.apply-credit",
          Array.from({ length: count }, () => ({ agencyId, leaseId: newId() })),
        ),
      ),
    start: (work, options) => startWorking({ system, engine }, work, options),
    async close() {
      await engine.close();
      await Promise.all([db.close(), system.close(), look.end(), arrange.close()]);
      await redis?.stop();
      await database.drop();
      await server.stop();
    },
  };
}

async function startWorking(
  { system, engine }: Pick<QueueBench, "system" | "engine">,
  work: (context: JobContext) => Promise<void>,
  options: Partial<WorkerOptions> = {},
): Promise<Working> {
  const handler: Handler<JobName> = { run: async (_payload, context) => work(context) };
  // Every name has the same handler, whatever its payload.
  const handlers = Object.fromEntries(jobNames.map((name) => [name, handler])) as Record<
    JobName,
    Handler<JobName>
  >;
  const seams = new Seams();
  const worker = await startWorker({ system, engine, handlers, seams, log: failureLogger, ...options });
  const runTimes = (name: string) => worker.figures.runMsOf(name);
  const dispatcher = startDispatcher({
    system,
    engine,
    log: failureLogger,
    runTimes,
    takeHere: worker.takeHere,
  });
  seams.on("job", () => dispatcher.freed());
  return {
    worker,
    dispatcher,
    stop: async () => {
      await dispatcher.stop();
      await worker.stop(5_000);
    },
  };
}

/** Writes a line of the result. */
export function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
