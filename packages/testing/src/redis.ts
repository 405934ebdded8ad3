import { spawn, type ChildProcess } from "node:child_process";
import net from "node:net";
import { freePort } from "@stead/postgres/port";
import { findProgram } from "./programs.ts";

/** A Redis of one's own, without anything on disk. */
export type TestRedis = {
  url: string;
  /** Ends it as a crash does, then starts an empty one on the same port. */
  loseEverything(): Promise<void>;
  stop(): Promise<void>;
};

/** The Redis or Valkey of this machine; undefined when it has none. */
export function findRedis(): string | undefined {
  return findProgram("redis-server", "valkey-server");
}

/** Starts a Redis on a free port of 127.0.0.1. Needs `findRedis`. */
export async function startRedis(command: string): Promise<TestRedis> {
  const port = await freePort();
  let server = await launch(command, port);
  const end = async (signal: NodeJS.Signals) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    server.once("exit", () => resolve());
    server.kill(signal);
    await promise;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    async loseEverything() {
      await end("SIGKILL");
      server = await launch(command, port);
    },
    stop: () => end("SIGTERM"),
  };
}

async function launch(command: string, port: number): Promise<ChildProcess> {
  const server = spawn(
    command,
    ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
    { stdio: "ignore" },
  );
  for (let tries = 0; tries < 200; tries++) {
    if (await answers(port)) return server;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  server.kill("SIGKILL");
  throw new Error("redis did not start");
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.on("error", () => resolve(false));
    socket.on("data", (bytes) => {
      socket.destroy();
      resolve(bytes.toString().startsWith("+PONG"));
    });
  });
}
