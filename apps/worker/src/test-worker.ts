import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { AgencyPolicies } from "@stead/contracts/agency";
import { permissions } from "@stead/contracts/permissions";
import { openDb, type Db } from "@stead/db/client";
import { systemClock } from "@stead/kernel/clock";
import type { FileStore } from "@stead/kernel/files";
import { silentLogger } from "@stead/kernel/logger";
import { createLocalFileStore } from "@stead/providers/storage/local";
import type { ServiceContext } from "@stead/services/context";
import { openArranger, type Arranger } from "@stead/testing/arranger";
import { cloneDatabase, type TestDatabase } from "@stead/testing/database";
import { makeAgency, makeMember } from "@stead/testing/factories";
import { startProgram, type Program } from "@stead/testing/program";
import { expect, vi } from "vitest";

/** What a real worker process needs, and a hand to arrange and look. */
export type WorkerTestHouse = {
  database: TestDatabase;
  arrange: Arranger;
  db: Db;
  files: FileStore;
  /** Starts `node src/main.ts`; `settings` go on top. */
  startWorker(settings?: Record<string, string>): WorkerProcess;
  /** Kills the workers that still run. */
  killWorkers(): Promise<void>;
  /** Makes every transaction that writes such a row of a table stand still, until the gate is opened. */
  closeGate(place: GatePlace): Promise<Gate>;
  close(): Promise<void>;
};

export type WorkerProcess = Pick<Program, "output" | "ended" | "end">;

/** Which rows stand: an SQL condition on `new`. */
export type GatePlace = { table: string; event: "insert" | "update"; when: string };

export type Gate = {
  /** Waits until a transaction stands at the gate. */
  reached(): Promise<void>;
  /** Lets those that stand go on, and stops no more. */
  open(): Promise<void>;
};

const cwd = path.resolve(import.meta.dirname, "..");

export async function openWorkerTestHouse(): Promise<WorkerTestHouse> {
  const database = await cloneDatabase();
  const arrange = await openArranger(database);
  const db = openDb({ connectionString: database.appUrl, min: 0, max: 6 });
  const directory = await mkdtemp(path.join(tmpdir(), "stead-worker-"));
  const processes: WorkerProcess[] = [];
  const killWorkers = async () => {
    await Promise.all(processes.splice(0).map((process) => process.end("SIGKILL")));
  };
  const base = {
    TZ: "UTC",
    NODE_ENV: "test",
    DATABASE_URL: database.appUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    DATABASE_DIRECT_URL: database.ownerUrl,
    DATA_SECRET: "another secret of tests, long enough",
    DATABASE_POOL_MAX: "6",
    STORAGE_DIR: directory,
    DRAIN_SECONDS: "30",
  };
  return {
    database,
    arrange,
    db,
    files: createLocalFileStore({ directory }),
    startWorker(settings = {}) {
      const started = startProgram("src/main.ts", { cwd, env: { ...base, ...settings } });
      processes.push(started);
      return started;
    },
    killWorkers,
    closeGate: (place) => closeGate(database, place),
    async close() {
      await killWorkers();
      await db.close();
      await arrange.close();
      await database.drop();
      await rm(directory, { recursive: true });
    },
  };
}

let gates = 0;

async function closeGate(database: TestDatabase, { table, event, when }: GatePlace): Promise<Gate> {
  const keeper = await openArranger(database);
  const name = `gate_${++gates}`;
  await keeper.query("select pg_advisory_lock($1)", gates);
  await keeper.query(`create function ${name}() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock_shared(${gates}); return new; end $$`);
  await keeper.query(
    `create trigger ${name} before ${event} on ${table} for each row when (${when}) execute function ${name}()`,
  );
  const standing = `select from pg_locks join pg_database d on d.oid = database
    where datname = current_database() and locktype = 'advisory' and objid = $1 and not granted`;
  const gate = gates;
  return {
    reached: () => eventually(async () => expect(await keeper.query(standing, gate)).not.toHaveLength(0)),
    async open() {
      // Who stands holds the table; the trigger goes once they have passed.
      await keeper.query("select pg_advisory_unlock($1)", gate);
      await keeper.query(`drop function ${name} cascade`);
      await keeper.close();
    },
  };
}

/** A new agency and the context of its owner, with the clock that the worker has. */
export async function makeOwnerContext({ arrange, db }: WorkerTestHouse): Promise<ServiceContext> {
  const agency = await makeAgency(arrange);
  const member = await makeMember(arrange, agency.id);
  const { name, currency, timeZone, country, locale, policies } = agency;
  return {
    agencyId: agency.id,
    agency: { name, currency, timeZone, country, locale, policies: AgencyPolicies.parse(policies) },
    actor: { kind: "user", id: member.userId },
    permissions: new Set(permissions),
    propertyIds: null,
    db: db.forAgency(agency.id, { deadline: Date.now() + 600_000 }),
    clock: systemClock,
    log: silentLogger,
    requestId: "request-of-a-test",
  };
}

export function storeText(files: FileStore, text: string) {
  return files.put(Readable.from([Buffer.from(text)]), { maxBytes: 1e9 });
}

/** Waits until a check passes; well below the time of a test. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 120_000, interval: 50 });
}
