import fs from "node:fs";
import path from "node:path";
import { startStandby } from "@stead/postgres/standby";
import { speedFlags, startPostgres, type RunningPostgres } from "@stead/postgres/start";
import pg from "pg";
import { testPasswords, type Prepare } from "./template.ts";

const database = "stead";

/** One server of a group: the primary, or a standby that follows it. */
export type ServerOfTests = {
  adminUrl: string;
  ownerUrl: string;
  appUrl: string;
  systemUrl: string;
  /** Stops answering without a word, as a machine does whose network is gone; false lets it go on. */
  freeze(isFrozen: boolean): void;
  /** A standby takes over. */
  promote(): Promise<void>;
  stop(): Promise<void>;
};

/** A primary of its own, which replicates, and as many standbys as are asked for. */
export type ReplicatedServer = {
  primary: ServerOfTests;
  /** A real streaming standby; with a delay it plays back what is committed that much later. */
  addStandby(options?: { applyDelayMs?: number }): Promise<ServerOfTests>;
  /** Waits until a standby has played back all that the primary has written. */
  caughtUp(standby: ServerOfTests): Promise<void>;
  close(): Promise<void>;
};

const flags = { ...speedFlags, wal_level: "replica", wal_keep_size: "256MB", shared_buffers: "64MB" };

/** Starts servers of this run's own, empty but for what `prepare` makes. */
export async function startReplicated(prepare: Prepare): Promise<ReplicatedServer> {
  const root = path.resolve(import.meta.dirname, "../../../.stead");
  fs.mkdirSync(root, { recursive: true, mode: 0o755 });
  const home = fs.mkdtempSync(path.join(root, "replicated-"));
  fs.chmodSync(home, 0o755);
  const running: RunningPostgres[] = [];
  const original = await startPostgres({ dir: path.join(home, "primary"), port: 54_800, flags });
  running.push(original);
  await prepare(original.adminUrl("postgres"), { database, passwords: testPasswords });
  const primary = describe(original);
  return {
    primary,
    addStandby: async ({ applyDelayMs = 0 } = {}) => {
      const dir = path.join(home, `standby-${running.length}`);
      const own = { ...flags, recovery_min_apply_delay: applyDelayMs };
      const standby = await startStandby(original, { dir, port: 54_800 + running.length, flags: own });
      running.push(standby);
      return describe(standby);
    },
    caughtUp: async (standby) => {
      const [end] = await ask<{ at: string }>(
        primary.adminUrl,
        "select pg_current_wal_insert_lsn()::text as at",
      );
      const isThere = `select pg_last_wal_replay_lsn() >= '${end?.at ?? ""}'::pg_lsn as "isThere"`;
      for (;;) {
        const [row] = await ask<{ isThere: boolean }>(standby.adminUrl, isThere);
        if (row?.isThere === true) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    close: async () => {
      for (const server of running.toReversed()) {
        signal(server, "SIGCONT");
        await server.stop().catch(() => {});
        fs.rmSync(path.dirname(server.dataDirectory), { recursive: true, force: true });
      }
      fs.rmSync(home, { recursive: true, force: true });
    },
  };
}

function describe(server: RunningPostgres): ServerOfTests {
  const urlOf = (username: string, password: string) =>
    Object.assign(new URL(server.adminUrl(database)), { username, password }).href;
  return {
    adminUrl: server.adminUrl(database),
    ownerUrl: urlOf("stead_owner", testPasswords.owner),
    appUrl: urlOf("stead_app", testPasswords.app),
    systemUrl: urlOf("stead_system", testPasswords.system),
    freeze: (isFrozen) => signal(server, isFrozen ? "SIGSTOP" : "SIGCONT"),
    promote: async () => void (await ask(server.adminUrl("postgres"), "select pg_promote(true, 60)")),
    stop: () => server.stop(),
  };
}

/** To the server and all its processes. */
function signal(server: RunningPostgres, name: "SIGSTOP" | "SIGCONT"): void {
  const file = path.join(server.dataDirectory, "postmaster.pid");
  if (!fs.existsSync(file)) return;
  const postmaster = Number(fs.readFileSync(file, "utf8").split("\n")[0]);
  for (const pid of [postmaster, ...childrenOf(postmaster)]) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended meanwhile.
    }
  }
}

function childrenOf(parent: number): number[] {
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
        return Number(stat.replace(/^.*\) . /s, "").split(" ")[0]) === parent;
      } catch {
        return false;
      }
    });
}

async function ask<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
