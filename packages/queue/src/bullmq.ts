import {
  createPostgresBackend,
  createPostgresRelayBackend,
  createRedisBackend,
  DelayedError,
  isPgPool,
  Relay,
  runMigrations,
  withBackend,
  type BackendClasses,
  type IQueueBackend,
} from "bullmq";
import { assert } from "@stead/kernel/errors";
import { Redis } from "ioredis";
import pg from "pg";
import type { Bus } from "./bus.ts";
import { z } from "zod";
import { laneNames, type LaneName } from "./define-job.ts";
import type { Engine, EngineDelivery, EngineTicket } from "./engine.ts";

export type EngineOptions = {
  /** Redis is the engine when this is set. */
  redisUrl?: string | undefined;
  /** Used without Redis: a connection without a transaction pooler, as a role that may make the schema `bullmq`. */
  directUrl: string;
  /** Keeps installations that share a Redis apart. */
  prefix?: string;
};

/** Opens BullMQ on PostgreSQL, or on Redis. Connects on first use. */
export function openEngine({ redisUrl, directUrl, prefix = "stead" }: EngineOptions): Engine {
  return redisUrl === undefined ? postgresEngine(directUrl) : redisEngine(redisUrl, prefix);
}

/** A worker's LISTEN for each lane and the bus's stay checked out; five serve statements. */
const postgresPoolSize = laneNames.length + 1 + 5;

function postgresEngine(connectionString: string): Engine {
  const pool = new pg.Pool({
    connectionString,
    max: postgresPoolSize,
    options: "-c search_path=bullmq",
    application_name: "stead-queue",
    keepAlive: true,
  });
  pool.on("error", () => {});
  // BullMQ listens once for each queue, worker and relay.
  pool.setMaxListeners(0);
  const migrate = async () => {
    const client = await pool.connect();
    try {
      await runMigrations(client);
    } finally {
      client.release();
    }
  };
  let migrated: Promise<void> | undefined;
  const ready = () => {
    migrated ??= migrate().catch((error: unknown) => {
      migrated = undefined;
      throw error;
    });
    return migrated;
  };
  // BullMQ describes the part of a pool that it needs in types of its own.
  const connection: unknown = pool;
  assert(isPgPool(connection), "queue: this version of pg does not fit BullMQ");
  const openRelay = () => new Relay({ connection, backend: createPostgresRelayBackend });
  return engineOf("postgres", withBackend(createPostgresBackend), {
    connection,
    ready,
    openRelay,
    close: () => pool.end(),
  });
}

function redisEngine(url: string, prefix: string): Engine {
  const connection = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true });
  connection.on("error", () => {});
  return engineOf("redis", withBackend(createRedisBackend), {
    connection,
    prefix,
    ready: async () => void (await connection.ping()),
    openRelay: () => new Relay({ connection, prefix }),
    close: async () => connection.disconnect(),
  });
}

type RelayLike = Pick<Relay, "publish" | "subscribe" | "close" | "on">;

/** What differs between the engines. */
type Ground<C> = {
  connection: C;
  prefix?: string;
  ready: () => Promise<void>;
  openRelay: () => RelayLike;
  close: () => Promise<void>;
};

function engineOf<B extends IQueueBackend, C>(
  kind: Engine["kind"],
  { Queue, Worker }: BackendClasses<B, C>,
  ground: Ground<C>,
): Engine {
  const { ready, openRelay } = ground;
  const base = {
    connection: ground.connection,
    ...(ground.prefix === undefined ? {} : { prefix: ground.prefix }),
  };
  const openQueue = (lane: LaneName) => {
    const queue = new Queue(lane, base);
    queue.on("error", () => {});
    return queue;
  };
  const queues = new Map<LaneName, ReturnType<typeof openQueue>>();
  const queueOf = async (lane: LaneName) => {
    await ready();
    const queue = queues.get(lane) ?? openQueue(lane);
    queues.set(lane, queue);
    return queue;
  };
  return {
    kind,
    ready,
    add: async (tickets) => {
      for (const lane of laneNames) {
        const bulk = tickets.filter((ticket) => ticket.lane === lane).map(toBulkJob);
        if (bulk.length > 0) await (await queueOf(lane)).addBulk(bulk);
      }
    },
    stateOf: async (lane, id) =>
      goneStates.has(await (await queueOf(lane)).getJobState(id)) ? "missing" : "open",
    remove: async (lane, id) => void (await (await queueOf(lane)).remove(id)),
    work: (lane, process, { places, lockMs, stalledCheckMs, onError }) => {
      const options = {
        ...base,
        concurrency: places,
        lockDuration: lockMs,
        stalledInterval: stalledCheckMs,
        // The rows count how often a process died with a job; the engine never gives up.
        maxStalledCount: 1_000_000,
      };
      const worker = new Worker(lane, (job, token) => deliver(process, job, token), options);
      worker.on("error", onError);
      return {
        ready: () => worker.waitUntilReady().then(() => {}),
        setPlaces: (next) => {
          worker.concurrency = next;
        },
        stop: () => worker.close(),
      };
    },
    openBus: () => busOf(ready, openRelay),
    close: async () => {
      for (const queue of queues.values()) await queue.close();
      await ground.close();
    },
  };
}

/** A ticket fails only when its rows could not be read or written: the database is away, and will be back. */
const ticketTries = { attempts: 100, backoff: { type: "exponential", delay: 500, jitter: 0.5 } };

function toBulkJob({ id, jobIds, isFirst }: EngineTicket) {
  return {
    name: "jobs",
    data: { jobIds },
    opts: { jobId: id, lifo: isFirst, ...ticketTries, removeOnComplete: true, removeOnFail: true },
  };
}

const TicketData = z.object({ jobIds: z.array(z.string()) });

const goneStates: ReadonlySet<string> = new Set(["unknown", "failed", "completed"]);

type BullJob = {
  id?: string | undefined;
  data: unknown;
  moveToDelayed(timestamp: number, token?: string): Promise<void>;
};

async function deliver(
  process: (delivery: EngineDelivery) => Promise<void>,
  job: BullJob,
  token: string | undefined,
): Promise<void> {
  const handBack = async (delayMs: number): Promise<never> => {
    await job.moveToDelayed(Date.now() + delayMs, token);
    throw new DelayedError();
  };
  // What an older version handed over is sent again by the rows.
  const data = TicketData.safeParse(job.data);
  if (data.success) await process({ id: job.id ?? "", jobIds: data.data.jobIds, handBack });
}

function busOf(ready: () => Promise<void>, openRelay: () => RelayLike): Bus {
  let opened: Promise<RelayLike> | undefined;
  const open = async () => {
    await ready();
    const relay = openRelay();
    relay.on("error", () => {});
    return relay;
  };
  const relayOf = () => (opened ??= open());
  return {
    publish: async (topic, data) => void (await (await relayOf()).publish(topic, data)),
    subscribe: async (pattern, listener) => {
      const subscription = await (
        await relayOf()
      ).subscribe(pattern, ({ topic, data }) => listener(topic, data));
      return () => subscription.unsubscribe();
    },
    close: async () => {
      await (await opened)?.close();
    },
  };
}
