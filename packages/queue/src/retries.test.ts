import { AppError } from "@stead/kernel/errors";
import { expect, test } from "vitest";
import { classify, jobErrorOf, pauseAfter, RetryLater } from "./retries.ts";

const tries = { attempt: 1, attempts: 5, postponed: 0, backoffMs: 1_000, nowMs: 1_000_000 };

test.each([
  [new AppError("UNAVAILABLE", "away"), "retry"],
  [new AppError("TIMEOUT", "slow"), "retry"],
  [new AppError("INVALID", "no"), "never"],
  [new AppError("PRECONDITION", "no"), "never"],
  [new RetryLater(5, "closed"), "later"],
  [new AppError("INTERNAL", "ours"), "bug"],
  [new TypeError("x is undefined"), "bug"],
  ["text", "bug"],
])("%s is of the class %s", (error, kind) => {
  expect(classify(error)).toBe(kind);
});

test("pauses double, vary by up to half, and end at an hour", () => {
  const error = new AppError("UNAVAILABLE", "away");
  for (const [attempt, fullMs] of [
    [1, 1_000],
    [2, 2_000],
    [4, 8_000],
    [30, 3_600_000],
  ] as const) {
    const pauses = Array.from(
      { length: 200 },
      () => pauseAfter(error, { ...tries, attempt, attempts: 99 })?.pauseMs ?? 0,
    );
    expect(Math.max(...pauses)).toBeLessThanOrEqual(fullMs);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(fullMs / 2);
    expect(new Set(pauses).size).toBeGreaterThan(10);
  }
});

test("tries end: at once for what stays wrong, after three for a bug, after all for the rest", () => {
  expect(pauseAfter(new AppError("INVALID", "no"), tries)).toBeNull();
  expect(pauseAfter(new TypeError("x"), { ...tries, attempt: 2 })).not.toBeNull();
  expect(pauseAfter(new TypeError("x"), { ...tries, attempt: 3 })).toBeNull();
  expect(pauseAfter(new AppError("TIMEOUT", "slow"), { ...tries, attempt: 4 })).not.toBeNull();
  expect(pauseAfter(new AppError("TIMEOUT", "slow"), { ...tries, attempt: 5 })).toBeNull();
});

test("an error that names a time waits until then, and for ever only so often", () => {
  const error = new RetryLater(1_060_000, "closed");
  expect(pauseAfter(error, { ...tries, attempt: 5 })).toEqual({ pauseMs: 60_000, isTry: false });
  expect(pauseAfter(error, { ...tries, postponed: 500 })).toBeNull();
});

test("people are told the text of our own errors only", () => {
  expect(jobErrorOf(new AppError("INVALID", "the file is empty"))).toEqual({
    code: "INVALID",
    message: "the file is empty",
  });
  expect(jobErrorOf(new Error("password is hunter2")).message).not.toContain("hunter2");
});
