import { spawnSync } from "node:child_process";
import path from "node:path";
import { tellResults } from "./kit/result.ts";

/**
 * What turbo does again in a tree in which nothing has changed: the build is run twice, and of the second run the tasks
 * that were executed are counted.
 *   npx pnpm --filter @stead/bench unchanged-rebuild [task ...]
 */
const given = process.argv.slice(2);
const tasks = given.length > 0 ? given : ["generate", "types", "typecheck", "lint", "build"];
const root = path.resolve(import.meta.dirname, "../../..");

function run(): { tasks: number; cached: number } {
  const turbo = path.join(root, "node_modules", ".bin", "turbo");
  const { status, stdout, stderr } = spawnSync(turbo, ["run", ...tasks, "--output-logs=errors-only"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`turbo run ${tasks.join(" ")}:\n${stdout}${stderr}`);
  const number = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1]);
  return { tasks: number(/Tasks:.*?(\d+) total/), cached: number(/Cached:\s+(\d+) cached/) };
}

run();
const again = run();
const executed = again.tasks - again.cached;
tellResults([
  {
    what: `turbo run ${tasks.join(" ")} again with nothing changed`,
    baseline: `${again.tasks} tasks`,
    figure: `${executed} executed`,
    goal: "0",
    verdict: executed === 0 && again.tasks > 0 ? "met" : "missed",
  },
]);
