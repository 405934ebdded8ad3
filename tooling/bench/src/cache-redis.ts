import { Cache } from "@stead/cache/cache";
import { defineFamily } from "@stead/cache/family";
import { openRedisStore } from "@stead/cache/redis-store";
import { systemClock } from "@stead/kernel/clock";
import { silentLogger } from "@stead/kernel/logger";
import { findRedis, startRedis } from "@stead/testing/redis";
import { Redis } from "ioredis";
import { z } from "zod";
import { countRedis } from "./kit/counts.ts";
import { cpuMicrosOf, meterRedis, ownCpuSeconds, sumOf } from "./kit/cpu.ts";
import { runPaired, type Side } from "./kit/paired.ts";
import { resultsOf, tellResults } from "./kit/result.ts";

/**
 * What a hit in the shared tier costs beside a raw GET by the same client of the same bytes, and beside one whose answer
 * is parsed: CPU of this process and of Redis, and Redis' own count of commands.
 *   npx pnpm --filter @stead/bench cache-redis [most rounds] [readers]
 */
const mostRounds = Number(process.argv[2] ?? 36);
const perBlock = 12_000;
/** So many readers at once, as a busy process has; with 1 nothing can travel together. */
const readers = Number(process.argv[3] ?? 8);

const command = findRedis();
if (command === undefined) throw new Error("put redis-server or valkey-server on the PATH");
const server = await startRedis(command);
const raw = new Redis(server.url);
const piped = new Redis(server.url, { enableAutoPipelining: true });

const Lease = z.object({
  id: z.string(),
  tenant: z.string(),
  unit: z.string(),
  status: z.string(),
  rentMinor: z.int(),
  currency: z.string(),
  startsOn: z.string(),
  balances: z.array(z.object({ account: z.string(), amountMinor: z.int() })),
});
const lease: z.infer<typeof Lease> = {
  id: "0198f3a0-0000-7000-8000-00000000000b",
  tenant: "Wanjiku Kamau",
  unit: "A-12",
  status: "active",
  rentMinor: 4_500_000,
  currency: "KES",
  startsOn: "2026-01-01",
  balances: ["receivable", "deposit", "credit"].map((account) => ({ account, amountMinor: 125_000 })),
};
const owner = "0198f3a0-0000-7000-8000-00000000000a";
const family = defineFamily({
  name: "bench.shared",
  schema: Lease,
  tier: "long",
  keptIn: "shared",
  tags: (id) => ["leases", `lease:${id}`],
});
const cache = new Cache({
  clock: systemClock,
  log: silentLogger,
  shared: { store: openRedisStore({ url: server.url }), namespace: "bench" },
});

const ids = Array.from({ length: 500 }, (_, at) => `lease-${at}`);
for (const id of ids) {
  await cache.set(family.key(owner, id), lease);
  await raw.set(`raw:${id}`, JSON.stringify(lease));
}
const never = () => Promise.reject(new Error("everything is in the shared tier"));

function parse(text: string | null | undefined): unknown {
  const value: unknown = JSON.parse(text ?? "");
  return value;
}

const meter = sumOf(ownCpuSeconds, await meterRedis(raw));

const side = (name: string, read: (id: string) => Promise<unknown>): Side<"cpu"> => ({
  name,
  measure: async () => {
    const reader = async (first: number) => {
      for (let at = first; at < perBlock; at += readers) await read(ids[at % ids.length] ?? "");
    };
    const work = () => Promise.all(Array.from({ length: readers }, (_, first) => reader(first)));
    return { cpu: await cpuMicrosOf(meter, perBlock, work) };
  },
});

const ours = side("@stead/cache", (id) => cache.getOrSet(family.key(owner, id), never));
const outcome = await runPaired({
  baseline: side("raw GET", (id) => raw.get(`raw:${id}`)),
  sides: [
    side("raw GET, pipelined", (id) => piped.get(`raw:${id}`)),
    side("raw GET, parsed", async (id) => parse(await raw.get(`raw:${id}`))),
    side("raw MGET of value and tags, parsed", async (id) => {
      const [text] = await raw.mget(`raw:${id}`, "raw:leases", `raw:lease:${id}`);
      return parse(text);
    }),
    { ...ours, goals: { cpu: { atMost: 1.15 } } },
  ],
  mostRounds,
});
const commands = await countRedis(raw, async () => {
  for (const id of ids) await cache.getOrSet(family.key(owner, id), never);
});
const all = Object.values(commands).reduce((sum, calls) => sum + calls, 0);
await cache.close();
raw.disconnect();
piped.disconnect();
await server.stop();
tellResults([
  ...resultsOf(outcome, "raw GET", { cpu: (micros) => `${micros.toFixed(1)} µs of CPU, ${readers} at once` }),
  {
    what: `commands of ${ids.length} hits: ${Object.entries(commands).join(", ")}`,
    baseline: "counted by Redis",
    figure: `${(all / ids.length).toFixed(2)} a hit`,
    goal: "one",
    verdict: all === ids.length ? "met" : "missed",
  },
]);
