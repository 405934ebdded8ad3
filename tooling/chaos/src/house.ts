import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { railAddressName, railIds } from "@stead/contracts/rails";
import { startProgram, type Program } from "@stead/testing/program";
import { findRedis, startRedis, type TestRedis } from "@stead/testing/redis";
import { openLook, type HouseDatabase, type Look } from "./cluster.ts";
import { openFront, type Front } from "./front.ts";
import { freePort } from "@stead/postgres/port";
import { openSandboxControl, type SandboxControl } from "./sandbox-control.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const apps = path.join(root, "apps");
/** Kept from run to run: a process that is killed leaves no compiled code behind. */
const compiled = path.join(root, ".stead/compiled");

/** A process that is started again whenever it ends, on the same port. */
export type Supervised = {
  /** The process that runs now, or last. */
  pid(): number;
  /** Waits until it has started. */
  ready(): Promise<void>;
  /** `kill -9`; it comes back by itself. */
  kill(): Promise<void>;
  /** How often it ended by itself: an api or worker has to outlive its database. */
  falls(): number;
  output(): string;
  stop(): Promise<void>;
};

/** Stead as processes, with its providers: each can be killed, and comes back. */
export type House = {
  front: Front;
  api: Supervised;
  worker: Supervised;
  sandbox: SandboxControl;
  database: HouseDatabase;
  redis: TestRedis | undefined;
  look: Look;
  close(): Promise<void>;
};

export type HouseOptions = {
  database: HouseDatabase;
  hasRedis: boolean;
  /** Where the api and the worker find the providers; the sandbox itself when left out. */
  providersAt?: (sandboxUrl: string) => Promise<string>;
};

export async function openHouse({ database, hasRedis, providersAt }: HouseOptions): Promise<House> {
  const directory = await mkdtemp(path.join(tmpdir(), "stead-chaos-"));
  const redis = await startOwnRedis(hasRedis);
  const apiPort = await freePort();
  const front = await openFront(apiPort);
  const sandboxEnv = {
    PORT: "0",
    SANDBOX_DIR: path.join(directory, "sandbox"),
    SANDBOX_PROMPT_SECONDS: "25",
  };
  const sandboxProgram = startProgram(path.join(apps, "sandbox/src/server.ts"), { env: sandboxEnv });
  const sandbox = openSandboxControl(await sandboxProgram.says(/"url":"([^"]+)","msg":"sandbox listens"/));
  const providers = (await providersAt?.(sandbox.url)) ?? sandbox.url;
  const env: Record<string, string> = {
    TZ: "UTC",
    NODE_ENV: "test",
    NODE_COMPILE_CACHE: compiled,
    DATABASE_URL: database.appUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    DATABASE_DIRECT_URL: database.ownerUrl,
    ...(redis !== undefined && { REDIS_URL: redis.url }),
    AUTH_SECRET: "a secret of tests that is long enough",
    DATA_SECRET: "another secret of tests, long enough",
    PUBLIC_URL: front.url,
    ...Object.fromEntries(railIds.map((rail) => [railAddressName(rail), providers])),
    MPESA_ADDRESSES: "127.0.0.1",
    STORAGE_DIR: path.join(directory, "files"),
    RATE_LIMIT_PER_MINUTE: "1000000",
    DRAIN_SECONDS: "5",
  };
  const api = supervise(
    () => startProgram(path.join(apps, "api/src/server.ts"), { env: { ...env, PORT: String(apiPort) } }),
    /"api listens"/,
  );
  const worker = supervise(
    () =>
      startProgram(path.join(apps, "worker/src/main.ts"), {
        env: { ...env, JOB_LOCK_SECONDS: "2", DATABASE_POOL_MAX: "10" },
      }),
    /"worker takes jobs"/,
  );
  const looking = openLook(database.adminUrl);
  await Promise.all([api.ready(), worker.ready()]);
  return {
    front,
    api,
    worker,
    sandbox,
    database,
    redis,
    look: looking.look,
    close: async () => {
      await Promise.all([api.stop(), worker.stop()]);
      await sandboxProgram.end("SIGTERM");
      await front.close();
      await redis?.stop();
      await looking.close();
      await rm(directory, { recursive: true });
    },
  };
}

async function startOwnRedis(hasRedis: boolean): Promise<TestRedis | undefined> {
  const command = hasRedis ? findRedis() : undefined;
  return command === undefined ? undefined : startRedis(command);
}

function supervise(start: () => Program, isReady: RegExp): Supervised {
  const state = { isStopped: false, killed: 0, ended: 0 };
  let program = start();
  let ready = Promise.resolve("");
  const follow = (next: Program) => {
    program = next;
    ready = next.says(isReady);
    // Whoever waits for it waits for the one after it as well.
    ready.catch(() => {});
    void next.ended().then(() => {
      state.ended++;
      if (!state.isStopped) follow(start());
    });
  };
  follow(program);
  return {
    pid: () => program.pid,
    ready: async () => {
      for (let now = ready; ; now = ready) {
        const isUp = await now.then(
          () => true,
          () => false,
        );
        if (isUp && now === ready) return;
        if (state.isStopped) throw new Error("it was stopped");
        await new Promise(setImmediate);
      }
    },
    kill: async () => {
      state.killed++;
      await program.end("SIGKILL");
    },
    falls: () => state.ended - state.killed,
    output: () => program.output(),
    stop: async () => {
      state.isStopped = true;
      await program.end("SIGTERM");
    },
  };
}
