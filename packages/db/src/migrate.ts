import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { AppError } from "@stead/kernel/errors";
import pg from "pg";

export const migrationsDirectory = path.resolve(import.meta.dirname, "../prisma/migrations");

/** The advisory lock that Prisma's own engine takes, so the two never migrate at once. */
const prismaLock = 72_707_369;

// The table as Prisma's engine creates it.
const createTable = `
  create table if not exists _prisma_migrations (
    id varchar(36) primary key not null,
    checksum varchar(64) not null,
    finished_at timestamptz,
    migration_name varchar(255) not null,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`;

type Migration = { name: string; sql: string; checksum: string };
type AppliedRow = { name: string; checksum: string; isFinished: boolean };

function readMigrations(directory: string): Migration[] {
  return fs
    .readdirSync(directory, { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && fs.existsSync(path.join(directory, entry.name, "migration.sql")),
    )
    .map((entry) => entry.name)
    .toSorted()
    .map((name) => {
      const sql = fs.readFileSync(path.join(directory, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

/**
 * Applies the migrations that the database lacks, in order of their names, and returns those names. Keeps the books
 * of `prisma migrate deploy` (table, checksums, lock), so either tool can follow the other. A migration and its entry
 * commit together: one that fails or is killed leaves nothing behind and is tried again by the next call.
 *
 * Throws PRECONDITION when an applied migration was edited, or when Prisma left one half-applied.
 */
export async function migrate(connectionString: string, directory = migrationsDirectory): Promise<string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [prismaLock]);
    await client.query(createTable);
    const { rows } = await client.query<AppliedRow>(
      `select migration_name as name, checksum, finished_at is not null as "isFinished"
       from _prisma_migrations where rolled_back_at is null`,
    );
    const appliedByName = new Map(rows.map((row) => [row.name, row]));
    const pending = readMigrations(directory).filter((migration) =>
      isPending(migration, appliedByName.get(migration.name)),
    );
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

function isPending(migration: Migration, row: AppliedRow | undefined): boolean {
  if (row === undefined) return true;
  if (!row.isFinished) {
    throw new AppError(
      "PRECONDITION",
      `migration ${migration.name} was left half-way: settle it with "prisma migrate resolve"`,
    );
  }
  if (row.checksum !== migration.checksum) {
    throw new AppError("PRECONDITION", `migration ${migration.name} was edited after it was applied`);
  }
  return false;
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const record = "insert into _prisma_migrations (id, checksum, migration_name) values ($1, $2, $3)";
  const finish = "update _prisma_migrations set finished_at = now(), applied_steps_count = 1 where id = $1";
  const id = randomUUID();
  // CREATE INDEX CONCURRENTLY and its like refuse a transaction; such a migration holds one statement.
  const isTransactional = !/\bconcurrently\b/i.test(sql);
  if (isTransactional) await client.query("begin");
  try {
    await client.query(record, [id, checksum, name]);
    await client.query(sql);
    await client.query(finish, [id]);
    if (isTransactional) await client.query("commit");
  } catch (error) {
    if (isTransactional) await client.query("rollback");
    else await client.query("update _prisma_migrations set logs = $2 where id = $1", [id, String(error)]);
    throw new Error(`migration ${name} failed: ${describe(error, sql)}`, { cause: error });
  }
}

/** The database's message with the line of the migration that it points to. */
function describe(error: unknown, sql: string): string {
  if (!(error instanceof pg.DatabaseError)) return String(error);
  const position = Number(error.position ?? 0);
  const line = position > 0 ? ` (line ${sql.slice(0, position).split("\n").length})` : "";
  return `${error.message}${line}${error.detail ? `; ${error.detail}` : ""}`;
}
