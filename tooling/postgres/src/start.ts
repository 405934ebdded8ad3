import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { initialise, locateCluster, superuser, type Cluster } from "./cluster.ts";
import { isAlive, withLock } from "./lock.ts";
import { freePort } from "./port.ts";

export type PostgresOptions = {
  /** Folder of this server: data, log and the file with the superuser's password. Made when missing. */
  dir: string;
  /** The port to try first on 127.0.0.1; the next free one is taken when it is in use. */
  port?: number;
  /** Server settings (`postgres -c name=value`) for a server that this call starts. */
  flags?: Readonly<Record<string, string | number>>;
  log?: (line: string) => void;
  /** As root: where binaries and data go that the unprivileged account could not reach. */
  unprivilegedHome?: string;
};

export type RunningPostgres = {
  port: number;
  dataDirectory: string;
  /** True when the server ran before this call: somebody else may be using it. */
  wasRunning: boolean;
  /** The superuser's connection string for a database. Holds the password: never log it. */
  adminUrl(database: string): string;
  /** Ends every session and stops the server; nothing that was committed is lost. */
  stop(): Promise<void>;
};

/** Durability off: only for data that may vanish with the machine, such as a test's. */
export const speedFlags = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } as const;

const startTimeoutMs = 60_000;

/**
 * Starts the PostgreSQL that lives in `dir`, or finds it running. Safe to call from several processes at once.
 * A server that outlived its starter is used again; the leftovers of a killed one are cleared.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dir, port = 54329, flags = {}, log = () => {}, unprivilegedHome = "/var/tmp" } = options;
  const cluster = locateCluster(path.resolve(dir), unprivilegedHome);
  const running = await findRunning(cluster);
  if (running !== undefined) return handle(cluster, running, true);
  return withLock(path.join(cluster.home, "lock"), async () => {
    const startedMeanwhile = await findRunning(cluster);
    if (startedMeanwhile !== undefined) return handle(cluster, startedMeanwhile, true);
    await initialise(cluster);
    clearLeftovers(cluster);
    return handle(cluster, await launch(cluster, port, flags, log), false);
  });
}

function handle(cluster: Cluster, port: number, wasRunning: boolean): RunningPostgres {
  return {
    port,
    dataDirectory: cluster.dataDirectory,
    wasRunning,
    adminUrl: (database) => connectionString(cluster, port, database),
    stop: () => cluster.execute("pg_ctl", ["stop", "-D", cluster.dataDirectory, "-m", "fast", "-w"]),
  };
}

function connectionString(cluster: Cluster, port: number, database: string): string {
  return `postgres://${superuser}:${cluster.password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

type PidFile = { pid: number; port: number };

function readPidFile(cluster: Cluster): PidFile | undefined {
  try {
    const lines = fs.readFileSync(path.join(cluster.dataDirectory, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]) };
  } catch {
    return undefined;
  }
}

/** The port of the server that already serves this data directory. Waits for one that is still starting. */
async function findRunning(cluster: Cluster): Promise<number | undefined> {
  const deadline = Date.now() + startTimeoutMs;
  for (let holder = readPidFile(cluster); holder; holder = readPidFile(cluster)) {
    if (!isPostgres(holder.pid)) return undefined;
    const state = holder.port > 0 ? await probe(cluster, holder.port) : "starting";
    if (state === "ours") return holder.port;
    if (state === "foreign" || Date.now() > deadline) return undefined;
    await sleep(50);
  }
  return undefined;
}

/** False for a process that is gone, was reaped by nobody, or got its id after the server died. */
function isPostgres(pid: number): boolean {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("postgres");
  } catch {
    return isAlive(pid);
  }
}

/** Removes the lock files of a dead server, which PostgreSQL would honour when its process id is in use again. */
function clearLeftovers(cluster: Cluster): void {
  const holder = readPidFile(cluster);
  if (holder === undefined || isPostgres(holder.pid)) return;
  for (const name of fs.readdirSync(cluster.dataDirectory)) {
    if (name === "postmaster.pid" || name.startsWith(".s.PGSQL."))
      fs.rmSync(path.join(cluster.dataDirectory, name), { force: true });
  }
}

async function probe(cluster: Cluster, port: number): Promise<"ours" | "foreign" | "starting" | "silent"> {
  const client = new pg.Client({
    connectionString: connectionString(cluster, port, superuser),
    connectionTimeoutMillis: 5_000,
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ directory: string }>(
      "select current_setting('data_directory') as directory",
    );
    const served = rows[0]?.directory;
    return served !== undefined && fs.realpathSync(served) === fs.realpathSync(cluster.dataDirectory)
      ? "ours"
      : "foreign";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "57P03") return "starting";
    return code === "28P01" || code === "28000" ? "foreign" : "silent";
  } finally {
    await client.end().catch(() => {});
  }
}

async function launch(
  cluster: Cluster,
  wantedPort: number,
  flags: NonNullable<PostgresOptions["flags"]>,
  log: (line: string) => void,
): Promise<number> {
  // A Unix socket's path may hold 107 bytes, name included; Windows has none.
  const hasSocket = process.platform !== "win32" && cluster.dataDirectory.length <= 85;
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: hasSocket ? cluster.dataDirectory : "",
    shared_buffers: "128MB",
    max_connections: 100,
    shared_preload_libraries: "pg_stat_statements",
    ...flags,
  };
  const words = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`);
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    const port = await freePort(wantedPort);
    const offset = fs.existsSync(cluster.logFile) ? fs.statSync(cluster.logFile).size : 0;
    try {
      const args = [
        "-D",
        cluster.dataDirectory,
        "-l",
        cluster.logFile,
        "-w",
        "-t",
        "60",
        "-o",
        `-p ${port} ${words.join(" ")}`,
      ];
      await cluster.execute("pg_ctl", ["start", ...args]);
      log(`PostgreSQL started on port ${port}, data in ${cluster.dataDirectory}`);
      if (port !== wantedPort) log(`port ${wantedPort} was taken`);
      return port;
    } catch (cause) {
      const said = logSince(cluster.logFile, offset);
      // Backends of a killed server leave within moments; a port can be taken between the check and the start.
      const isPassing = /pre-existing shared memory|Address already in use|could not create any TCP/i.test(
        said,
      );
      if (!isPassing || Date.now() > deadline)
        throw new Error(`PostgreSQL did not start:\n${said}`, { cause });
      await sleep(200);
    }
  }
}

function logSince(file: string, offset: number): string {
  if (!fs.existsSync(file)) return "it wrote no log";
  return fs.readFileSync(file).subarray(offset).toString("utf8").trim().split("\n").slice(-12).join("\n");
}
