import fs from "node:fs";
import path from "node:path";
import { env } from "./env.ts";

/** The folder that a start keeps everything in, held by this process alone until it is released. */
export type Home = { folder: string; release: () => void };

/** Makes the home of this start and takes it. */
export function openHome(root: string): Home {
  const folder = path.resolve(root, env.home);
  fs.mkdirSync(path.join(folder, "logs"), { recursive: true });
  return { folder, release: takeHomeLock(folder) };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * Makes this process the only one that runs from `home`, and returns the function that gives it up. The mark of a
 * killed start is taken over.
 */
function takeHomeLock(home: string): () => void {
  const file = path.join(home, "running.pid");
  const holder = fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8")) : Number.NaN;
  if (Number.isInteger(holder) && holder > 0 && holder !== process.pid && isAlive(holder)) {
    throw new Error(
      `Stead is running from ${home} already (process ${holder}). Stop it first, or set STEAD_HOME to another folder.`,
    );
  }
  fs.writeFileSync(file, String(process.pid));
  return () => fs.rmSync(file, { force: true });
}
