import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { isReachable, unprivilegedAccount } from "./account.ts";
import { executable, nativeFolder, reachableBinaries } from "./binaries.ts";

const run = promisify(execFile);

export const superuser = "postgres";

/** Where one server keeps its things, and how its programs are run. */
export type Cluster = {
  home: string;
  dataDirectory: string;
  logFile: string;
  password: string;
  execute(program: "initdb" | "pg_ctl", args: readonly string[]): Promise<void>;
};

/** Finds or makes the folders and the password of the server that lives in `home`; creates no database yet. */
export function locateCluster(home: string, unprivilegedHome: string): Cluster {
  fs.mkdirSync(home, { recursive: true, mode: 0o755 });
  const account = unprivilegedAccount();
  let native = nativeFolder();
  let dataDirectory = path.join(home, "data");
  if (account) {
    const name = `stead-postgres-${createHash("sha256").update(path.resolve(home)).digest("hex").slice(0, 12)}`;
    const reachableHome = path.join(unprivilegedHome, name);
    native = reachableBinaries(native, reachableHome);
    if (!isReachable(home)) {
      fs.mkdirSync(reachableHome, { recursive: true, mode: 0o755 });
      dataDirectory = path.join(reachableHome, "data");
    }
  }
  return {
    home,
    dataDirectory,
    logFile: path.join(dataDirectory, "server.log"),
    password: readOrMakePassword(path.join(home, "password")),
    execute: async (program, args) => {
      await run(executable(native, program), [...args], { ...account, cwd: path.dirname(dataDirectory) });
    },
  };
}

function readOrMakePassword(file: string): string {
  try {
    fs.writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return fs.readFileSync(file, "utf8");
}

/** Runs initdb unless it was done. An initdb that was killed half-way leaves nothing that counts as done. */
export async function initialise(cluster: Cluster): Promise<void> {
  if (fs.existsSync(path.join(cluster.dataDirectory, "PG_VERSION"))) return;
  const account = unprivilegedAccount();
  const partial = `${cluster.dataDirectory}-partial`;
  fs.rmSync(partial, { recursive: true, force: true });
  fs.mkdirSync(partial, { recursive: true, mode: 0o700 });
  const passwordFolder = fs.mkdtempSync(path.join(account ? "/var/tmp" : os.tmpdir(), "stead-postgres-"));
  const passwordFile = path.join(passwordFolder, "password");
  fs.writeFileSync(passwordFile, cluster.password, { mode: 0o600 });
  if (account)
    for (const target of [partial, passwordFolder, passwordFile])
      fs.chownSync(target, account.uid, account.gid);
  try {
    await cluster.execute("initdb", [
      `--pgdata=${partial}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
    ]);
  } finally {
    fs.rmSync(passwordFolder, { recursive: true, force: true });
  }
  fs.rmSync(cluster.dataDirectory, { recursive: true, force: true });
  fs.renameSync(partial, cluster.dataDirectory);
}
