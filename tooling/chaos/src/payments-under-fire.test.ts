import path from "node:path";
import { findRedis } from "@stead/testing/redis";
import { expect, onTestFailed, test } from "vitest";
import { openOwnDatabase } from "./cluster.ts";
import { payUnderFire } from "./payments-under-fire.ts";

const seed = 1;

test("three hundred payments and twenty kills: every receipt is in the books once", async () => {
  onTestFailed(() => void process.stderr.write(`seed ${seed}\n`));
  const database = await openOwnDatabase(path.resolve(import.meta.dirname, "../../../.stead/chaos-tests"));
  try {
    const report = await payUnderFire({
      database,
      hasRedis: findRedis() !== undefined,
      seed,
      payments: 300,
      kills: 20,
      atOnce: 12,
      leases: 60,
    });
    expect(report.findings).toEqual([]);
    expect(report.missed).toEqual([]);
    expect(report.kills).toHaveLength(20);
    expect(report.payments).toBe(report.receipts);
    expect(report.receipts).toBeGreaterThan(200);
  } finally {
    await database.stop();
  }
});
