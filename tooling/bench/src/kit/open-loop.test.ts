import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { sendOpenLoop } from "./open-loop.ts";

test("requests are sent whether or not earlier ones are answered, and time counts from when they were to be sent", async () => {
  const gate = Promise.withResolvers<void>();
  let sent = 0;
  const send = async () => {
    // Nobody is answered until ten wait.
    if (++sent === 10) gate.resolve();
    await gate.promise;
    return "good" as const;
  };
  const load = await sendOpenLoop({ perSecond: 500, seconds: 0.2, send });
  expect(load.ends.good).toBe(sent);
  expect(sent).toBeGreaterThan(50);
  expect(load.p99Ms).toBeGreaterThan(load.p50Ms);
});

test("refusals and failures are no good answers", async () => {
  let sent = 0;
  const send = async () => {
    sent++;
    await wait(1);
    if (sent % 3 === 0) throw new Error("gone");
    return sent % 2 === 0 ? "refused" : "good";
  };
  const { ends } = await sendOpenLoop({ perSecond: 300, seconds: 0.2, send });
  expect(ends.good + ends.refused + ends.failed).toBe(sent);
  expect(ends.refused).toBeGreaterThan(0);
  expect(ends.failed).toBeGreaterThan(0);
});
