import path from "node:path";
import { prepareDatabase } from "@stead/db/bootstrap";
import { databaseUrl } from "@stead/db/roles";
import { startPostgres } from "@stead/postgres/start";
import pg from "pg";

const passwords = { owner: "owner-of-benches", app: "app-of-benches", system: "system-of-benches" };

export type BenchDatabase = {
  name: string;
  /** The superuser: bypasses row-level security. For filling and auditing only. */
  adminUrl: string;
  ownerUrl: string;
  appUrl: string;
  systemUrl: string;
  drop(): Promise<void>;
};

export type BenchServer = {
  version: string;
  /** The superuser's URL of the database `postgres`. */
  adminUrl: string;
  /** An empty database with roles and migrations. */
  make(name: string): Promise<BenchDatabase>;
  /** A copy of a database that nobody is connected to. */
  clone(source: BenchDatabase, name: string): Promise<BenchDatabase>;
  stop(): Promise<void>;
};

/**
 * A PostgreSQL of the bench's own, with default durability: every commit waits for the disk. Benches that may run at the
 * same time name theirs, because the end of one stops its server.
 */
export async function startBenchServer(name = "bench-postgres"): Promise<BenchServer> {
  const dir = path.resolve(import.meta.dirname, "../../../.stead", name);
  const server = await startPostgres({
    dir,
    port: 54_360,
    flags: { shared_buffers: "512MB", max_wal_size: "4GB" },
  });
  const adminUrl = server.adminUrl("postgres");
  const run = (text: string) => withClient(adminUrl, (client) => client.query(text));
  const database = (name: string): BenchDatabase => {
    const as = (user: string, password: string) => databaseUrl(adminUrl, name, { user, password });
    return {
      name,
      adminUrl: server.adminUrl(name),
      ownerUrl: as("stead_owner", passwords.owner),
      appUrl: as("stead_app", passwords.app),
      systemUrl: as("stead_system", passwords.system),
      drop: async () => {
        await run(`drop database if exists ${name} with (force)`);
      },
    };
  };
  const { rows } = await withClient(adminUrl, (client) =>
    client.query<{ version: string }>("select version()"),
  );
  return {
    version: rows[0]?.version ?? "",
    adminUrl,
    make: async (name) => {
      await database(name).drop();
      await prepareDatabase(adminUrl, { database: name, passwords });
      return database(name);
    },
    clone: async (source, name) => {
      await database(name).drop();
      await run(`create database ${name} template ${source.name} strategy file_copy owner stead_owner`);
      await run("checkpoint");
      return database(name);
    },
    stop: () => server.stop(),
  };
}

/** Runs work on a connection of its own. */
export async function withClient<T>(
  connectionString: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
