import type { PrismaClient } from "./generated/prisma/client.ts";
import { openLanes, type LaneOptions, type Lanes } from "./lanes.ts";
import type { PoolStats } from "./pool.ts";

export type SystemDbOptions = LaneOptions & {
  /** Time limit of each statement and each transaction, counted from its start. Default 30 s. */
  timeoutMs?: number;
};

export type SystemDb = Lanes & {
  /** Prisma's own client on the same pool, for a library that wants one (sign-in). */
  stock: PrismaClient;
  stats(): PoolStats;
  close(): Promise<void>;
};

/**
 * Opens the pool of the role `stead_system`: outbox, inbound events, schedules, the directory. It belongs to no
 * agency, so a table whose policy wants one refuses it.
 */
export function openSystemDb({ timeoutMs = 30_000, ...options }: SystemDbOptions): SystemDb {
  const scopeOf = () => ({ agencyId: "", deadline: Date.now() + timeoutMs });
  const house = openLanes(options, scopeOf);
  return {
    ...house.lanesFor(scopeOf),
    stock: house.stock,
    stats: () => house.stats(),
    close: () => house.close(),
  };
}
