import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { joinServer } from "@stead/testing/server";
import { findEngines, type Engine } from "./engines.ts";
import { describeFailure } from "./failures.ts";
import {
  addCounts,
  clearReports,
  countSilentFailures,
  noCounts,
  readFailedTasks,
  readFailures,
  readReports,
} from "./reports.ts";
import { runTurbo, type TurboRun } from "./turbo.ts";

/** `npm test`: builds, checks and tests everything on real engines, then says what passed, failed and was lacking. */
const root = path.resolve(import.meta.dirname, "../../../..");

let wasInterrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => (wasInterrupted = true));

function hasJourneys(): boolean {
  const manifest = JSON.parse(readFileSync(path.join(root, "apps/web/package.json"), "utf8")) as {
    scripts?: object;
  };
  return Object.hasOwn(manifest.scripts ?? {}, "test:e2e");
}

async function runAll(engines: readonly Engine[], extraArgs: readonly string[]): Promise<TurboRun[]> {
  const server = await joinServer();
  try {
    const env = {
      ...process.env,
      STEAD_TEST_DATABASE_URL: server.adminUrl,
      STEAD_TEST_ENGINES: [
        "postgres",
        ...engines.filter((engine) => engine.isThere).map(({ name }) => name),
      ].join(","),
    };
    // Test runs have workers of their own: half as many tasks as cores, and two on a small machine.
    const concurrency = Math.max(2, Math.floor(availableParallelism() / 2));
    const options = [
      `--concurrency=${concurrency}`,
      "--continue=dependencies-successful",
      "--output-logs=new-only",
    ];
    const runs = [
      await runTurbo(root, ["build", "check", "check:script-budget", "test", ...options, ...extraArgs], env),
    ];
    const canBrowse = engines.some((engine) => engine.name === "chromium" && engine.isThere);
    if (hasJourneys() && canBrowse && !wasInterrupted) {
      runs.push(await runTurbo(root, ["test:e2e", "--filter=@stead/web", ...options], env));
    }
    return runs;
  } finally {
    await server.leave();
  }
}

/**
 * Prints each package's counts, each failed test with the beginning of its message, what failed beside tests, what was
 * lacking, and the sum alone on the last line. Of a log whose beginning is lost, the end tells what to mend.
 */
function report(runs: readonly TurboRun[], lacking: readonly Engine[]): number {
  const reports = readReports(root);
  const failedTasks = runs.flatMap((run) => readFailedTasks(run.summaryFile));
  const brokenRuns = runs.filter(
    (run) => run.exitCode !== 0 && readFailedTasks(run.summaryFile).length === 0,
  ).length;
  const isDemanding = process.env["REQUIRE_ALL"] === "1";
  const sum = [...reports.values()].reduce(addCounts, noCounts);
  const failed =
    sum.failed +
    countSilentFailures(failedTasks, reports) +
    brokenRuns +
    (isDemanding ? lacking.length : 0) +
    (wasInterrupted ? 1 : 0);

  console.log("");
  for (const [folder, counts] of [...reports].toSorted(([left], [right]) => left.localeCompare(right))) {
    console.log(`${folder}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} not run`);
  }
  for (const failure of readFailures(root)) console.log(describeFailure(failure));
  for (const { taskId } of failedTasks) console.log(`failed: ${taskId}`);
  if (wasInterrupted) console.log("interrupted: what had not run by then is missing from the sum");
  for (const { remedy } of lacking)
    console.log(`lacking: ${remedy}${isDemanding ? "" : " (its tests did not run)"}`);
  console.log(`${sum.passed} passed, ${failed} failed`);
  return failed;
}

const engines = findEngines(process.env);
clearReports(root);
const runs = await runAll(engines, process.argv.slice(2));
const failed = report(
  runs,
  engines.filter((engine) => !engine.isThere),
);
if (failed > 0) process.exitCode = 1;
if (wasInterrupted) process.exitCode = 130;
