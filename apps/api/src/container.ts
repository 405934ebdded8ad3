import { createAuth } from "@stead/auth/auth";
import type { Cache } from "@stead/cache/cache";
import { forgetChanges } from "@stead/cache/forget-changes";
import { openCache } from "@stead/cache/open-cache";
import { openChangeNews } from "@stead/db/change-news";
import { openDb, type Db, type ReplicaReport } from "@stead/db/client";
import { setReplicaFigures } from "@stead/db/replica-figures";
import { isMissingRow, violationOf } from "@stead/db/errors";
import { missingMigrations } from "@stead/db/readiness";
import { openSystemDb, type SystemDb } from "@stead/db/system";
import { systemClock, type Clock } from "@stead/kernel/clock";
import { AppError, isAppError } from "@stead/kernel/errors";
import type { FileStore } from "@stead/kernel/files";
import type { Logger } from "@stead/kernel/logger";
import type { Sealer } from "@stead/kernel/seal";
import { Seams } from "@stead/kernel/seams";
import { createLogger } from "@stead/metrics/logger";
import { openTelemetry } from "@stead/metrics/telemetry";
import { openRails } from "@stead/providers/rails/open-rails";
import { baseUrlsOf } from "@stead/providers/rails/rail-options";
import { openPlatformBilling } from "@stead/providers/platform/open-platform-billing";
import { createLocalFileStore } from "@stead/providers/storage/local";
import { createQueueAdmin } from "@stead/queue/admin";
import { openEngine } from "@stead/queue/bullmq";
import { createNudge, type Bus, type Nudge } from "@stead/queue/bus";
import { onNumbered } from "@stead/queue/event-dispatcher";
import { openEventLog } from "@stead/queue/event-log";
import { startLoop } from "@stead/queue/loop";
import { keepCallers } from "@stead/services/access";
import { startTellingFigures } from "@stead/services/caching";
import { loadOffer, openPlatform, type Platform } from "@stead/services/plans";
import { listSystemBreakers, makeRails, startTellingBreakers } from "@stead/services/rails";
import type { ApiSettings } from "./env.ts";
import { LiveHub, type LiveHubOptions } from "./live/hub.ts";
import { readMarks } from "./live/marks.ts";
import { clientAddressHeader } from "./plugins/web-headers.ts";
import type { ApiDeps } from "./trpc/context.ts";
import { positionCookie } from "./trpc/position-cookie.ts";

export type Container = ApiDeps & {
  files: FileStore;
  system: SystemDb;
  live: LiveHub;
  /** Has at hand what everybody asks for first. */
  warm(): Promise<void>;
  /** What the process counted, in Prometheus' text format. */
  metrics(this: void): Promise<string>;
  /** Whether the database answers and has every migration. */
  isReady(): Promise<boolean>;
  replicas(): ReplicaReport[];
  close(): Promise<void>;
};

export type ContainerParts = { clock?: Clock; log?: Logger; seams?: Seams };

const texts = {
  unique: ["CONFLICT", "something like this exists already"],
  exclusion: ["CONFLICT", "this overlaps with something that exists"],
  foreign_key: [
    "INVALID",
    "this refers to something that does not exist, or that something else still needs",
  ],
  check: ["INVALID", "the database refuses these values"],
  not_null: ["INVALID", "something that is needed is missing"],
} as const;

/** A database rule that no verb explained: a bad input must not look like our failure. */
function explainDatabaseError(error: unknown): AppError | undefined {
  if (isAppError(error)) return error;
  if (isMissingRow(error)) return new AppError("NOT_FOUND", "there is no such record", {}, { cause: error });
  const violation = violationOf(error);
  if (violation === undefined) return undefined;
  const [code, text] = texts[violation.kind];
  return new AppError(code, text, { constraint: violation.constraint }, { cause: error });
}

type Queue = {
  nudge: Nudge;
  onNumbered(wake: () => void): Promise<unknown>;
  bus: Bus | undefined;
  close(): Promise<void>;
};

function replicasOf(settings: ApiSettings, log: Logger) {
  const { DATABASE_REPLICA_URLS: urls, DATABASE_REPLICA_MAX_LAG_SECONDS: maxLagSeconds } = settings;
  return urls && { urls, maxLagMs: maxLagSeconds * 1_000, log };
}

/** The queue's bus, where the process has an address of it; without one, jobs start when the dispatcher next looks. */
function openQueue({ DATABASE_DIRECT_URL: directUrl, REDIS_URL: redisUrl }: ApiSettings, log: Logger): Queue {
  if (directUrl === undefined && redisUrl === undefined)
    return {
      nudge: () => {},
      onNumbered: async () => {},
      bus: undefined,
      close: async () => {},
    };
  const engine = openEngine({ redisUrl, directUrl: directUrl ?? "" });
  const bus = engine.openBus();
  return {
    nudge: createNudge(bus, (error) => log.debug({ error }, "the dispatcher was not told")),
    onNumbered: (wake) => onNumbered(bus, wake),
    bus,
    close: async () => {
      await bus.close();
      await engine.close();
    },
  };
}

/** Pause between looks at the log of events when nobody wakes. */
const livePollMs = 1_000;

/** The hub of live connections, woken over the bus; its loop starts with the first look and costs nothing unheard. */
function openLive(parts: {
  readMarks: LiveHubOptions["readMarks"];
  system: SystemDb;
  clock: Clock;
  log: Logger;
  queue: Queue;
  onEvent: LiveHubOptions["onEvent"];
}): { hub: LiveHub; close(): Promise<void> } {
  const { readMarks, system, clock, log, queue, onEvent } = parts;
  const hub = new LiveHub({
    log: openEventLog(system),
    readMarks,
    onEvent,
    clock,
    logger: log,
  });
  let isHeard = false;
  const loop = startLoop({
    pauseMs: livePollMs,
    turn: async () => {
      if (!isHeard && hub.size > 0) {
        isHeard = true;
        queue
          .onNumbered(() => loop.wake())
          .catch((error: unknown) => {
            isHeard = false;
            log.debug({ error }, "nobody wakes the live connections");
          });
      }
      return hub.turn();
    },
    onError: (error) => log.warn({ error }, "events were not read"),
  });
  return { hub, close: () => loop.stop() };
}

type PlatformParts = {
  settings: ApiSettings;
  system: SystemDb;
  cache: Cache;
  sealer: Sealer;
  clock: Clock;
  log: Logger;
  seams: Seams;
};

/** The platform's own plans, where the operator sells them. */
function openPlans(parts: PlatformParts): Platform | null {
  const { settings, system, cache, sealer, clock, log, seams } = parts;
  const billing = openPlatformBilling(settings, seams);
  if (billing === null) return null;
  if (settings.PLATFORM_STRIPE_WEBHOOK_SECRETS === undefined)
    log.warn(
      {},
      "PLATFORM_STRIPE_WEBHOOK_SECRETS is not set: nothing that the platform's account tells is taken",
    );
  return openPlatform({ billing, system, sealer, publicUrl: settings.PUBLIC_URL, clock, log, cache });
}

/** Who has changed something reads it again, by whichever process and copy of the database. */
function openReads(settings: ApiSettings, { db, queue, log }: { db: Db; queue: Queue; log: Logger }) {
  if (settings.DATABASE_REPLICA_URLS === undefined)
    return { noteChange: async () => undefined, start: async () => {} };
  const news = openChangeNews({ db, bus: queue.bus, log });
  const cookie = {
    maxAgeSeconds: settings.DATABASE_REPLICA_MAX_LAG_SECONDS * 2,
    isSecure: settings.PUBLIC_URL.startsWith("https:"),
  };
  return {
    noteChange: async (agencyId: string) => {
      const position = await news.changed(agencyId);
      return position === undefined ? undefined : positionCookie(position, cookie);
    },
    start: () => news.start(),
  };
}

/** Wires the process. Connections open on first use. */
export function createContainer(settings: ApiSettings, parts: ContainerParts = {}): Container {
  const log =
    parts.log ??
    createLogger({
      level: settings.LOG_LEVEL,
      isPretty: settings.LOG_FORMAT === "pretty",
      fields: { process: "api" },
    });
  const clock = parts.clock ?? systemClock;
  const seams = parts.seams ?? new Seams();
  const queue = openQueue(settings, log);
  const cache = openCache({
    redisUrl: settings.REDIS_URL,
    namespace: settings.CACHE_NAMESPACE,
    memoryMb: settings.CACHE_MEMORY_MB,
    bus: queue.bus,
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
  // Without a bus, nobody tells this process what others change.
  const kept = queue.bus === undefined ? null : cache;
  const db = openDb({
    connectionString: settings.DATABASE_URL,
    max: settings.DATABASE_POOL_MAX,
    min: 1,
    applicationName: "stead-api",
    pooler: settings.DATABASE_POOLER,
    replicas: replicasOf(settings, log),
    events: seams,
    onChanges,
  });
  const system = openSystemDb({
    connectionString: settings.DATABASE_SYSTEM_URL,
    max: 10,
    min: 1,
    applicationName: "stead-api-system",
    pooler: settings.DATABASE_POOLER,
    events: seams,
    onChanges,
  });
  const telemetry = openTelemetry({
    seams,
    log,
    pools: { app: db, system },
    looks: [(registry) => setReplicaFigures(registry, db.replicas())],
  });
  const auth = createAuth({
    system,
    secret: settings.AUTH_SECRET,
    publicUrl: settings.PUBLIC_URL,
    clientAddressHeader,
    isMailKept: settings.SMTP_URL === undefined,
    log,
    clock,
    callers: kept === null ? undefined : keepCallers(kept),
  });
  const rails = openRails({
    baseUrls: baseUrlsOf(settings),
    allowedAddresses: settings.MPESA_ADDRESSES,
    seams,
    clock,
  });
  const { sealer, ...ways } = makeRails(rails, {
    dataSecret: settings.DATA_SECRET,
    publicUrl: settings.PUBLIC_URL,
  });
  const requestTimeoutMs = settings.REQUEST_TIMEOUT_SECONDS * 1_000;
  const reads = openReads(settings, { db, queue, log });
  const deps = {
    auth,
    forAgency: db.forAgency.bind(db),
    forReading: db.forReading.bind(db),
    noteChange: reads.noteChange,
    clock,
    rails: { ...ways, sealer },
  };
  const live = openLive({
    readMarks: (passes) => readMarks({ ...deps, timeoutMs: requestTimeoutMs }, passes),
    system,
    clock,
    log,
    queue,
    // Who hears of a change asks for it.
    onEvent: ({ agencyId }) => agencyId !== null && db.noteChange(agencyId),
  });
  const breakers = startTellingBreakers({ system, process: "api", health: () => rails.health(), log });
  const figures = startTellingFigures({ system, process: "api", cache, log });
  const platform = openPlans({ settings, system, cache, sealer, clock, log, seams });
  return {
    ...deps,
    system,
    platform,
    reads: kept,
    warm: async () => {
      await Promise.all([cache.start(), reads.start()]);
      await cache.warm([{ name: "plans", run: () => loadOffer(platform) }]);
    },
    live: live.hub,
    files: createLocalFileStore({ directory: settings.STORAGE_DIR }),
    nudge: queue.nudge,
    metrics: telemetry.expose,
    queues: createQueueAdmin(system),
    caching: { system, cache },
    listSystemBreakers: () => listSystemBreakers(system),
    log,
    seams,
    requestTimeoutMs,
    explainError: explainDatabaseError,
    isReady: async () => {
      try {
        const missing = await missingMigrations(system.sql);
        if (missing.length > 0) log.warn({ missing }, "the database lacks migrations");
        return missing.length === 0;
      } catch (error) {
        log.warn({ error }, "the database does not answer");
        return false;
      }
    },
    replicas: () => db.replicas(),
    close: async () => {
      await live.close();
      await breakers.stop();
      await figures.stop();
      telemetry.close();
      await cache.close();
      await Promise.all([db.close(), system.close(), queue.close(), rails.close()]);
    },
  };
}
