import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { medianOf } from "./statistics.ts";

/**
 * How long a newcomer waits: from `npm start` in a clean clone, with an empty home, to the printed screen with nothing
 * loaded, against a frozen pnpm install of the same tree with an empty store. Both fetch everything from the registry.
 */
const { values } = parseArgs({ options: { rounds: { type: "string", default: "3" } } });
const rounds = Number(values.rounds);
const goal = 1.5;
const root = path.resolve(import.meta.dirname, "../../..");
const pnpm = path.join(root, "node_modules", ".bin", "pnpm");

type Place = { tree: string; env: Record<string, string>; remove: () => void };

/** A clone of what is committed, and a home in which nothing is. */
function makePlace(): Place {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stead-clone-"));
  const home = path.join(folder, "home");
  const tree = path.join(folder, "stead");
  fs.mkdirSync(home);
  const { status, stderr } = spawnSync("git", ["clone", "--quiet", "--no-local", root, tree], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`git clone: ${stderr}`);
  return {
    tree,
    env: { HOME: home, PATH: pathOutside(), CI: "true" },
    remove: () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10 }),
  };
}

/** The search path without this tree, so that nothing of it helps. */
function pathOutside(): string {
  const parts = (process.env["PATH"] ?? "").split(path.delimiter);
  return parts.filter((part) => !part.startsWith(root)).join(path.delimiter);
}

async function inPlace<T>(work: (place: Place) => Promise<T>): Promise<T> {
  const place = makePlace();
  try {
    return await work(place);
  } finally {
    place.remove();
  }
}

async function installSeconds({ tree, env }: Place): Promise<number> {
  const startedMs = performance.now();
  const child = spawn(pnpm, ["install", "--frozen-lockfile"], {
    cwd: tree,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error(`the install ended with ${String(code)}`);
  return (performance.now() - startedMs) / 1_000;
}

type Started = { seconds: number; steps: string };

async function startSeconds({ tree, env }: Place): Promise<Started> {
  const startedMs = performance.now();
  const child = spawn("npm", ["start", "--", "--empty"], {
    cwd: tree,
    env,
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  try {
    return await readScreen(child, startedMs);
  } finally {
    await stopGroup(child);
  }
}

async function readScreen(child: ChildProcess, startedMs: number): Promise<Started> {
  if (child.stdout === null) throw new Error("npm start has no output");
  let seconds: number | undefined;
  for await (const line of createInterface(child.stdout)) {
    if (line.includes("Stead is running")) seconds = (performance.now() - startedMs) / 1_000;
    if (seconds !== undefined && line.includes(" · together ")) return { seconds, steps: line.trim() };
  }
  throw new Error("npm start ended before its screen");
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  child.stdout?.resume();
  const ended = once(child, "exit");
  process.kill(-child.pid, "SIGINT");
  await ended;
}

const ratios: number[] = [];
for (let round = 1; round <= rounds; round++) {
  const install = await inPlace(installSeconds);
  const start = await inPlace(startSeconds);
  ratios.push(start.seconds / install);
  console.log(
    `round ${round}: install alone ${install.toFixed(1)} s, npm start to its screen ${start.seconds.toFixed(1)} s, ${(start.seconds / install).toFixed(2)}x`,
  );
  console.log(`  ${start.steps}`);
}
const ratio = medianOf(ratios);
console.log(
  `median of ${rounds}: ${ratio.toFixed(2)}x of the install; goal at most ${goal.toFixed(1)}x: ${ratio <= goal ? "met" : "missed"}`,
);
process.exitCode = ratio <= goal ? 0 : 1;
