import { permissions } from "@stead/contracts/permissions";
import { forgetChanges } from "@stead/cache/forget-changes";
import { openCache } from "@stead/cache/open-cache";
import { openChangeNews } from "@stead/db/change-news";
import { openDb, type Db } from "@stead/db/client";
import { setReplicaFigures } from "@stead/db/replica-figures";
import { makePartitions, retirePartitions } from "@stead/db/partitions";
import { openSystemDb } from "@stead/db/system";
import { createPdfRenderer } from "@stead/documents/pdf/renderer";
import { systemClock, type Clock } from "@stead/kernel/clock";
import { newId } from "@stead/kernel/ids";
import type { Logger } from "@stead/kernel/logger";
import { Seams } from "@stead/kernel/seams";
import { createLogger } from "@stead/metrics/logger";
import { openTelemetry } from "@stead/metrics/telemetry";
import { openMessageProviders, type MessageProviders } from "@stead/providers/open-providers";
import { openPlatformBilling } from "@stead/providers/platform/open-platform-billing";
import { openRails } from "@stead/providers/rails/open-rails";
import { baseUrlsOf } from "@stead/providers/rails/rail-options";
import { createLocalFileStore } from "@stead/providers/storage/local";
import { onNudge } from "@stead/queue/bus";
import { openEngine } from "@stead/queue/bullmq";
import { startChangeTeller } from "@stead/queue/change-teller";
import { startDispatcher } from "@stead/queue/dispatcher";
import { startEventDispatcher, sweepEvents } from "@stead/queue/event-dispatcher";
import { enqueueWaitingFolds } from "@stead/queue/fold-waiting";
import { enqueueDueDisbursements } from "@stead/queue/sweep-disbursements";
import { enqueueFileSweeps } from "@stead/queue/sweep-expired";
import { FigureCollector } from "@stead/queue/figures/collector";
import { setQueueFigures } from "@stead/queue/figures/exposition";
import type { JobContext } from "@stead/queue/handlers";
import { startLoop, type Loop } from "@stead/queue/loop";
import { sweepJobs } from "@stead/queue/runtime/sweep";
import { startWorker } from "@stead/queue/runtime/worker";
import { startScheduler } from "@stead/queue/scheduler";
import { sweepPlatformEvents } from "@stead/queue/sweep-platform-events";
import { sweepReports } from "@stead/queue/sweep-reports";
import { startTellingFigures } from "@stead/services/caching";
import { readAgencyFacts, readAgencyStanding, type ServiceContext } from "@stead/services/context";
import { findOldestUnbooked } from "@stead/services/inbound";
import { lookUpMessages, sendMessages } from "@stead/services/messages";
import { openPlatform, type Platform } from "@stead/services/plans";
import { makeRails, startTellingBreakers } from "@stead/services/rails";
import type { WorkerSettings } from "./env.ts";
import { createHandlers } from "./handlers.ts";
import { recurringWork } from "./schedules.ts";

export type WorkerHouse = {
  log: Logger;
  /** Whether the database answers. */
  isReady(): Promise<boolean>;
  /** What the process counted, what the queues hold and how far replicas are behind, in Prometheus' text format. */
  metrics(this: void): Promise<string>;
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
    metrics: house.telemetry.expose,
    start: async () => {
      taking = await startTaking(house);
    },
    stop: async (finishMs) => {
      await taking?.stop(finishMs);
      await house.cache.close();
      await engine.close();
      house.telemetry.close();
      await Promise.all([
        db.close(),
        system.close(),
        pdf.close(),
        house.providers.close(),
        house.rails.close(),
      ]);
    },
  };
}

function replicasOf(settings: WorkerSettings, log: Logger) {
  const { DATABASE_REPLICA_URLS: urls, DATABASE_REPLICA_MAX_LAG_SECONDS: maxLagSeconds } = settings;
  return urls && { urls, maxLagMs: maxLagSeconds * 1_000, log };
}

type Parts = ReturnType<typeof openParts>;

/** The providers that the settings name. */
function openProviders(settings: WorkerSettings, seams: Seams): MessageProviders {
  const { SMTP_URL: smtpUrl, MAIL_FROM: mailFrom, SMS_PROVIDER: provider } = settings;
  const { SMS_ACCOUNT: account, SMS_SECRET: secret, SMS_FROM: from, SMS_BASE_URL: baseUrl } = settings;
  const sms = provider === undefined ? undefined : { provider, account, secret, from, baseUrl };
  return openMessageProviders({ smtpUrl, mailFrom, sms }, seams);
}

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
  const engine = openEngine({ redisUrl, directUrl: ownerUrl ?? settings.DATABASE_URL });
  const bus = engine.openBus();
  const cache = openCache({
    redisUrl,
    namespace: settings.CACHE_NAMESPACE,
    memoryMb: settings.CACHE_MEMORY_MB,
    bus,
    clock,
    log,
    seams,
    // The pool is opened behind the cache that it tells.
    copies: settings.DATABASE_REPLICA_URLS && {
      position: () => db.position(),
      noteChange: (agencyId, position) => db.noteChange(agencyId, position),
    },
  });
  const onChanges = forgetChanges(cache);
  const db = openDb({
    connectionString: settings.DATABASE_URL,
    max: settings.DATABASE_POOL_MAX,
    min: 1,
    applicationName: "stead-worker",
    pooler: settings.DATABASE_POOLER,
    replicas: replicasOf(settings, log),
    events: seams,
    onChanges,
  });
  const system = openSystemDb({
    connectionString: settings.DATABASE_SYSTEM_URL,
    max: 8,
    min: 1,
    applicationName: "stead-worker-system",
    pooler: settings.DATABASE_POOLER,
    events: seams,
    onChanges,
  });
  const telemetry = openTelemetry({
    seams,
    log,
    pools: { app: db, system },
    looks: [
      (registry) => setQueueFigures(registry, system),
      (registry) => setReplicaFigures(registry, db.replicas()),
    ],
  });
  const files = createLocalFileStore({ directory: settings.STORAGE_DIR });
  const pdf = createPdfRenderer();
  const opened = openRails({
    baseUrls: baseUrlsOf(settings),
    allowedAddresses: settings.MPESA_ADDRESSES,
    seams,
    clock,
  });
  const rails = makeRails(opened, { dataSecret: settings.DATA_SECRET, publicUrl: settings.PUBLIC_URL });
  const billing = openPlatformBilling(settings, seams);
  const platform: Platform | null =
    billing === null
      ? null
      : openPlatform({
          billing,
          system,
          sealer: rails.sealer,
          publicUrl: settings.PUBLIC_URL,
          clock,
          log,
          cache,
        });
  const contextOf = systemContexts(db, clock, platform !== null);
  const railContextOf = async (job: JobContext) => ({ ...(await contextOf(job)), rails });
  const handlers = createHandlers({ contextOf, railContextOf, platform, files, pdf });
  return {
    log,
    clock,
    seams,
    telemetry,
    db,
    system,
    engine,
    bus,
    cache,
    platform,
    handlers,
    pdf,
    rails: opened,
    providers: openProviders(settings, seams),
    publicUrl: settings.PUBLIC_URL,
    figures: new FigureCollector(),
    news: settings.DATABASE_REPLICA_URLS === undefined ? undefined : openChangeNews({ db, bus, log }),
    ownerUrl,
    keepMonths: {
      audit: settings.KEEP_AUDIT_MONTHS,
      deliveries: settings.KEEP_DELIVERIES_MONTHS,
      inbound_events: settings.KEEP_INBOUND_MONTHS,
    },
    lockMs: settings.JOB_LOCK_SECONDS * 1_000,
  };
}

type Taking = { stop(finishMs: number): Promise<void> };

async function startTaking(parts: Parts): Promise<Taking> {
  const { system, engine, log, clock, lockMs, db, figures, bus, cache } = parts;
  const worker = await startWorker({ ...parts, stalledCheckMs: lockMs / 2, pools: [db, system] });
  const runTimes = (name: string) => figures.runMsOf(name);
  const dispatcher = startDispatcher({ system, engine, log, runTimes, takeHere: worker.takeHere });
  const events = startEventDispatcher({ system, bus, log });
  const ending = new AbortController();
  const sender = startSender(parts, ending.signal);
  const loops = [
    dispatcher,
    events,
    sender,
    startLookingUp(parts, ending.signal),
    startScheduler({ system, clock, log }),
    startTellingFigures({ system, process: "worker", cache, log }),
    startTellingBreakers({ system, process: "worker", health: () => parts.rails.health(), log }),
    startChangeTeller({ system, log, tell: forgetChanges(cache), hasHeard: (note) => cache.hasHeard(note) }),
    ...startRecurring(parts),
  ];
  await onNudge(bus, () => {
    dispatcher.wake();
    worker.wake();
    events.wake();
    sender.wake();
  });
  await cache.start();
  // What a job tells is told when the job ends, not when the dispatcher next looks.
  const endListening = parts.seams.on("job", ({ agencyId }) => {
    // What a job changed is read by those who hear of it, whichever copy of the database they ask.
    if (agencyId !== undefined) parts.news?.note(agencyId);
    dispatcher.freed();
    events.wake();
    sender.wake();
  });
  return {
    stop: async (finishMs) => {
      endListening();
      parts.news?.close();
      ending.abort();
      await Promise.all(loops.map((loop) => loop.stop()));
      await worker.stop(finishMs);
      await cache.close();
      await bus.close();
    },
  };
}

/** How long messages wait at most before somebody looks. */
const senderPauseMs = 1_000;
/** How long one look at an agency's positions may take. */
const senderDeadlineMs = 10 * 60_000;

function senderParts({ system, db, clock, log, providers, publicUrl, platform }: Parts, signal: AbortSignal) {
  const contexts = systemContexts(db, clock, platform !== null);
  const contextOf = (agencyId: string) =>
    contexts({ agencyId, requestId: newId(), signal, log, deadlineMs: Date.now() + senderDeadlineMs });
  return { system, log, providers, publicUrl, contextOf };
}

/** Sends mails and text messages until it is stopped. Any number of processes may run one. */
function startSender(parts: Parts, signal: AbortSignal): Loop {
  const { log } = parts;
  return startLoop({
    pauseMs: senderPauseMs,
    turn: async () => (await sendMessages({ ...senderParts(parts, signal), signal })) > 0,
    onError: (error) => log.error({ error }, "messages were not sent"),
  });
}

/** How long a message whose answer was lost waits at most for a look at what is due to be asked. */
const lookUpPauseMs = 15_000;

/** Asks providers what became of messages whose answer was lost, beside the sending, which it must not hold up. */
function startLookingUp(parts: Parts, signal: AbortSignal): Loop {
  const { log } = parts;
  return startLoop({
    pauseMs: lookUpPauseMs,
    turn: async () => (await lookUpMessages({ ...senderParts(parts, signal), signal })) > 0,
    onError: (error) => log.error({ error }, "messages were not looked up"),
  });
}

function startRecurring({ system, log, clock, ownerUrl, keepMonths }: Parts): Loop[] {
  const work = recurringWork({
    enqueueWaitingFolds: () => enqueueWaitingFolds(system),
    enqueueFileSweeps: () => enqueueFileSweeps(system),
    enqueueDueDisbursements: () => enqueueDueDisbursements(system),
    sweepEvents: () => sweepEvents(system),
    sweepJobs: () => sweepJobs(system),
    sweepReports: () => sweepReports(system),
    sweepPlatformEvents: () => sweepPlatformEvents(system),
    makePartitions: ownerUrl === undefined ? undefined : (request) => makePartitions(ownerUrl, request),
    retirePartitions: ownerUrl === undefined ? undefined : (request) => retirePartitions(ownerUrl, request),
    findOldestUnbooked: (before) => findOldestUnbooked(system, before),
    keepMonths,
    nowMs: () => clock.nowMs(),
  });
  return work.map(({ name, pauseMs, turn }) => {
    const onError = (error: unknown) => log.error({ error, work: name }, "recurring work failed");
    return startLoop({ pauseMs, turn: () => turn().then(() => false), onError });
  });
}

/** Stead itself at work for the agency of a job, on the rows of that agency alone. */
function systemContexts(
  db: Db,
  clock: Clock,
  hasPlans: boolean,
): (
  job: Pick<JobContext, "agencyId" | "requestId" | "signal" | "log" | "deadlineMs">,
) => Promise<ServiceContext> {
  return async ({ agencyId, requestId, signal, deadlineMs, log }) => {
    const lanes = db.forAgency(agencyId, { deadline: deadlineMs, signal });
    const [agency, standing] = await Promise.all([
      readAgencyFacts(lanes.sql, agencyId),
      hasPlans ? readAgencyStanding(lanes.sql, agencyId) : undefined,
    ]);
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
      standing,
    };
  };
}
