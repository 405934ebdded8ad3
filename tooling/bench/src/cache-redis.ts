import { Cache } from "@stead/cache/cache";
import { defineFamily } from "@stead/cache/family";
import { openRedisStore } from "@stead/cache/redis-store";
import { systemClock } from "@stead/kernel/clock";
import { silentLogger } from "@stead/kernel/logger";
import { findRedis, startRedis } from "@stead/testing/redis";
import { Redis } from "ioredis";
import { z } from "zod";
import { medianOf, percentile } from "./statistics.ts";

/**
 * What a hit in the shared tier costs beside a raw GET by the same client of the same bytes, and beside one whose answer
 * is parsed: CPU of this process and of Redis, in blocks that change their order, and Redis' own count of commands.
 *   npx pnpm --filter @stead/bench cache-redis [blocks] [readers]
 */
const blocks = Number(process.argv[2] ?? 24);
const perBlock = 6_000;
/** So many readers at once, as a busy process has; with 1 nothing can travel together. */
const readers = Number(process.argv[3] ?? 8);
const goal = 1.15;
const tell = (line: string) => process.stdout.write(`${line}\n`);

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

const subjects: Record<string, (id: string) => Promise<unknown>> = {
  "raw GET": (id) => raw.get(`raw:${id}`),
  "raw GET again (A/A)": (id) => raw.get(`raw:${id}`),
  "raw GET, pipelined": (id) => piped.get(`raw:${id}`),
  "raw GET, parsed": async (id) => parse(await raw.get(`raw:${id}`)),
  "raw MGET of value and tags, parsed": async (id) => {
    const [text] = await raw.mget(`raw:${id}`, "raw:leases", `raw:lease:${id}`);
    return parse(text);
  },
  "@stead/cache": (id) => cache.getOrSet(family.key(owner, id), never),
};

/** Microseconds of CPU that Redis used since it started. */
async function serverMicros(): Promise<number> {
  const info = await raw.info("cpu");
  const of = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1] ?? 0);
  return (of("used_cpu_user") + of("used_cpu_sys")) * 1_000_000;
}

async function block(read: (id: string) => Promise<unknown>): Promise<number> {
  const serverBefore = await serverMicros();
  const before = process.cpuUsage();
  const reader = async (first: number) => {
    for (let at = first; at < perBlock; at += readers) await read(ids[at % ids.length] ?? "");
  };
  await Promise.all(Array.from({ length: readers }, (_, first) => reader(first)));
  const { user, system } = process.cpuUsage(before);
  return (user + system + (await serverMicros()) - serverBefore) / perBlock;
}

const names = Object.keys(subjects);
const costs: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
for (const read of Object.values(subjects)) await block(read);
for (let at = 0; at < blocks; at++) {
  const order = names.map((_, place) => names[(place + at) % names.length] ?? "");
  for (const name of at % 2 === 0 ? order : order.toReversed()) {
    const read = subjects[name];
    if (read !== undefined) costs[name]?.push(await block(read));
  }
}
for (const name of names) {
  const own = costs[name] ?? [];
  const ratios = own.map((cost, at) => cost / (costs["raw GET"]?.[at] ?? cost));
  const ratio = medianOf(ratios);
  const range = `${percentile(ratios, 0.1).toFixed(2)} to ${percentile(ratios, 0.9).toFixed(2)}`;
  const verdict = name === "@stead/cache" ? (ratio <= goal ? " ok" : " NOT REACHED") : "";
  tell(
    `${name}: ${medianOf(own).toFixed(1)} µs of CPU, ${ratio.toFixed(2)} of a raw GET (${range})${verdict}`,
  );
}

await raw.config("RESETSTAT");
for (const id of ids) await cache.getOrSet(family.key(owner, id), never);
const stats = await raw.info("commandstats");
const calls = [...stats.matchAll(/cmdstat_(?!config|info)\w+[^:]*:calls=\d+/g)].map(([text]) => text);
tell(`Redis' count for ${ids.length} hits: ${calls.join(", ")}`);

await cache.close();
raw.disconnect();
piped.disconnect();
await server.stop();
