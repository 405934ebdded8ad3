import { expect, test } from "vitest";
import { RunningJob } from "./running-job.ts";

const aJob = () => new RunningJob({ agencyId: "a", id: "1" });

test("work within its time is answered", async () => {
  const job = aJob();
  expect(await job.within(Promise.resolve("done"), 1_000, 10)).toBe("done");
  expect(job.ending).toBeUndefined();
});

test("work that takes too long has its signal aborted and may still end well", async () => {
  const job = aJob();
  const work = new Promise<string>((resolve) =>
    job.signal.addEventListener("abort", () => resolve("stopped early")),
  );
  expect(await job.within(work, 5, 1_000)).toBe("stopped early");
  expect(job.ending).toBe("timeout");
});

test("work that ignores its signal is left behind with the reason", async () => {
  const job = aJob();
  await expect(job.within(new Promise(() => {}), 5, 5)).rejects.toMatchObject({ code: "TIMEOUT" });
});

test("the first reason counts", () => {
  const job = aJob();
  job.end("cancelled");
  job.end("timeout");
  expect(job.ending).toBe("cancelled");
  expect(job.signal.reason).toMatchObject({ code: "CANCELLED" });
});
