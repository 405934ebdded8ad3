import { fork, type ChildProcess } from "node:child_process";
import path from "node:path";
import { newId } from "@stead/kernel/ids";
import { findRedis, startRedis, type TestRedis } from "@stead/testing/redis";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { eventually } from "./test-cache.ts";

const redisCommand = findRedis();
const processes = 4;
const callers = 250;

const End = z.object({ good: z.int() });

type Caller = { child: ChildProcess; messages: unknown[]; gone: Promise<void> };

describe.runIf(redisCommand !== undefined)("four processes with 250 callers each on one cold key", () => {
  let server: TestRedis;
  let redis: Redis;
  let family: Caller[] = [];
  beforeAll(async () => {
    server = await startRedis(redisCommand ?? "");
    redis = new Redis(server.url);
  });
  beforeEach(() => redis.flushall());
  afterAll(async () => {
    for (const { child } of family) child.kill("SIGKILL");
    redis.disconnect();
    await server.stop();
  });

  /** All of them, connected and ready to ask. */
  async function gather(): Promise<Caller[]> {
    const namespace = newId();
    family = Array.from({ length: processes }, () => {
      const file = path.join(import.meta.dirname, "test-caller.ts");
      const child = fork(file, [server.url, namespace, String(callers)]);
      const messages: unknown[] = [];
      child.on("message", (message) => messages.push(message));
      return { child, messages, gone: new Promise((resolve) => child.once("exit", () => resolve())) };
    });
    await eventually(() => expect(family.every(({ messages }) => messages.includes("ready"))).toBe(true));
    return family;
  }

  const goodOf = ({ messages }: Caller): number => End.safeParse(messages.at(-1)).data?.good ?? 0;

  test("load once, and all have the value", async () => {
    const all = await gather();
    for (const { child } of all) child.send("go");
    await eventually(() => expect(all.some(({ messages }) => messages.includes("loading"))).toBe(true));
    await redis.set("gate", "open");
    await Promise.all(all.map(({ gone }) => gone));
    expect(all.map(goodOf)).toEqual(Array.from({ length: processes }, () => callers));
    expect(await redis.get("loads")).toBe("1");
  });

  test("load at most twice when the one that loads is killed, and nobody else fails", async () => {
    const all = await gather();
    for (const { child } of all) child.send("go");
    await eventually(() => expect(all.some(({ messages }) => messages.includes("loading"))).toBe(true));
    const leader = all.find(({ messages }) => messages.includes("loading"));
    leader?.child.kill("SIGKILL");
    await leader?.gone;
    await redis.set("gate", "open");
    await Promise.all(all.map(({ gone }) => gone));
    const living = all.filter((one) => one !== leader);
    expect(living.map(goodOf)).toEqual(Array.from({ length: processes - 1 }, () => callers));
    expect(await redis.get("loads")).toBe("2");
  });
});
