import { expect, test } from "vitest";
import { createBoundedQueue } from "./bounded-queue.ts";

test("runs as many at once as allowed, in the order of asking, and refuses what cannot wait", async () => {
  const inTurn = createBoundedQueue({ concurrency: 2, maxWaiting: 3 });
  const finish: (() => void)[] = [];
  const started: number[] = [];
  const work = (number: number) =>
    inTurn(async () => {
      started.push(number);
      await new Promise<void>((resolve) => finish.push(resolve));
      return number;
    });
  const works = [1, 2, 3, 4, 5].map(work);
  await expect(work(6)).rejects.toMatchObject({ code: "TOO_MANY" });
  expect(started).toEqual([1, 2]);
  const answers: number[] = [];
  for (const waiting of works) {
    finish.shift()?.();
    answers.push(await waiting);
  }
  expect(answers).toEqual([1, 2, 3, 4, 5]);
});

test("a work that fails gives its place on", async () => {
  const inTurn = createBoundedQueue({ concurrency: 1, maxWaiting: 5 });
  const failing = inTurn(() => Promise.reject(new Error("broken")));
  const next = inTurn(() => Promise.resolve("done"));
  await expect(failing).rejects.toThrow("broken");
  expect(await next).toBe("done");
});
