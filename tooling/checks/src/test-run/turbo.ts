import { spawn } from "node:child_process";
import { globSync, statSync } from "node:fs";
import path from "node:path";

export type TurboRun = {
  exitCode: number;
  /** What turbo wrote about the run's tasks; undefined when it did not get that far. */
  summaryFile: string | undefined;
};

function newestSummary(root: string, sinceMs: number): string | undefined {
  return globSync(".turbo/runs/*.json", { cwd: root })
    .map((file) => path.join(root, file))
    .map((file) => ({ file, writtenMs: statSync(file).mtimeMs }))
    .filter(({ writtenMs }) => writtenMs >= sinceMs)
    .toSorted((left, right) => right.writtenMs - left.writtenMs)[0]?.file;
}

/** Runs turbo in this process's group, so that a signal to the group reaches every task. */
export async function runTurbo(
  root: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<TurboRun> {
  const startedMs = Date.now();
  const program = path.join(root, "node_modules/turbo/bin/turbo");
  const exitCode = await new Promise<number>((resolve, reject) => {
    const child = spawn(process.execPath, [program, "run", ...args, "--summarize"], {
      cwd: root,
      env,
      stdio: "inherit",
    });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
  return { exitCode, summaryFile: newestSummary(root, startedMs) };
}
