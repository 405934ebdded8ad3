import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { prepareDatabase, type DatabaseUrls } from "@stead/db/bootstrap";
import { startPostgres, type RunningPostgres } from "@stead/postgres/start";
import { openArranger, type Arranger } from "@stead/testing/arranger";
import { testPasswords } from "@stead/testing/template";

/** The database of a house. */
export type HouseDatabase = DatabaseUrls & {
  adminUrl: string;
  /** Ends the server as a crash does, and starts it again; undefined for one that others use as well. */
  crash: (() => Promise<{ restart(): Promise<void> }>) | undefined;
  stop(): Promise<void>;
};

const database = "stead";

/** A PostgreSQL of one's own in a folder, with its default durability, empty but for Stead's schema. */
export async function openOwnDatabase(dir: string): Promise<HouseDatabase> {
  const flags = { max_connections: 150, shared_buffers: "256MB", log_min_messages: "fatal" };
  const launch = (port: number) => startPostgres({ dir, port, flags });
  let server: RunningPostgres = await launch(54_700);
  const { port, dataDirectory } = server;
  await drop(server);
  const urls = await prepareDatabase(server.adminUrl("postgres"), { database, passwords: testPasswords });
  return {
    ...urls,
    adminUrl: server.adminUrl(database),
    crash: async () => {
      const [pid] = fs.readFileSync(path.join(dataDirectory, "postmaster.pid"), "utf8").split("\n");
      process.kill(Number(pid), "SIGKILL");
      return {
        restart: async () => {
          for (;;) {
            server = await launch(port);
            if (server.port === port) return;
            // Somebody holds the port for a moment: the house knows no other.
            await server.stop();
            await sleep(200);
          }
        },
      };
    },
    stop: async () => {
      await drop(server);
      await server.stop();
    },
  };
}

async function drop(server: RunningPostgres): Promise<void> {
  const admin = await openArranger({ adminUrl: server.adminUrl("postgres") });
  await admin.query(`drop database if exists ${database} with (force)`);
  await admin.close();
}

/** Looks into a database that may be down: asks again until it answers. */
export type Look = <Row extends object>(text: string, ...values: readonly unknown[]) => Promise<Row[]>;

const longestOutageMs = 120_000;

/** One connection that is made anew whenever it broke. Only for statements that may run twice. */
export function openLook(adminUrl: string): { look: Look; close(): Promise<void> } {
  let arranger: Arranger | undefined;
  const close = async () => {
    const last = arranger;
    arranger = undefined;
    await last?.close().catch(() => {});
  };
  const look: Look = async <Row extends object>(text: string, ...values: readonly unknown[]) => {
    const deadline = Date.now() + longestOutageMs;
    for (;;) {
      try {
        arranger ??= await openArranger({ adminUrl });
        return await arranger.query<Row>(text, ...values);
      } catch (error) {
        await close();
        if (!isOutage(error) || Date.now() > deadline) throw error;
        await sleep(50);
      }
    }
  };
  return { look, close };
}

/** An answer of the server that says what is wrong with a statement is no outage. */
function isOutage(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return !/^[0-9A-Z]{5}$/.test(code) || code.startsWith("57P") || code.startsWith("08") || code === "40P01";
}
