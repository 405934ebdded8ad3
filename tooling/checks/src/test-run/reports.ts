import { existsSync, globSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import {
  failedJourneys,
  failedTests,
  type Failure,
  type JourneyError,
  type JourneySuite,
  type VitestFile,
} from "./failures.ts";

/** Where runners leave their counts: written by the shared Vitest settings, and by Playwright's JSON reporter. */
const reportGlobs = [
  "{apps,packages,tooling}/*/test-results/vitest.json",
  "apps/web/playwright-report/results.json",
];

export type Counts = { passed: number; failed: number; skipped: number };

export const noCounts: Counts = { passed: 0, failed: 0, skipped: 0 };

export function addCounts(left: Counts, right: Counts): Counts {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
  };
}

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: VitestFile[];
};
type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors?: JourneyError[];
  suites?: JourneySuite[];
};
type Report = VitestReport | PlaywrightReport;

/** A file that failed before its first test counts as one failure. */
function countVitest(report: VitestReport): Counts {
  const unloaded = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** A journey that passed only when tried again is a failure that hides. */
function countPlaywright({ stats, errors = [] }: PlaywrightReport): Counts {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  };
}

function readEach(root: string): { folder: string; report: Report }[] {
  return globSync(reportGlobs, { cwd: root }).map((file) => ({
    folder: file.split(path.sep).slice(0, 2).join("/"),
    report: JSON.parse(readFileSync(path.join(root, file), "utf8")) as Report,
  }));
}

/** Removes the reports of an earlier run, so that only what this run left is counted. */
export function clearReports(root: string): void {
  for (const file of globSync(reportGlobs, { cwd: root })) rmSync(path.join(root, file));
}

/** The counts of each package that left a report, by its folder. */
export function readReports(root: string): Map<string, Counts> {
  const byFolder = new Map<string, Counts>();
  for (const { folder, report } of readEach(root)) {
    const counts = "stats" in report ? countPlaywright(report) : countVitest(report);
    byFolder.set(folder, addCounts(byFolder.get(folder) ?? noCounts, counts));
  }
  return byFolder;
}

/** The tests that failed in all reports, in the order of their packages. */
export function readFailures(root: string): Failure[] {
  return readEach(root)
    .toSorted((left, right) => left.folder.localeCompare(right.folder))
    .flatMap(({ folder, report }) =>
      "stats" in report
        ? failedJourneys(folder, report.suites ?? [], report.errors ?? [])
        : failedTests(folder, path.join(root, folder), report.testResults),
    );
}

type RunSummary = {
  tasks: { taskId: string; directory: string; execution?: { exitCode: number | null } }[];
};

export type FailedTask = { taskId: string; folder: string };

/** The tasks that ended badly, from the summary that turbo writes with `--summarize`. */
export function readFailedTasks(summaryFile: string | undefined): FailedTask[] {
  if (summaryFile === undefined || !existsSync(summaryFile)) return [];
  const { tasks } = JSON.parse(readFileSync(summaryFile, "utf8")) as RunSummary;
  return tasks
    .filter((task) => task.execution !== undefined && task.execution.exitCode !== 0)
    .map((task) => ({ taskId: task.taskId, folder: task.directory }));
}

/** A failed task whose failure no test stands for (a build, a check, a run that broke) is one failure more. */
export function countSilentFailures(
  failedTasks: readonly FailedTask[],
  reports: ReadonlyMap<string, Counts>,
): number {
  return failedTasks.filter(({ taskId, folder }) => {
    const isTest = /#test(:|$)/.test(taskId);
    return !isTest || (reports.get(folder)?.failed ?? 0) === 0;
  }).length;
}
