import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** The operating system account that PostgreSQL runs as when this process may not run it itself. */
export type Account = { uid: number; gid: number };

/** PostgreSQL refuses root. As root: an existing unprivileged account; else undefined (this account does). */
export function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const name = ["postgres", "nobody"].find((candidate) => spawnSync("id", [candidate]).status === 0);
  if (name === undefined)
    throw new Error("PostgreSQL cannot run as root, and there is neither a postgres nor a nobody account");
  const id = (flag: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

/** True when every folder down to `target` lets other accounts pass. */
export function isReachable(target: string): boolean {
  const anyoneMayPass = 0o001;
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    if (fs.existsSync(folder) && !(fs.statSync(folder).mode & anyoneMayPass)) return false;
    if (folder === path.dirname(folder)) return true;
  }
}
