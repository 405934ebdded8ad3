import { expect, test } from "vitest";
import { describeFailure, failedJourneys, failedTests } from "./failures.ts";

const ofQueue = (files: Parameters<typeof failedTests>[2]) =>
  failedTests("packages/queue", "/stead/packages/queue", files);

test("of each failed test the end tells package, file, whole name and the first lines of its message", () => {
  const message = `\u001B[31mAssertionError\u001B[39m: expected 3 to be 2\n${"    at somewhere\n".repeat(30)}`;
  const failures = ofQueue([
    {
      status: "failed",
      name: "/stead/packages/queue/src/flow.test.ts",
      assertionResults: [
        { status: "passed", fullName: "flows on redis one" },
        { status: "failed", fullName: "flows on redis two", failureMessages: [message] },
      ],
    },
    { status: "passed", name: "/stead/packages/queue/src/cron.test.ts", assertionResults: [] },
  ]);
  expect(failures).toHaveLength(1);
  const lines = failures.map(describeFailure).join("\n").split("\n");
  expect(lines.slice(0, 2)).toEqual([
    "failed: packages/queue src/flow.test.ts flows on redis two",
    "  AssertionError: expected 3 to be 2",
  ]);
  expect(lines).toHaveLength(11);
});

test("a file that does not load is told with its reason", () => {
  const failures = ofQueue([
    {
      status: "failed",
      name: "/stead/packages/queue/src/flow.test.ts",
      message: "Cannot find module 'x'",
      assertionResults: [],
    },
  ]);
  expect(failures.map(describeFailure)).toEqual([
    "failed: packages/queue src/flow.test.ts\n  Cannot find module 'x'",
  ]);
});

test("journeys are told with their groups, those that passed at the second try too, and what broke around them", () => {
  const failed = (status: string, message: string) => ({ status, results: [{ errors: [{ message }] }] });
  const journeys = [
    {
      title: "sign-in.journey.ts",
      file: "sign-in.journey.ts",
      specs: [{ title: "signs in", tests: [{ status: "expected", results: [] }] }],
      suites: [
        {
          title: "on a phone",
          file: "sign-in.journey.ts",
          specs: [
            { title: "signs in", tests: [failed("unexpected", "no such button")] },
            { title: "signs out", tests: [failed("flaky", "too late")] },
          ],
        },
      ],
    },
  ];
  expect(failedJourneys("apps/web", journeys, [{ message: "port taken" }]).map(describeFailure)).toEqual([
    "failed: apps/web sign-in.journey.ts on a phone signs in\n  no such button",
    "failed: apps/web sign-in.journey.ts on a phone signs out\n  too late",
    "failed: apps/web\n  port taken",
  ]);
});
