import { randomBytes } from "node:crypto";
import { AppError } from "@stead/kernel/errors";
import { Redis, type RedisValue } from "ioredis";
import { scripts, type Script } from "./redis-scripts.ts";
import type { RemoteStore, Stored } from "./remote-store.ts";

export type RedisStoreOptions = {
  url: string;
  /** How long a command may take. */
  commandMs?: number;
  /** How long the first connection may take; later ones are not waited for. */
  connectMs?: number;
};

/** Longer than a replica that is used may be behind. */
const positionKeptMs = 4 * 3_600_000;

/** The shared tier on Redis or Valkey. Connects on first use. */
export function openRedisStore({ url, commandMs = 500, connectMs = 2_000 }: RedisStoreOptions): RemoteStore {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandMs,
    connectTimeout: connectMs,
    retryStrategy: (tries) => Math.min(tries * 100, 2_000),
    connectionName: "stead-cache",
  });
  redis.on("error", () => {});
  let firstTry: Promise<void> | undefined;
  const connect = () => (firstTry ??= redis.connect().catch(() => {}));
  const together = gatherWrites(redis);
  const send = async (command: string, args: RedisValue[]): Promise<unknown> => {
    if (redis.status !== "ready") await connect();
    together();
    return redis.callBuffer(command, ...args);
  };
  const run = async (
    { hash, text }: Script,
    keys: readonly string[],
    args: RedisValue[],
  ): Promise<unknown> => {
    try {
      return await send("EVALSHA", [hash, keys.length, ...keys, ...args]);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
      return send("EVAL", [text, keys.length, ...keys, ...args]);
    }
  };
  const nextEpoch = epochs();
  return {
    read: async ({ value, tags }) => {
      if (redis.status !== "ready") await connect();
      together();
      const [bytes, ...epochsNow] = await redis.mgetBuffer(value, ...tags);
      return bytes == null ? undefined : split(bytes, joinEpochs(epochsNow));
    },
    claim: async ({ value, lease, tags }, { token, leaseMs, newerThanMs, tagsForMs }) => {
      const args = [nextEpoch(), tagsForMs, token, leaseMs, newerThanMs];
      const [state, epochsNow, bytes] = parts(await run(scripts.claim, [value, lease, ...tags], args));
      const joined = textOf(epochsNow);
      const stored = bytes === undefined ? undefined : split(bytes, joined);
      const name = textOf(state);
      if (name === "value" && stored !== undefined) return { state: "value", stored };
      return name === "wait" ? { state: "wait", stored } : { state: "lead", epochs: joined, stored };
    },
    renew: async ({ lease }, token, leaseMs) => (await run(scripts.renew, [lease], [token, leaseMs])) === 1,
    store: async ({ value, lease, tags }, { token, epochs, payload, keepMs, tagsForMs }) => {
      const args = [token, epochs, payload, keepMs, tagsForMs];
      const said = textOf(await run(scripts.store, [value, lease, ...tags], args));
      return said === "stored" || said === "moved" ? said : "fenced";
    },
    put: async ({ value, lease, tags }, { payload, keepMs, tagsForMs }) => {
      await run(scripts.put, [value, lease, ...tags], [nextEpoch(), tagsForMs, payload, keepMs]);
    },
    release: async ({ lease }, token) => void (await run(scripts.release, [lease], [token])),
    setPosition: async (name, position) => void (await send("SET", [name, position, "PX", positionKeptMs])),
    position: async (name) => textOf(await send("GET", [name])),
    invalidate: async (tags) => void (tags.length > 0 && (await send("UNLINK", [...tags]))),
    forget: async ({ value, lease }) => void (await send("UNLINK", [value, lease])),
    close: async () => redis.disconnect(),
  };
}

/** What is asked in one turn of the event loop leaves in one write: the socket's own cost is most of a command's. */
function gatherWrites(redis: Pick<Redis, "stream">): () => void {
  let isGathering = false;
  return () => {
    if (isGathering) return;
    isGathering = true;
    const { stream } = redis;
    stream?.cork();
    process.nextTick(() => {
      isGathering = false;
      stream?.uncork();
    });
  };
}

/** Texts that no process uses twice. */
function epochs(): () => string {
  const prefix = randomBytes(9).toString("base64url");
  let count = 0;
  return () => `${prefix}${(count++).toString(36)}`;
}

function joinEpochs(epochs: readonly (Buffer | null)[]): string {
  let joined = "";
  for (const epoch of epochs) joined += epoch === null ? "," : `${epoch.toString("latin1")},`;
  return joined;
}

const lineFeed = 10;

function split(bytes: Buffer, epochsNow: string): Stored {
  const at = bytes.indexOf(lineFeed);
  return {
    payload: bytes.subarray(at + 1),
    isCurrent: bytes.toString("latin1", 0, Math.max(at, 0)) === epochsNow,
  };
}

function parts(reply: unknown): (Buffer | undefined)[] {
  if (!Array.isArray(reply)) throw new AppError("UNAVAILABLE", "the shared tier answered something else");
  return reply.map((part: unknown) => (Buffer.isBuffer(part) ? part : undefined));
}

const textOf = (part: unknown): string => (Buffer.isBuffer(part) ? part.toString("latin1") : "");
