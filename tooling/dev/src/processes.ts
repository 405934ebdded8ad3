import { spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export type ProcessSpec = {
  name: string;
  directory: string;
  entry: string;
  env: NodeJS.ProcessEnv;
  /** Address that answers 2xx when the process may take traffic; without one it counts as ready at once. */
  readyUrl?: string;
  /** Starts again when its code changes. */
  isWatched?: boolean;
};

const readyTimeoutMs = 60_000;
const stopTimeoutMs = 15_000;
const restartPauseMs = 1_000;

/** Starts Stead's processes, keeps them running and ends them together. Their output goes to `<home>/logs/<name>.log`. */
export class Processes {
  readonly #children = new Map<string, ChildProcess>();
  readonly #logs: string;
  #isStopping = false;

  constructor(home: string) {
    this.#logs = path.join(home, "logs");
    fs.mkdirSync(this.#logs, { recursive: true });
  }

  /** Resolves when the process is ready. A process that ends by itself later is started again. */
  async start(spec: ProcessSpec): Promise<void> {
    this.#launch(spec);
    if (spec.readyUrl === undefined) return;
    const untilMs = Date.now() + readyTimeoutMs;
    while (Date.now() < untilMs) {
      if (await answers(spec.readyUrl)) return;
      await sleep(100);
    }
    throw new Error(`${spec.name} did not become ready; its log is ${this.logFile(spec.name)}`);
  }

  logFile(name: string): string {
    return path.join(this.#logs, `${name}.log`);
  }

  #launch(spec: ProcessSpec): void {
    const log = fs.openSync(this.logFile(spec.name), "a");
    const watch = spec.isWatched === true ? ["--watch", "--watch-preserve-output"] : [];
    const child = spawn(process.execPath, [...watch, spec.entry], {
      cwd: spec.directory,
      env: spec.env,
      // The channel carries nothing: when this process is killed, its end tells the child to finish.
      stdio: ["ignore", log, log, "ipc"],
    });
    fs.closeSync(log);
    this.#children.set(spec.name, child);
    child.once("exit", () => {
      if (this.#isStopping || this.#children.get(spec.name) !== child) return;
      setTimeout(() => !this.#isStopping && this.#launch(spec), restartPauseMs);
    });
  }

  /** Asks every process to finish and ends those that don't. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#children.values()].map(endChild));
    this.#children.clear();
  }
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const kill = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
  await gone;
  clearTimeout(kill);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000), redirect: "manual" });
    return response.status < 400;
  } catch {
    return false;
  }
}
