import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";

/** A script of the bench in a process of its own, which says where it listens. */
export type StartedScript = { pid: number; url: string; stop(): void };

export async function startScript(file: string, ...words: readonly string[]): Promise<StartedScript> {
  const script = spawn(process.execPath, [path.join(import.meta.dirname, file), ...words], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const { stdout } = script;
  if (stdout === null) throw new Error(`${file} has no output`);
  let url = "";
  for await (const line of createInterface({ input: stdout })) {
    url = /listens at (\S+)/.exec(line)?.[1] ?? "";
    if (url !== "") break;
  }
  stdout.resume();
  return { pid: script.pid ?? 0, url, stop: () => void script.kill("SIGTERM") };
}
