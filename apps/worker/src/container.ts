import { AgencyPolicies } from "@stead/contracts/agency";
import { permissions } from "@stead/contracts/permissions";
import { openDb, type Db } from "@stead/db/client";
import { makePartitions, type PartitionRequest } from "@stead/db/partitions";
import { openSystemDb } from "@stead/db/system";
import { systemClock, type Clock } from "@stead/kernel/clock";
import { AppError } from "@stead/kernel/errors";
import type { Logger } from "@stead/kernel/logger";
import { Seams } from "@stead/kernel/seams";
import { createLogger } from "@stead/metrics/logger";
import { createLocalFileStore } from "@stead/providers/storage/local";
import { onNudge, type Bus } from "@stead/queue/bus";
import { openEngine } from "@stead/queue/bullmq";
import { startDispatcher } from "@stead/queue/dispatcher";
import { enqueueWaitingFolds } from "@stead/queue/fold-waiting";
import type { JobContext } from "@stead/queue/handlers";
import { startLoop, type Loop } from "@stead/queue/loop";
import { startWorker, type JobWorker } from "@stead/queue/runtime/worker";
import { startScheduler } from "@stead/queue/scheduler";
import type { AgencyFacts, ServiceContext } from "@stead/services/context";
import type { WorkerSettings } from "./env.ts";
import { createHandlers } from "./handlers.ts";
import { recurringWork } from "./schedules.ts";

export type WorkerHouse = {
  log: Logger;
  /** Whether the database answers. */
  isReady(): Promise<boolean>;
  /** Starts taking jobs, handing them out, and the work that recurs. */
  start(): Promise<void>;
  /** Takes no more jobs, lets the running ones finish within the time or hands them back, and closes everything. */
  stop(finishMs: number): Promise<void>;
};

export type ContainerParts = { clock?: Clock; log?: Logger; seams?: Seams };

/** Longer than any job may take: the job's signal ends it before. */
const jobDeadlineMs = 4 * 3_600_000;

const ready = { name: "worker_ready", text: "select 1 as one" };

/** Wires the process. Connections open on first use. */
export function createContainer(settings: WorkerSettings, parts: ContainerParts = {}): WorkerHouse {
  const log = parts.log ?? createLogger({ level: settings.LOG_LEVEL, isPretty: settings.LOG_FORMAT === "pretty", fields: { process: "worker" } });
  const clock = parts.clock ?? systemClock;
  const seams = parts.seams ?? new Seams();
  const db = openDb({ connectionString: settings.DATABASE_URL, max: settings.DATABASE_POOL_MAX, min: 1, applicationName: "stead-worker", events: seams });
  const system = openSystemDb({ connectionString: settings.DATABASE_SYSTEM_URL, max: 8, min: 1, applicationName: "stead-worker-system", events: seams });
  const ownerUrl = settings.DATABASE_DIRECT_URL;
  const engine = openEngine({ redisUrl: settings.REDIS_URL, directUrl: ownerUrl ?? settings.DATABASE_URL });
  const files = createLocalFileStore({ directory: settings.STORAGE_DIR });
  const handlers = createHandlers({ contextOf: systemContexts(db, clock), files });
  const feeders: Loop[] = [];
  let taking: { worker: JobWorker; bus: Bus } | undefined;

  const start = async () => {
    const lockMs = settings.JOB_LOCK_SECONDS * 1_000;
    const worker = await startWorker({ engine, system, handlers, seams, log, lockMs, stalledCheckMs: lockMs / 2 });
    const bus = engine.openBus();
    taking = { worker, bus };
    const dispatcher = startDispatcher({ system, engine, log });
    feeders.push(dispatcher, startScheduler({ system, clock, log }));
    await onNudge(bus, () => dispatcher.wake());
    const ahead = ownerUrl === undefined ? undefined : (request: PartitionRequest) => makePartitions(ownerUrl, request);
    const work = recurringWork({ enqueueWaitingFolds: () => enqueueWaitingFolds(system), makePartitions: ahead, nowMs: () => clock.nowMs() });
    for (const { name, pauseMs, turn } of work) {
      const onError = (error: unknown) => log.error({ error, work: name }, "recurring work failed");
      feeders.push(startLoop({ pauseMs, turn: () => turn().then(() => false), onError }));
    }
  };
  const stop = async (finishMs: number) => {
    await Promise.all(feeders.map((feeder) => feeder.stop()));
    await taking?.worker.stop(finishMs);
    await taking?.bus.close();
    await engine.close();
    await Promise.all([db.close(), system.close()]);
  };
  const isReady = async () => {
    try {
      await system.sql(ready);
      return true;
    } catch {
      return false;
    }
  };
  return { log, isReady, start, stop };
}

const agencyFacts = {
  name: "worker_agency",
  text: `select name, currency, time_zone as "timeZone", country, locale, policies from agencies where id = $1`,
};

/** Stead itself at work for the agency of a job, on the rows of that agency alone. */
function systemContexts(db: Db, clock: Clock): (job: JobContext) => Promise<ServiceContext> {
  return async ({ agencyId, requestId, signal, log }) => {
    const lanes = db.forAgency(agencyId, { deadline: Date.now() + jobDeadlineMs, signal });
    const [row] = await lanes.sql<Omit<AgencyFacts, "policies"> & { policies: object }>(agencyFacts, agencyId);
    if (row === undefined) throw new AppError("NOT_FOUND", "there is no such agency");
    const agency = { ...row, policies: AgencyPolicies.parse(row.policies) };
    return { agencyId, agency, actor: { kind: "system", id: null }, permissions: new Set(permissions), propertyIds: null, db: lanes, clock, log, requestId, signal };
  };
}
