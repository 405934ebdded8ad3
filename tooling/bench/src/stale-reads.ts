import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { findRedis, startRedis } from "@stead/testing/redis";
import { Redis } from "ioredis";
import { tell, tellResults, type Result } from "./kit/result.ts";
import { Told } from "./stale-reads-case.ts";

/**
 * Old values read after an invalidation, over real processes, a real Redis and its bus: in the process that writes, in
 * three others once the message has come to them, and in these when no message ever comes, after the value's life.
 *   npx pnpm --filter @stead/bench stale-reads [writes]
 */
const writes = Number(process.argv[2] ?? 1_000);
const readers = 3;
const file = path.join(import.meta.dirname, "stale-reads-case.ts");

const command = findRedis();
if (command === undefined) throw new Error("put redis-server or valkey-server on the PATH");

const tiers = ["shared", "memory"] as const;
type Tier = (typeof tiers)[number];

async function start(url: string, tier: Tier, role: string): Promise<ChildProcess> {
  const child = fork(file, [url, tier, role]);
  // Its first message says that it is ready.
  await once(child, "message");
  return child;
}

async function ask(child: ChildProcess, order: object): Promise<Told> {
  const answer = once(child, "message");
  child.send(order);
  return Told.parse((await answer)[0]);
}

async function measure(tier: Tier): Promise<Result[]> {
  const server = await startRedis(command ?? "");
  const redis = new Redis(server.url);
  await redis.set("truth", "0");
  const writer = await start(server.url, tier, "writer");
  const others = await Promise.all(
    Array.from({ length: readers }, (_, at) => start(server.url, tier, `reader ${at}`)),
  );
  const sum = { own: 0, delivered: 0, undelivered: 0, before: 0 };
  for (let version = 1; version <= writes; version++) {
    for (const child of others) await ask(child, { read: version - 1 });
    const heard = others.map((child) => ask(child, { readAfterNews: version }));
    sum.own += (await ask(writer, { write: version })).stale;
    for (const { stale } of await Promise.all(heard)) sum.delivered += stale;
  }
  // No message comes any more: a value may be old until its life ends, and not after.
  for (const child of others) await ask(child, { deafen: true });
  for (let version = writes + 1; version <= writes + 20; version++) {
    await ask(writer, { write: version });
    for (const child of others) {
      sum.before += (await ask(child, { read: version })).stale;
      sum.undelivered += (await ask(child, { readAfterLife: version })).stale;
    }
  }
  for (const child of [writer, ...others]) {
    const ended = once(child, "exit");
    child.send({ end: true });
    await ended;
  }
  redis.disconnect();
  await server.stop();
  tell(
    `${tier}: ${sum.before} of ${20 * readers} reads were old while no message came and the life had not ended`,
  );
  const where = tier === "shared" ? "with the tier on Redis" : "in memory alone";
  const row = (what: string, stale: number, of: number): Result => ({
    what: `old values ${what}, ${where}`,
    baseline: `of ${of.toLocaleString("en")} reads`,
    figure: String(stale),
    goal: "0",
    verdict: stale === 0 ? "met" : "missed",
  });
  return [
    row("in the process that wrote", sum.own, writes),
    row("elsewhere after one delivery", sum.delivered, writes * readers),
    row("elsewhere without a bus, after the value's life", sum.undelivered, 20 * readers),
  ];
}

const results: Result[] = [];
for (const tier of tiers) results.push(...(await measure(tier)));
tellResults(results);
