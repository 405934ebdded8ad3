// Runs on the Node that the machine has, before anything is installed: no dependency, no TypeScript.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const oldestNode = [20, 19];
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
const isWindows = process.platform === "win32";

function stopUnlessNodeFits() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  console.error(
    `Stead needs Node ${oldestNode.join(".")} or newer to start; this is ${process.versions.node}.`,
  );
  console.error("Everything else, the Node that runs it included, it installs itself.");
  process.exit(1);
}

/** Runs a command in a process group of its own and passes signals on to all of it. Resolves to the exit code. */
function run(command, args, { env, shell = false, stdio = "inherit" }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, shell, stdio, detached: !isWindows });
    const pass = (signal) => {
      try {
        process.kill(isWindows ? child.pid : -child.pid, signal);
      } catch {
        // It is gone already: its exit is on the way.
      }
    };
    // A signal to npm alone ends it without reaching us: losing the parent means to stop.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      pass("SIGTERM");
    }, 500);
    if (process.env.npm_lifecycle_event === undefined) clearInterval(watch);
    const passers = signals.map((signal) => [signal, () => pass(signal)]);
    for (const [signal, passer] of passers) process.on(signal, passer);
    const done = (settle) => {
      clearInterval(watch);
      for (const [signal, passer] of passers) process.off(signal, passer);
      settle();
    };
    child.on("error", (error) => done(() => reject(error)));
    child.on("exit", (code, signal) => done(() => resolve(code ?? 128 + (constants.signals[signal] ?? 0))));
  });
}

/** What `node_modules` was made from. A pull that changes it asks for another install. */
function installFingerprint() {
  const hash = createHash("sha256");
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"])
    hash.update(readFileSync(path.join(root, file)));
  return hash.update(`${process.platform}-${process.arch}`).digest("hex");
}

async function ensureInstalled(env) {
  const stamp = path.join(root, "node_modules", ".stead-installed");
  const fingerprint = installFingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint) return;
  const { packageManager } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  console.log("Installing what Stead is made of (the first time takes about half a minute) ...");
  // `--yes`: npm may be set to ask, and there may be nobody to answer. CI: pnpm then never asks either.
  const code = await run("npx", ["--yes", packageManager, "install", "--frozen-lockfile"], {
    env: { ...env, CI: "true" },
    shell: isWindows,
  });
  if (code !== 0) {
    console.error(`The install failed (exit code ${code}); the lines above say why. Nothing was started.`);
    process.exit(code);
  }
  writeFileSync(stamp, fingerprint);
}

/** The Node that Stead pins, whatever the machine has. */
function pinnedNode() {
  return realpathSync(path.join(root, "node_modules", "node", "bin", isWindows ? "node.exe" : "node"));
}

function baseEnvironment() {
  const env = {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: "1",
    NEXT_TELEMETRY_DISABLED: "1",
    CHECKPOINT_DISABLE: "1",
  };
  if (!isWindows && !env.HOME) {
    env.HOME = path.join(root, ".stead", "home");
    mkdirSync(env.HOME, { recursive: true });
  }
  return env;
}

/**
 * Installs when needed, then runs a TypeScript program of the tree on the pinned Node, with the arguments of this
 * process. `env` is added to the program's environment. Ends with the program's exit code.
 */
export async function launch(program, env = {}) {
  stopUnlessNodeFits();
  const base = baseEnvironment();
  await ensureInstalled(base);
  const bin = path.join(root, "node_modules", ".bin");
  process.exitCode = await run(pinnedNode(), [path.join(root, program), ...process.argv.slice(2)], {
    env: { ...base, ...env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ""}` },
    // The channel carries nothing: its end tells the program that this process was killed.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
}

/** A folder for what the product writes while it runs, below the root. */
export function stateFolder(name) {
  return path.join(root, ".stead", name);
}
