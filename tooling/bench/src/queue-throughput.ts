import { performance } from "node:perf_hooks";
import { newId } from "@stead/kernel/ids";
import {
  createPostgresBackend,
  createRedisBackend,
  isPgPool,
  withBackend,
  type BackendClasses,
  type IQueueBackend,
} from "bullmq";
import { Redis } from "ioredis";
import pg from "pg";
import { benchEngines, openQueueBench, tell, type EngineKind, type QueueBench } from "./queue-house.ts";
import { medianOf } from "./statistics.ts";

/** Jobs that do nothing: Stead's queue, with all that it keeps, against bare BullMQ on the same engine. */
const rounds = Number(process.argv[2] ?? 5);
const jobsOf: Record<EngineKind, number> = { postgres: 2_000, redis: 5_000 };
const goal = 0.8;

type Timed = { addMs: number; runMs: number; cpuMs: number };

/** Times adding and then running; the worker starts when all is added. */
async function timed(add: () => Promise<void>, run: () => Promise<() => Promise<void>>): Promise<Timed> {
  const startedMs = performance.now();
  await add();
  const addedMs = performance.now();
  const cpu = process.cpuUsage();
  const stop = await run();
  const runMs = performance.now() - addedMs;
  const { user, system } = process.cpuUsage(cpu);
  await stop();
  return { addMs: addedMs - startedMs, runMs, cpuMs: (user + system) / 1_000 };
}

type Raw = (count: number, concurrency: number) => Promise<Timed>;

function rawOn<B extends IQueueBackend, C>({ Queue, Worker }: BackendClasses<B, C>, connection: C): Raw {
  return async (count, concurrency) => {
    const name = `raw-${newId()}`;
    const queue = new Queue(name, { connection });
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    let done = 0;
    const result = await timed(
      async () => {
        for (let from = 0; from < count; from += 500) {
          await queue.addBulk(
            Array.from({ length: Math.min(500, count - from) }, () => ({
              name: "nothing",
              data: {},
              opts: { jobId: newId(), removeOnComplete: true, attempts: 5 },
            })),
          );
        }
      },
      async () => {
        const worker = new Worker(name, async () => void (++done === count && resolve()), {
          connection,
          concurrency,
        });
        await ended;
        return () => worker.close();
      },
    );
    await queue.close();
    return result;
  };
}

async function oursOn(bench: QueueBench, count: number, concurrency: number): Promise<Timed> {
  const agencyId = await bench.anAgency();
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let done = 0;
  return timed(
    () => bench.fill(agencyId, count),
    async () => {
      const working = await bench.start(async () => void (++done === count && resolve()), {
        places: concurrency,
      });
      await ended;
      // The last one counts as done when its row is gone.
      while ((await bench.look.query("select from outbox limit 1")).rows.length > 0);
      return () => working.stop();
    },
  );
}

function openRaw(kind: EngineKind, bench: QueueBench): { raw: Raw; close: () => Promise<unknown> } {
  if (kind === "redis") {
    const connection = new Redis(bench.redis?.url ?? "", { maxRetriesPerRequest: null });
    return {
      raw: rawOn(withBackend(createRedisBackend), connection),
      close: async () => connection.disconnect(),
    };
  }
  const pool = new pg.Pool({
    connectionString: bench.database.ownerUrl,
    max: 10,
    options: "-c search_path=bullmq",
  });
  pool.setMaxListeners(0);
  const connection: unknown = pool;
  if (!isPgPool(connection)) throw new Error("this version of pg does not fit BullMQ");
  return { raw: rawOn(withBackend(createPostgresBackend), connection), close: () => pool.end() };
}

for (const kind of benchEngines) {
  const bench = await openQueueBench(kind, "queue-throughput");
  const { raw, close } = openRaw(kind, bench);
  const count = jobsOf[kind];
  for (const concurrency of [1, 8, 32]) {
    const pairs: { ours: Timed; bare: Timed }[] = [];
    // What is prepared and compiled at first is not counted.
    await oursOn(bench, 500, concurrency);
    await raw(500, concurrency);
    for (let round = 0; round < rounds; round++) {
      const isFirst = round % 2 === 0;
      const before = isFirst ? await oursOn(bench, count, concurrency) : undefined;
      const bare = await raw(count, concurrency);
      const ours = before ?? (await oursOn(bench, count, concurrency));
      pairs.push({ ours, bare });
      await bench.look.query("vacuum analyze outbox");
    }
    const ratioOf = (ms: (one: Timed) => number) =>
      medianOf(pairs.map(({ ours, bare }) => ms(bare) / ms(ours)));
    const rate = (pick: "ours" | "bare") =>
      Math.round(medianOf(pairs.map((pair) => (count * 1_000) / pair[pick].runMs)));
    const ratio = ratioOf(({ runMs }) => runMs);
    tell(
      `${kind}, ${concurrency} at once: ours ${rate("ours")} jobs/s, bare ${rate("bare")} jobs/s, ratio ${ratio.toFixed(2)}` +
        ` (with adding ${ratioOf(({ addMs, runMs }) => addMs + runMs).toFixed(2)}, by the process's CPU ${ratioOf(({ cpuMs }) => cpuMs).toFixed(2)})` +
        ` ${ratio >= goal ? "ok" : "BELOW THE GOAL"}`,
    );
  }
  await close();
  await bench.close();
}
