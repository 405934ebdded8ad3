import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { newId } from "@stead/kernel/ids";
import { findRedis, startRedis } from "@stead/testing/redis";
import { Redis } from "ioredis";
import { z } from "zod";
import { tellResults, type Result } from "./kit/result.ts";

/**
 * Four processes with 250 callers each ask for one cold key at the same time, and how often it is loaded; also when the
 * process that loads is killed.
 *   npx pnpm --filter @stead/bench stampede [times]
 */
const times = Number(process.argv[2] ?? 20);
const processes = 4;
const callers = 250;
const file = fileURLToPath(import.meta.resolve("@stead/cache/test-caller"));

const command = findRedis();
if (command === undefined) throw new Error("put redis-server or valkey-server on the PATH");
const server = await startRedis(command);
const redis = new Redis(server.url);

const End = z.object({ good: z.int() });

type Caller = { child: ChildProcess; good: number; isLoading: boolean; ended: Promise<unknown> };

async function startCaller(namespace: string): Promise<Caller> {
  const child = fork(file, [server.url, namespace, String(callers)]);
  const caller: Caller = { child, good: 0, isLoading: false, ended: once(child, "exit") };
  child.on("message", (message) => {
    if (message === "loading") caller.isLoading = true;
    caller.good = End.safeParse(message).data?.good ?? caller.good;
  });
  await once(child, "message");
  return caller;
}

type Stampede = { loads: number; failed: number };

async function stampede(isKilled: boolean): Promise<Stampede> {
  await redis.flushall();
  const namespace = newId();
  const all = await Promise.all(Array.from({ length: processes }, () => startCaller(namespace)));
  for (const { child } of all) child.send("go");
  while (!all.some(({ isLoading }) => isLoading)) await wait(5);
  const leader = isKilled ? all.find(({ isLoading }) => isLoading) : undefined;
  leader?.child.kill("SIGKILL");
  await leader?.ended;
  await redis.set("gate", "open");
  await Promise.all(all.map(({ ended }) => ended));
  const living = all.filter((caller) => caller !== leader);
  const failed = living.reduce((sum, { good }) => sum + callers - good, 0);
  return { loads: Number(await redis.get("loads")), failed };
}

async function measure(isKilled: boolean, most: number): Promise<Result> {
  const found: Stampede[] = [];
  for (let at = 0; at < times; at++) found.push(await stampede(isKilled));
  const loads = found.map((one) => one.loads);
  const failed = found.reduce((sum, one) => sum + one.failed, 0);
  const [least, greatest] = [Math.min(...loads), Math.max(...loads)];
  return {
    what: `${processes} processes with ${callers} callers each on a cold key${isKilled ? ", the one that loads is killed" : ""}`,
    baseline: `loads counted, ${times} times`,
    figure: `${least === greatest ? least : `${least} to ${greatest}`} loads, ${failed} callers of living processes failed`,
    goal: isKilled ? `at most ${most}, 0` : "exactly 1, 0",
    verdict: least >= 1 && greatest <= most && failed === 0 ? "met" : "missed",
  };
}

const results = [await measure(false, 1), await measure(true, 2)];
redis.disconnect();
await server.stop();
tellResults(results);
