import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { unprivilegedAccount } from "./account.ts";
import { locateCluster } from "./cluster.ts";
import { startPostgres, type PostgresOptions, type RunningPostgres } from "./start.ts";

/** What a copy makes for itself, or what belongs to the running original. */
const leftOut = new Set(["postmaster.pid", "postmaster.opts", "server.log", "pg_replslot", "pg_stat_tmp"]);

/**
 * Makes a copy of a running server in a new folder and starts it as its streaming standby, with the server's own online
 * backup (PostgreSQL manual, "Making a Base Backup Using the Low Level API"): npm brings no pg_basebackup. The original needs
 * `wal_level=replica`, and `wal_keep_size` for what it writes meanwhile. Resolves when the standby answers reads.
 */
export async function startStandby(
  original: RunningPostgres,
  { unprivilegedHome = "/var/tmp", ...options }: PostgresOptions,
): Promise<RunningPostgres> {
  const { username, password, port } = new URL(original.adminUrl("postgres"));
  fs.mkdirSync(options.dir, { recursive: true, mode: 0o755 });
  fs.writeFileSync(path.join(options.dir, "password"), decodeURIComponent(password), { mode: 0o600 });
  const { dataDirectory } = locateCluster(path.resolve(options.dir), unprivilegedHome);
  await copyOnline(original, dataDirectory);
  fs.writeFileSync(path.join(dataDirectory, "standby.signal"), "");
  const source = `host=127.0.0.1 port=${port} user=${username} password=${password} application_name=standby`;
  fs.appendFileSync(path.join(dataDirectory, "postgresql.auto.conf"), `\nprimary_conninfo = '${source}'\n`);
  giveAway(dataDirectory);
  return startPostgres({ ...options, unprivilegedHome });
}

async function copyOnline(original: RunningPostgres, target: string): Promise<void> {
  // Begin and end of a backup belong to one session.
  const client = new pg.Client({ connectionString: original.adminUrl("postgres") });
  await client.connect();
  try {
    await client.query("select pg_backup_start('standby', true)");
    fs.mkdirSync(target, { recursive: true, mode: 0o700 });
    copyFolder(original.dataDirectory, target);
    for (const folder of ["pg_replslot", "pg_stat_tmp", "pg_wal/archive_status", "pg_wal/summaries"])
      fs.mkdirSync(path.join(target, folder), { recursive: true, mode: 0o700 });
    const { rows } = await client.query<{ label: string }>(
      "select labelfile as label from pg_backup_stop(false)",
    );
    fs.writeFileSync(path.join(target, "backup_label"), rows[0]?.label ?? "");
  } finally {
    await client.end();
  }
}

function copyFolder(from: string, to: string): void {
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    if (leftOut.has(entry.name)) continue;
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) {
      fs.mkdirSync(target, { recursive: true, mode: 0o700 });
      // What was written until the end of the copy comes over the wire.
      if (entry.name !== "pg_wal") copyFolder(source, target);
    } else if (entry.isFile()) copyFile(source, target);
  }
}

/** A file that goes while the server works is not missed. */
function copyFile(source: string, target: string): void {
  try {
    fs.copyFileSync(source, target);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}

function giveAway(folder: string): void {
  const account = unprivilegedAccount();
  if (account === undefined) return;
  fs.chownSync(folder, account.uid, account.gid);
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: "utf8" }))
    fs.chownSync(path.join(folder, name), account.uid, account.gid);
}
