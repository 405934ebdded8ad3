import { spawn, type ChildProcess } from "node:child_process";
import { get, type IncomingMessage } from "node:http";
import path from "node:path";
import { createInterface } from "node:readline";
import type { SystemDb } from "@stead/db/system";
import { silentLogger } from "@stead/kernel/logger";
import { openEngine } from "@stead/queue/bullmq";
import type { Engine } from "@stead/queue/engine";
import { startEventDispatcher } from "@stead/queue/event-dispatcher";
import type { Loop } from "@stead/queue/loop";
import type { TestDatabase } from "@stead/testing/database";
import type { TestRedis } from "@stead/testing/redis";
import { vi } from "vitest";
import { publicUrl } from "./test-api.ts";

export type Frame = { id: number | null; event: string; data: unknown };

/** One open stream, as a browser reads it. */
export type Listening = {
  status: number;
  headers: IncomingMessage["headers"];
  frames: Frame[];
  /** The payloads of one kind, so far. */
  of(event: string): unknown[];
  hasEnded(): boolean;
  /** Stops taking bytes. */
  pause(): void;
  close(): void;
};

function parseFrame(text: string): Frame | null {
  const fields = new Map(
    text.split("\n").map((line) => [line.split(": ", 1)[0], line.slice(line.indexOf(": ") + 2)]),
  );
  const event = fields.get("event");
  if (event === undefined) return null;
  const id = fields.get("id");
  return { id: id === undefined ? null : Number(id), event, data: JSON.parse(fields.get("data") ?? "null") };
}

/** Opens `/events`, or another door, and waits until the reader is live, unless it is refused. */
export async function listenLive(
  url: string,
  headers: Record<string, string>,
  after?: number,
  path = "/events",
): Promise<Listening> {
  const lastEventId = after === undefined ? {} : { "last-event-id": String(after) };
  const request = get(`${url}${path}`, { headers: { ...headers, ...lastEventId }, agent: false });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    request.once("error", reject);
  });
  request.on("error", () => {});
  const frames: Frame[] = [];
  let rest = "";
  let ended = false;
  response.on("data", (bytes: Buffer) => {
    const parts = (rest + bytes.toString()).split("\n\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const frame = parseFrame(part);
      if (frame !== null) frames.push(frame);
    }
  });
  response.on("close", () => (ended = true));
  response.on("error", () => (ended = true));
  const listening: Listening = {
    status: response.statusCode ?? 0,
    headers: response.headers,
    frames,
    of: (event) => frames.filter((frame) => frame.event === event).map(({ data }) => data),
    hasEnded: () => ended,
    pause: () => void response.pause(),
    close: () => void response.destroy(),
  };
  if (listening.status === 200)
    await eventually(() => {
      if (!frames.some(({ event }) => event === "ready")) throw new Error("the stream is not ready");
    });
  return listening;
}

/** Waits until a check passes. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 45_000, interval: 25 });
}

export type ApiProcess = { url: string; end(signal: NodeJS.Signals): Promise<void> };

/** A real api process on a database. */
export async function startApiProcess(
  database: TestDatabase,
  variables: Record<string, string>,
): Promise<ApiProcess> {
  const child: ChildProcess = spawn(process.execPath, [path.join(import.meta.dirname, "server.ts")], {
    env: {
      DATABASE_URL: database.appUrl,
      DATABASE_SYSTEM_URL: database.systemUrl,
      DATABASE_DIRECT_URL: database.ownerUrl,
      AUTH_SECRET: "a secret of tests that is long enough",
      DATA_SECRET: "another secret of tests, long enough",
      PUBLIC_URL: publicUrl,
      PORT: "0",
      DRAIN_SECONDS: "2",
      ...variables,
    },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const { stdout } = child;
  if (stdout === null) throw new Error("the process has no output");
  for await (const line of createInterface(stdout)) {
    const url = /"url":"([^"]+)"/.exec(line)?.[1];
    if (url === undefined) continue;
    stdout.resume();
    return { url, end: (signal) => (child.kill(signal), gone) };
  }
  throw new Error("the api ended before it listened");
}

export type Dispatching = { engine: Engine; stop(): Promise<void> };

/** Numbers events and tells the api processes of a database, as a worker does. */
export async function startDispatching(
  { system, directUrl }: { system: SystemDb; directUrl: string },
  redis?: TestRedis,
): Promise<Dispatching> {
  const engine = openEngine({ redisUrl: redis?.url, directUrl });
  const bus = engine.openBus();
  const loop: Loop = startEventDispatcher({ system, bus, log: silentLogger, pollMs: 20 });
  const stop = async () => {
    await loop.stop();
    await bus.close();
    await engine.close();
  };
  return { engine, stop };
}
