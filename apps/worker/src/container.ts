import { AgencyPolicies } from "@stead/contracts/agency";
import { permissions } from "@stead/contracts/permissions";
import { openDb, type Db } from "@stead/db/client";
import { makePartitions } from "@stead/db/partitions";
import { openSystemDb } from "@stead/db/system";
import { createPdfRenderer } from "@stead/documents/pdf/renderer";
import { systemClock, type Clock } from "@stead/kernel/clock";
import { AppError } from "@stead/kernel/errors";
import type { Logger } from "@stead/kernel/logger";
import { Seams } from "@stead/kernel/seams";
import { createLogger } from "@stead/metrics/logger";
import { createLocalFileStore } from "@stead/providers/storage/local";
import { onNudge } from "@stead/queue/bus";
import { openEngine } from "@stead/queue/bullmq";
import { startDispatcher } from "@stead/queue/dispatcher";
import { startEventDispatcher, sweepEvents } from "@stead/queue/event-dispatcher";
import { enqueueWaitingFolds } from "@stead/queue/fold-waiting";
import { enqueueFileSweeps } from "@stead/queue/sweep-expired";
import { FigureCollector } from "@stead/queue/figures/collector";
import { exposeQueues } from "@stead/queue/figures/exposition";
import type { JobContext } from "@stead/queue/handlers";
import { startLoop, type Loop } from "@stead/queue/loop";
import { sweepJobs } from "@stead/queue/runtime/sweep";
import { startWorker } from "@stead/queue/runtime/worker";
import { startScheduler } from "@stead/queue/scheduler";
import type { AgencyFacts, ServiceContext } from "@stead/services/context";
import type { WorkerSettings } from "./env.ts";
import { createHandlers } from "./handlers.ts";
import { recurringWork } from "./schedules.ts";

export type WorkerHouse = {
  log: Logger;
  /** Whether the database answers. */
  isReady(): Promise<boolean>;
  /** What the queues hold, in Prometheus' text format. */
  metrics(): Promise<string>;
  /** Starts taking jobs, handing them out, and the work that recurs. */
  start(): Promise<void>;
  /** Takes no more jobs, lets the running ones finish within the time or hands them back, and closes everything. */
  stop(finishMs: number): Promise<void>;
};

export type ContainerParts = { clock?: Clock; log?: Logger; seams?: Seams };

const ready = { name: "worker_ready", text: "select 1 as one" };

/** Wires the process. Connections open on first use. */
export function createContainer(settings: WorkerSettings, parts: ContainerParts = {}): WorkerHouse {
  const house = openParts(settings, parts);
  const { log, db, system, engine, pdf } = house;
  let taking: Taking | undefined;
  return {
    log,
    isReady: async () => {
      try {
        await system.sql(ready);
        return true;
      } catch {
        return false;
      }
    },
    metrics: () => exposeQueues(system),
    start: async () => {
      taking = await startTaking(house);
    },
    stop: async (finishMs) => {
      await taking?.stop(finishMs);
      await engine.close();
      await Promise.all([db.close(), system.close(), pdf.close()]);
    },
  };
}

type Parts = ReturnType<typeof openParts>;

function openParts(settings: WorkerSettings, parts: ContainerParts) {
  const {
    LOG_LEVEL: level,
    LOG_FORMAT: format,
    DATABASE_DIRECT_URL: ownerUrl,
    REDIS_URL: redisUrl,
  } = settings;
  const log =
    parts.log ?? createLogger({ level, isPretty: format === "pretty", fields: { process: "worker" } });
  const clock = parts.clock ?? systemClock;
  const seams = parts.seams ?? new Seams();
  const db = openDb({
    connectionString: settings.DATABASE_URL,
    max: settings.DATABASE_POOL_MAX,
    min: 1,
    applicationName: "stead-worker",
    events: seams,
  });
  const system = openSystemDb({
    connectionString: settings.DATABASE_SYSTEM_URL,
    max: 8,
    min: 1,
    applicationName: "stead-worker-system",
    events: seams,
  });
  const engine = openEngine({ redisUrl, directUrl: ownerUrl ?? settings.DATABASE_URL });
  const files = createLocalFileStore({ directory: settings.STORAGE_DIR });
  const pdf = createPdfRenderer();
  const handlers = createHandlers({ contextOf: systemContexts(db, clock), files, pdf });
  return {
    log,
    clock,
    seams,
    db,
    system,
    engine,
    handlers,
    pdf,
    figures: new FigureCollector(),
    ownerUrl,
    lockMs: settings.JOB_LOCK_SECONDS * 1_000,
  };
}

type Taking = { stop(finishMs: number): Promise<void> };

async function startTaking(parts: Parts): Promise<Taking> {
  const { system, engine, log, clock, lockMs, db, figures } = parts;
  const worker = await startWorker({ ...parts, stalledCheckMs: lockMs / 2, pools: [db, system] });
  const bus = engine.openBus();
  const runTimes = (name: string) => figures.runMsOf(name);
  const dispatcher = startDispatcher({ system, engine, log, runTimes });
  const events = startEventDispatcher({ system, bus, log });
  const loops = [dispatcher, events, startScheduler({ system, clock, log }), ...startRecurring(parts)];
  await onNudge(bus, () => {
    dispatcher.wake();
    worker.wake();
    events.wake();
  });
  // What a job tells is told when the job ends, not when the dispatcher next looks.
  const endListening = parts.seams.on("job", () => {
    dispatcher.freed();
    events.wake();
  });
  return {
    stop: async (finishMs) => {
      endListening();
      await Promise.all(loops.map((loop) => loop.stop()));
      await worker.stop(finishMs);
      await bus.close();
    },
  };
}

function startRecurring({ system, log, clock, ownerUrl }: Parts): Loop[] {
  const work = recurringWork({
    enqueueWaitingFolds: () => enqueueWaitingFolds(system),
    enqueueFileSweeps: () => enqueueFileSweeps(system),
    sweepEvents: () => sweepEvents(system),
    sweepJobs: () => sweepJobs(system),
    makePartitions: ownerUrl === undefined ? undefined : (request) => makePartitions(ownerUrl, request),
    nowMs: () => clock.nowMs(),
  });
  return work.map(({ name, pauseMs, turn }) => {
    const onError = (error: unknown) => log.error({ error, work: name }, "recurring work failed");
    return startLoop({ pauseMs, turn: () => turn().then(() => false), onError });
  });
}

const agencyFacts = {
  name: "worker_agency",
  text: `select name, currency, time_zone as "timeZone", country, locale, policies from agencies where id = $1`,
};

/** Stead itself at work for the agency of a job, on the rows of that agency alone. */
function systemContexts(db: Db, clock: Clock): (job: JobContext) => Promise<ServiceContext> {
  return async ({ agencyId, requestId, signal, deadlineMs, log }) => {
    const lanes = db.forAgency(agencyId, { deadline: deadlineMs, signal });
    const [row] = await lanes.sql<Omit<AgencyFacts, "policies"> & { policies: object }>(
      agencyFacts,
      agencyId,
    );
    if (row === undefined) throw new AppError("NOT_FOUND", "there is no such agency");
    const agency = { ...row, policies: AgencyPolicies.parse(row.policies) };
    return {
      agencyId,
      agency,
      actor: { kind: "system", id: null },
      permissions: new Set(permissions),
      propertyIds: null,
      db: lanes,
      clock,
      log,
      requestId,
      signal,
    };
  };
}
