import path from "node:path";
import { prepareDatabase } from "@stead/db/bootstrap";
import { migrate, migrationsDirectory } from "@stead/db/migrate";
import { startPostgres } from "@stead/postgres/start";
import pg from "pg";
import { markLoaded, wasLoadCutOff } from "./demo/load-mark.ts";
import { env } from "./env.ts";
import type { Secrets } from "./secrets.ts";

export type DatabaseAccess = {
  appUrl: string;
  systemUrl: string;
  ownerUrl: string;
  isEmbedded: boolean;
  /** The server ran before: another process of this installation may be using it. */
  wasRunning: boolean;
  applied: string[];
  /** Stops what this start has started. */
  stop(): Promise<void>;
};

const databaseName = "stead";

/** The embedded PostgreSQL, or the one that DATABASE_URL names, with every migration applied. */
export async function openDatabase(
  home: string,
  secrets: Secrets,
  say: (note: string) => void,
): Promise<DatabaseAccess> {
  const { databaseUrl, databaseSystemUrl, databaseDirectUrl } = env;
  const nothing = async () => {};
  if (databaseUrl !== undefined && databaseSystemUrl !== undefined) {
    const ownerUrl = databaseDirectUrl ?? databaseUrl;
    return {
      appUrl: databaseUrl,
      systemUrl: databaseSystemUrl,
      ownerUrl,
      isEmbedded: false,
      wasRunning: true,
      applied: await migrate(ownerUrl, migrationsDirectory),
      stop: nothing,
    };
  }
  if (databaseUrl !== undefined) {
    const named = decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
    const database = named === "" || named === "postgres" ? databaseName : named;
    const prepared = await prepareDatabase(databaseUrl, { database, passwords: secrets.passwords });
    return { ...prepared, isEmbedded: false, wasRunning: true, stop: nothing };
  }
  say("starting PostgreSQL");
  const server = await startPostgres({
    dir: path.join(home, "postgres"),
    flags: {
      shared_buffers: "256MB",
      max_connections: 120,
      max_wal_size: "2GB",
      checkpoint_timeout: "15min",
      wal_compression: "on",
    },
  });
  if (wasLoadCutOff(home)) {
    say("removing what a killed start had begun to load");
    await dropDatabase(server.adminUrl("postgres"));
    markLoaded(home);
  }
  say("migrating");
  const prepared = await prepareDatabase(server.adminUrl("postgres"), {
    database: databaseName,
    passwords: secrets.passwords,
  });
  return { ...prepared, isEmbedded: true, wasRunning: server.wasRunning, stop: () => server.stop() };
}

async function dropDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`drop database if exists ${databaseName} with (force)`);
  } finally {
    await client.end();
  }
}
