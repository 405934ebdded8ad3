import { AppError } from "@stead/kernel/errors";
import { isId } from "@stead/kernel/ids";
import { openLanes, type LaneOptions, type Lanes } from "./lanes.ts";
import type { PoolStats } from "./pool.ts";

export type { Lanes as TenantDb, Tx } from "./lanes.ts";
export type { Sql, Statement } from "./statement.ts";

export type AgencyScope = {
  /** Epoch milliseconds; 10 seconds from now when left out. */
  deadline?: number;
  /** Aborting it cancels the running statement on the server and refuses further ones. */
  signal?: AbortSignal | undefined;
};

export type Db = {
  /** Everything done through the result sees and writes rows of this agency only. */
  forAgency(agencyId: string, scope?: AgencyScope): Lanes;
  stats(): PoolStats;
  /** Waits for what runs, then closes every connection. */
  close(): Promise<void>;
};

const defaultTimeoutMs = 10_000;

/**
 * Opens the application's pool (role `stead_app`). Connects on first use. Statements of both lanes throw
 * TIMEOUT, CANCELLED or UNAVAILABLE as AppError, and database errors as they came (see `errors.ts`).
 */
export function openDb(options: LaneOptions): Db {
  const house = openLanes(options);
  return {
    forAgency(agencyId, { deadline = Date.now() + defaultTimeoutMs, signal } = {}) {
      if (!isId(agencyId)) throw new AppError("INTERNAL", "an agency id is a UUID in lower case");
      const scope = { agencyId, deadline, signal };
      return house.lanesFor(() => scope);
    },
    stats: () => house.stats(),
    close: () => house.close(),
  };
}
