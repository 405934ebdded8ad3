import { expect, test } from "vitest";
import { recurringWork, type RecurringParts } from "./schedules.ts";

type Request = Parameters<NonNullable<RecurringParts["retirePartitions"]>>[0];

/** What is let go of in November 2026 when the oldest callback without books is of a month. */
async function letGo(
  oldest: string | undefined,
  inbound: number,
): Promise<{ request: Request | undefined; asked: string[] }> {
  const nothing = async () => {};
  const asked: string[] = [];
  let request: Request | undefined;
  const work = recurringWork({
    enqueueWaitingFolds: nothing,
    enqueueFileSweeps: nothing,
    enqueueDueDisbursements: nothing,
    sweepEvents: nothing,
    sweepJobs: nothing,
    sweepReports: nothing,
    sweepPlatformEvents: nothing,
    makePartitions: nothing,
    retirePartitions: async (given) => void (request = given),
    findOldestUnbooked: async (before) => {
      asked.push(before);
      return oldest;
    },
    keepMonths: { audit: 84, deliveries: 25, inbound_events: inbound },
    nowMs: () => Date.UTC(2026, 10, 22),
  });
  await work.find(({ name }) => name === "retirement")?.turn();
  return { request, asked };
}

test("months go by their age", async () => {
  const { request, asked } = await letGo(undefined, 25);
  expect(asked).toEqual(["2024-10"]);
  expect(request).toEqual({
    keepMonths: { audit: 84, deliveries: 25, inbound_events: 25 },
    month: "2026-11",
  });
});

test("a callback that is in no books keeps its month and those after it", async () => {
  const { request } = await letGo("2023-12", 25);
  expect(request?.keepMonths).toEqual({ audit: 84, deliveries: 25, inbound_events: 35 });
});

test("what is kept for ever is not looked for", async () => {
  expect(await letGo("2023-12", 0)).toMatchObject({
    asked: [],
    request: { keepMonths: { inbound_events: 0 } },
  });
});
