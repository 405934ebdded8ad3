import fs from "node:fs";
import path from "node:path";
import { withLock } from "@stead/postgres/lock";
import { speedFlags, startPostgres } from "@stead/postgres/start";
import pg from "pg";
import { givenServerUrl } from "./env.ts";

/** The one PostgreSQL that every test of this checkout shares. */
export type TestServer = {
  /** The superuser's URL of the database `postgres`. */
  adminUrl: string;
  /** Ends this process's use. The last user stops the server, unless it was given. */
  leave(): Promise<void>;
};

const home = path.resolve(import.meta.dirname, "../../../.stead/test-postgres");
const flags = {
  ...speedFlags,
  max_connections: 300,
  shared_buffers: "256MB",
  autovacuum: "off",
  wal_level: "minimal",
  max_wal_senders: 0,
};

/** Joins the test server, starting it when it does not run. */
export async function joinServer(): Promise<TestServer> {
  const given = givenServerUrl();
  if (given !== undefined) return { adminUrl: given, leave: async () => {} };
  // Joining and leaving take turns: nobody may find a running server that is about to be stopped.
  fs.mkdirSync(path.dirname(home), { recursive: true, mode: 0o755 });
  const taking = <T>(turn: () => Promise<T>) => withLock(`${home}.lock`, turn);
  return taking(async () => {
    const server = await startPostgres({ dir: home, port: 54_330, flags });
    const adminUrl = server.adminUrl("postgres");
    const presence = new pg.Client({ connectionString: adminUrl, application_name: "stead-tests" });
    presence.on("error", () => {});
    await presence.connect();
    const leave = () =>
      taking(async () => {
        const isLast = await isOnlyConnection(presence);
        await presence.end();
        if (isLast) await server.stop();
      });
    return { adminUrl, leave };
  });
}

async function isOnlyConnection(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ others: string }>(
    "select count(*) as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
  );
  return rows[0]?.others === "0";
}
