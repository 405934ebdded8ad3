import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkTemplate,
  findStop,
  isTriedAgain,
  mergeFields,
  mergeText,
  mostAttempts,
  pauseMs,
  reachOf,
  stepOn,
  type MergeValues,
  type ReminderPosition,
} from "./rules.ts";

const values = Object.fromEntries(mergeFields.map((field) => [field, `<${field}>`])) as MergeValues;

describe("merge fields", () => {
  test("are filled in, blanks inside the braces or not", () => {
    expect(mergeText("Dear {{ tenant.firstName }}, {{overdue}} for {{unit.label}}.", values)).toBe(
      "Dear <tenant.firstName>, <overdue> for <unit.label>.",
    );
  });

  test("in what they are filled with stay as they are", () => {
    const sly = { ...values, "tenant.name": "{{balance}} $& $1" };
    expect(mergeText("{{tenant.name}}", sly)).toBe("{{balance}} $& $1");
  });

  test("that do not exist are refused with the place they stand in", () => {
    expect(() => checkTemplate("body", "{{tenant.phone}}")).toThrow("there is no field {{tenant.phone}}");
    for (const field of mergeFields) checkTemplate("body", `{{${field}}}`);
  });
});

describe("where a message goes", () => {
  const both = { email: "a@b.c", phone: "+1" };
  test.each([
    ["email", both, { channel: "email", address: "a@b.c" }],
    ["sms", both, { channel: "sms", address: "+1" }],
    ["email_else_sms", both, { channel: "email", address: "a@b.c" }],
    ["email_else_sms", { email: null, phone: "+1" }, { channel: "sms", address: "+1" }],
    ["email_else_sms", { email: null, phone: null }, { channel: "email", address: null }],
    ["email", { email: null, phone: "+1" }, { channel: "email", address: null }],
  ] as const)("%s of %o", (channel, contact, reach) => {
    expect(reachOf(channel, contact)).toEqual(reach);
  });
});

test("pauses double within an hour, vary by a quarter, and are at least what is asked", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 10_000_000 }),
      (attempt, share, askedMs) => {
        const pause = pauseMs(attempt, share, askedMs);
        const doubled = Math.min(3_600_000, 30_000 * 2 ** (attempt - 1));
        expect(pause).toBeGreaterThanOrEqual(Math.max(askedMs, Math.floor(doubled * 0.75)));
        expect(pause).toBeLessThanOrEqual(Math.max(askedMs, Math.ceil(doubled * 1.25)));
      },
    ),
  );
});

test("only what may pass is tried again, and not for ever", () => {
  expect(isTriedAgain("throttled", 1)).toBe(true);
  expect(isTriedAgain("provider_down", mostAttempts - 1)).toBe(true);
  expect(isTriedAgain("provider_down", mostAttempts)).toBe(false);
  expect(isTriedAgain("bad_address", 1)).toBe(false);
  expect(isTriedAgain("rejected", 1)).toBe(false);
});

describe("a reminder", () => {
  const late: ReminderPosition = {
    leaseStatus: "active",
    overdueMinor: 5_000,
    unallocatedMinor: 0,
    isBeingPaid: false,
    holds: [],
    isOptedOut: false,
  };
  test("goes to an active lease that owes", () => {
    expect(findStop(late, 1)).toBeNull();
  });

  test.each([
    ["nothing is overdue", { overdueMinor: 0 }, "paid"],
    ["too little is overdue", { overdueMinor: 99 }, "paid"],
    ["money waits to be allocated", { unallocatedMinor: 1 }, "payment_pending"],
    ["it is being paid", { isBeingPaid: true }, "payment_pending"],
    ["a promise runs", { holds: ["promise"] }, "promise"],
    ["the debt is disputed", { holds: ["dispute"] }, "dispute"],
    ["a payment is on its way", { holds: ["payment_pending"] }, "payment_pending"],
    ["the tenant is in hardship", { holds: ["hardship"] }, "hardship"],
    ["notice was served", { holds: ["notice_served"] }, "notice_served"],
    ["the lease is under notice", { leaseStatus: "notice" }, "notice_served"],
    ["the lease is over", { leaseStatus: "ended" }, "lease_over"],
    ["the tenant wants none", { isOptedOut: true }, "opted_out"],
    ["it is paid, whatever else holds", { overdueMinor: 0, holds: ["dispute"], isOptedOut: true }, "paid"],
  ] as const)("does not go when %s", (_why, change, code) => {
    expect(findStop({ ...late, ...change }, 100)).toBe(code);
  });

  test("is of the latest step that was reached", () => {
    const steps = [{ day: 10 }, { day: 1 }, { day: 5 }];
    const dayOf = (days: number) => stepOn(steps, days)?.day ?? null;
    expect([0, 1, 4, 5, 9, 10, 400].map(dayOf)).toEqual([null, 1, 1, 5, 5, 10, 10]);
  });
});
