import { spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { unprivilegedAccount } from "@stead/postgres/account";
import { freePort } from "@stead/postgres/port";
import pg from "pg";
import { findProgram } from "./programs.ts";

/** A PgBouncer in transaction mode, in front of one server. */
export type TestPgBouncer = {
  /** `url` through it. */
  through(url: string): string;
  stop(): Promise<void>;
};

/** The PgBouncer of this machine; undefined when it has none. */
export function findPgBouncer(): string | undefined {
  return findProgram("pgbouncer");
}

export type PgBouncerOptions = {
  /** Connections to the server for each account and database: fewer than clients, so that they share. */
  serverConnections?: number;
};

/** Starts one on a free port of 127.0.0.1 for these addresses of one server. Needs `findPgBouncer`. */
export async function startPgBouncer(
  command: string,
  urls: readonly string[],
  { serverConnections = 3 }: PgBouncerOptions = {},
): Promise<TestPgBouncer> {
  const account = unprivilegedAccount();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "pgbouncer-"));
  const port = await freePort();
  const users = urls.map((url) => new URL(url));
  const [server] = users;
  fs.writeFileSync(
    path.join(folder, "users.txt"),
    users.map(({ username, password }) => `"${username}" "${decodeURIComponent(password)}"\n`).join(""),
  );
  const settings = [
    "[databases]",
    `* = host=127.0.0.1 port=${server?.port ?? ""}`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${port}`,
    "unix_socket_dir =",
    "auth_type = scram-sha-256",
    `auth_file = ${path.join(folder, "users.txt")}`,
    "pool_mode = transaction",
    `default_pool_size = ${serverConnections}`,
    "max_client_conn = 200",
    "server_check_delay = 0",
  ];
  const file = path.join(folder, "pgbouncer.ini");
  fs.writeFileSync(file, `${settings.join("\n")}\n`);
  if (account !== undefined)
    for (const each of [folder, file, path.join(folder, "users.txt")])
      fs.chownSync(each, account.uid, account.gid);
  const pooler = spawn(command, ["-q", file], { stdio: "ignore", cwd: folder, ...account });
  const through = (url: string) => Object.assign(new URL(url), { port: String(port) }).href;
  await answers(pooler, through(urls[0] ?? ""));
  return {
    through,
    stop: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      pooler.once("exit", () => resolve());
      if (pooler.exitCode !== null) resolve();
      pooler.kill("SIGTERM");
      await promise;
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(pooler: ChildProcess, url: string): Promise<void> {
  for (let tries = 0; tries < 400 && pooler.exitCode === null; tries++) {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  pooler.kill("SIGKILL");
  throw new Error("pgbouncer did not start");
}
