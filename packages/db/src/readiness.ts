import fs from "node:fs";
import path from "node:path";
import { migrationsDirectory } from "./migrate.ts";
import type { Sql } from "./statement.ts";

const applied = {
  name: "readiness_migrations",
  text: "select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null",
};

/** The migrations of this code that the database does not have yet, by name. Any role may ask. */
export async function missingMigrations(sql: Sql, directory = migrationsDirectory): Promise<string[]> {
  const rows = await sql<{ name: string }>(applied);
  const known = new Set(rows.map(({ name }) => name));
  return fs
    .readdirSync(directory, { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && fs.existsSync(path.join(directory, entry.name, "migration.sql")),
    )
    .map((entry) => entry.name)
    .filter((name) => !known.has(name))
    .toSorted();
}
