import type { Bus } from "@stead/kernel/bus";
import type { Clock } from "@stead/kernel/clock";
import type { Logger } from "@stead/kernel/logger";
import type { Seams } from "@stead/kernel/seams";
import { Cache } from "./cache.ts";
import type { Copies } from "./copies.ts";
import { openRedisStore } from "./redis-store.ts";

export type OpenCacheOptions = {
  /** The server of the tier that processes share; without it each has its memory. */
  redisUrl: string | undefined;
  /** Keeps installations on one server apart. */
  namespace: string;
  memoryMb: number;
  /** Carries what is old to other processes. */
  bus: Bus | undefined;
  clock: Clock;
  log: Logger;
  seams?: Pick<Seams, "emit">;
  copies?: Copies | undefined;
};

/** The cache of a process, as its settings say. Connects on first use; `start` makes it listen. */
export function openCache({ redisUrl, namespace, memoryMb, ...parts }: OpenCacheOptions): Cache {
  const shared = redisUrl === undefined ? undefined : { store: openRedisStore({ url: redisUrl }), namespace };
  return new Cache({ ...parts, shared, memoryBytes: memoryMb * 1_048_576 });
}
