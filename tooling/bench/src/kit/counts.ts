import type { Redis } from "ioredis";
import type pg from "pg";
import { z } from "zod";

/** What the server did, by its own count. */
export type DatabaseCount = { statements: number; rows: number; buffers: number; walBytes: number };

const Counted = z.object({
  statements: z.coerce.number(),
  rows: z.coerce.number(),
  buffers: z.coerce.number(),
  walBytes: z.coerce.number(),
});

const countedBy = `select coalesce(sum(calls), 0) as statements, coalesce(sum(rows), 0) as rows,
    coalesce(sum(shared_blks_hit + shared_blks_read), 0) as buffers, coalesce(sum(wal_bytes), 0) as "walBytes"
  from pg_stat_statements s join pg_roles r on r.oid = s.userid
  where s.toplevel and r.rolname = any ($1) and s.dbid = (select oid from pg_database where datname = current_database())`;

/**
 * Statements, rows, shared buffers (hit and read) and bytes of log of some work, as these roles of this database did it:
 * the difference in `pg_stat_statements`. The connection must not be of one of the roles.
 */
export async function countDatabase(
  admin: pg.Client,
  roles: readonly string[],
  work: () => Promise<unknown>,
): Promise<DatabaseCount> {
  const read = async () => Counted.parse((await admin.query(countedBy, [roles])).rows[0]);
  const before = await read();
  await work();
  const after = await read();
  return {
    statements: after.statements - before.statements,
    rows: after.rows - before.rows,
    buffers: after.buffers - before.buffers,
    walBytes: after.walBytes - before.walBytes,
  };
}

/** Commands that Redis ran for some work, by name; what asks for the count is left out. */
export async function countRedis(
  redis: Redis,
  work: () => Promise<unknown>,
): Promise<Readonly<Record<string, number>>> {
  await redis.config("RESETSTAT");
  await work();
  const stats = await redis.info("commandstats");
  const found = stats.matchAll(/^cmdstat_(?!config|info)([^:]+):calls=(\d+)/gm);
  return Object.fromEntries(Array.from(found, ([, name = "", calls]) => [name, Number(calls)]));
}
