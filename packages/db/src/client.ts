import { AppError } from "@stead/kernel/errors";
import { isId } from "@stead/kernel/ids";
import { openLanes, type LaneOptions, type Lanes } from "./lanes.ts";
import type { PoolStats } from "./pool.ts";
import { readingLanes } from "./reading-lanes.ts";
import { Replicas, type ReplicaOptions, type ReplicaReport } from "./replicas.ts";

import type { Scope } from "./scope.ts";

export type { ReplicaReport } from "./replicas.ts";
export type { Lanes as TenantDb, Tx } from "./lanes.ts";
export type { Sql, Statement } from "./statement.ts";

export type AgencyScope = {
  /** Epoch milliseconds; 10 seconds from now when left out. */
  deadline?: number;
  /** Aborting it cancels the running statement on the server and refuses further ones. */
  signal?: AbortSignal | undefined;
};

export type ReadingScope = AgencyScope & {
  /** What the reader has seen: a copy must have all that lies before it. */
  after?: string | undefined;
};

export type DbOptions = LaneOptions & {
  /** Copies of the database that reads may go to. */
  replicas?: ReplicaOptions | undefined;
};

export type Db = {
  /** Everything done through the result sees and writes rows of this agency only. */
  forAgency(agencyId: string, scope?: AgencyScope): Lanes;
  /**
   * The same for reads that may be a moment behind what others write: by a replica that has every change which this
   * process knows of and all that lies before `after`, else by the primary.
   */
  forReading(agencyId: string, scope?: ReadingScope): Lanes;
  /** Something of the agency, or of any, was committed by now, here or elsewhere; at `position`, when it is known. */
  noteChange(agencyId: string | undefined, position?: string): void;
  /** Where the log ends: behind all that was committed before the call. Undefined without replicas or a primary. */
  position(): Promise<string | undefined>;
  /** How the replicas are; empty without any. */
  replicas(): ReplicaReport[];
  stats(): PoolStats;
  /** Waits for what runs, then closes every connection. */
  close(): Promise<void>;
};

const defaultTimeoutMs = 10_000;

/**
 * Opens the application's pool (role `stead_app`). Connects on first use. Statements of both lanes throw
 * TIMEOUT, CANCELLED or UNAVAILABLE as AppError, and database errors as they came (see `errors.ts`).
 */
export function openDb({ replicas: replicaOptions, ...options }: DbOptions): Db {
  const house = openLanes(options);
  const replicas = replicaOptions && new Replicas(options, replicaOptions);
  return {
    forAgency: (agencyId, scope) => house.lanesFor(scopes(agencyId, scope)),
    forReading(agencyId, { after, ...scope } = {}) {
      const scopeOf = scopes(agencyId, scope);
      const primary = house.lanesFor(scopeOf);
      return replicas === undefined ? primary : readingLanes({ replicas, primary, scopeOf, after });
    },
    noteChange: (agencyId, position) => replicas?.noteChange(agencyId, position),
    position: async () => replicas?.position(),
    replicas: () => replicas?.report() ?? [],
    stats: () => house.stats(),
    close: async () => {
      await replicas?.close();
      await house.close();
    },
  };
}

function scopes(
  agencyId: string,
  { deadline = Date.now() + defaultTimeoutMs, signal }: AgencyScope = {},
): () => Scope {
  if (!isId(agencyId)) throw new AppError("INTERNAL", "an agency id is a UUID in lower case");
  const scope = { agencyId, deadline, signal };
  return () => scope;
}
