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
import { firstPlaces, laneNames, type LaneName } from "./define-job.ts";
import type { Engine, EngineDelivery, EngineTicket, EngineWorkerOptions } from "./engine.ts";

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

/** Two workers' LISTEN for each lane and the bus's stay checked out; five serve statements. */
const postgresPoolSize = laneNames.length * 2 + 1 + 5;

function postgresEngine(connectionString: string): Engine {
  const pool = new pg.Pool({
    connectionString,
    max: postgresPoolSize,
    // What a crash of the server takes from the engine, the rows give it again; each of its commits holds up all others
    // that notify, so none of them waits for the disk.
    options: "-c search_path=bullmq -c synchronous_commit=off",
    application_name: "stead-queue",
    keepAlive: true,
  });
  pool.on("error", () => {});
  // Nor does one that is out of the pool end the process.
  pool.on("connect", (client) => client.on("error", () => {}));
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
  const openQueue = (name: string) => {
    const queue = new Queue(name, base);
    queue.on("error", () => {});
    return queue;
  };
  const queues = new Map<string, ReturnType<typeof openQueue>>();
  const queueOf = async (name: string) => {
    await ready();
    const queue = queues.get(name) ?? openQueue(name);
    queues.set(name, queue);
    return queue;
  };
  const isOpenIn = async (name: string, id: string) =>
    !goneStates.has(await (await queueOf(name)).getJobState(id));
  return {
    kind,
    ready,
    add: async (tickets) => {
      for (const [name, ofQueue] of Map.groupBy(tickets, queueNameOf)) {
        const queue = await queueOf(name);
        if (kind === "redis" || ofQueue.length > fewTickets) await queue.addBulk(ofQueue.map(toBulkJob));
        else for (const job of ofQueue.map(toBulkJob)) await queue.add(job.name, job.data, job.opts);
      }
    },
    stateOf: async (lane, id) =>
      (await isOpenIn(lane, id)) || (await isOpenIn(firstOf(lane), id)) ? "open" : "missing",
    remove: async (lane, id) => {
      for (const name of [lane, firstOf(lane)]) await (await queueOf(name)).remove(id);
    },
    work: (lane, process, options) => {
      const open = (name: string, isFirst: boolean, concurrency: number) =>
        new Worker(name, (job, token) => deliver(process, job, { token, isFirst }), {
          ...base,
          ...takingOf(options),
          concurrency,
        });
      const worker = open(lane, false, options.places);
      const workers = [worker, open(firstOf(lane), true, firstPlaces)];
      for (const one of workers) one.on("error", options.onError);
      return {
        ready: async () => void (await Promise.all(workers.map((one) => one.waitUntilReady()))),
        setPlaces: (next) => {
          worker.concurrency = next;
        },
        stop: async () => void (await Promise.all(workers.map((one) => one.close()))),
      };
    },
    openBus: () => busOf(ready, openRelay),
    close: async () => {
      for (const queue of queues.values()) await queue.close();
      await ground.close();
    },
  };
}

function takingOf({ lockMs, stalledCheckMs }: EngineWorkerOptions) {
  return {
    lockDuration: lockMs,
    stalledInterval: stalledCheckMs,
    // The rows count how often a process died with a job; the engine never gives up.
    maxStalledCount: 1_000_000,
  };
}

/** A ticket fails only when its rows could not be read or written: the database is away, and will be back. */
const ticketTries = { attempts: 100, backoff: { type: "exponential", delay: 500, jitter: 0.5 } };

/** On PostgreSQL BullMQ makes two tables for each lot, which takes longer than to add a few one by one. */
const fewTickets = 4;

function toBulkJob({ id, jobIds, deaths }: EngineTicket) {
  return {
    name: "jobs",
    data: deaths === 0 ? { jobIds } : { jobIds, deaths },
    opts: { jobId: id, ...ticketTries, removeOnComplete: true, removeOnFail: true },
  };
}

/** Tickets that go first have a queue and places of their own, so that they wait for nobody's end. */
const firstOf = (lane: LaneName) => `${lane}-first`;
const queueNameOf = ({ lane, isFirst }: EngineTicket): string => (isFirst ? firstOf(lane) : lane);

const TicketData = z.object({ jobIds: z.array(z.string()), deaths: z.int().default(0) });

const goneStates: ReadonlySet<string> = new Set(["unknown", "failed", "completed"]);

type BullJob = {
  id?: string | undefined;
  data: unknown;
  moveToDelayed(timestamp: number, token?: string): Promise<void>;
};

async function deliver(
  process: (delivery: EngineDelivery) => Promise<void>,
  job: BullJob,
  { token, isFirst }: { token: string | undefined; isFirst: boolean },
): Promise<void> {
  const handBack = async (delayMs: number): Promise<never> => {
    await job.moveToDelayed(Date.now() + delayMs, token);
    throw new DelayedError();
  };
  // What an older version handed over is sent again by the rows.
  const data = TicketData.safeParse(job.data);
  if (data.success) await process({ id: job.id ?? "", ...data.data, isFirst, handBack });
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
