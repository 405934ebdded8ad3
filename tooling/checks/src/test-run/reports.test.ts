import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  addCounts,
  clearReports,
  countSilentFailures,
  noCounts,
  readFailedTasks,
  readFailures,
  readReports,
} from "./reports.ts";

function plantFiles(files: Record<string, unknown>): string {
  const root = mkdtempSync(path.join(tmpdir(), "stead-reports-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(root, file), JSON.stringify(content));
  }
  return root;
}

const vitestReport = (passed: number, failed: number, files: object[] = []) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: 1,
  numTodoTests: 0,
  testResults: files,
});

test("sums every package's tests and the journeys; a file that does not load and a flaky journey are failures", () => {
  const root = plantFiles({
    "packages/kernel/test-results/vitest.json": vitestReport(10, 0),
    "tooling/checks/test-results/vitest.json": vitestReport(5, 1, [
      { status: "failed", name: "unloaded.test.ts", assertionResults: [] },
      {
        status: "failed",
        name: "rules.test.ts",
        assertionResults: [{ status: "failed", fullName: "a rule holds", failureMessages: ["it does not"] }],
      },
    ]),
    "apps/web/playwright-report/results.json": {
      stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 0 },
      suites: [
        {
          title: "pays.journey.ts",
          file: "pays.journey.ts",
          specs: [
            { title: "pays", tests: [{ status: "unexpected", results: [{ error: { message: "unpaid" } }] }] },
            { title: "pays late", tests: [{ status: "flaky", results: [] }] },
          ],
        },
      ],
    },
  });
  expect(readFailures(root).map(({ folder, name, message }) => [folder, name, message])).toEqual([
    ["apps/web", "pays", "unpaid"],
    ["apps/web", "pays late", ""],
    ["tooling/checks", "", ""],
    ["tooling/checks", "a rule holds", "it does not"],
  ]);
  const reports = readReports(root);
  expect(reports.get("tooling/checks")).toEqual({ passed: 5, failed: 2, skipped: 1 });
  expect([...reports.values()].reduce(addCounts, noCounts)).toEqual({ passed: 19, failed: 4, skipped: 2 });
});

test("the reports of an earlier run are not counted", () => {
  const root = plantFiles({ "packages/kernel/test-results/vitest.json": vitestReport(10, 0) });
  clearReports(root);
  expect(readReports(root).size).toBe(0);
});

test("a task that fails without a failing test is a failure of its own", () => {
  const root = plantFiles({
    "packages/kernel/test-results/vitest.json": vitestReport(9, 1),
    "packages/db/test-results/vitest.json": vitestReport(9, 0),
    "run.json": {
      tasks: [
        { taskId: "@stead/kernel#test", directory: "packages/kernel", execution: { exitCode: 1 } },
        { taskId: "@stead/db#test", directory: "packages/db", execution: { exitCode: 1 } },
        { taskId: "@stead/db#lint", directory: "packages/db", execution: { exitCode: 1 } },
        { taskId: "@stead/ui#lint", directory: "packages/ui", execution: { exitCode: 0 } },
        { taskId: "@stead/web#build", directory: "apps/web" },
      ],
    },
  });
  const failedTasks = readFailedTasks(path.join(root, "run.json"));
  expect(failedTasks.map((task) => task.taskId)).toEqual([
    "@stead/kernel#test",
    "@stead/db#test",
    "@stead/db#lint",
  ]);
  expect(countSilentFailures(failedTasks, readReports(root))).toBe(2);
  expect(readFailedTasks(undefined)).toEqual([]);
});
