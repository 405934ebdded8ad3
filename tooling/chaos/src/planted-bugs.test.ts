import { describe, expect, test } from "vitest";
import { payUnderFire, type FireOptions } from "./payments-under-fire.ts";
import {
  answerBeforeCommit,
  dropUniqueIndex,
  openRelayThatSendsTwice,
  postLate,
  postOutside,
  skipEffectKey,
  type Relay,
} from "./test-faults.ts";
import { namesOf, openTestDatabase, smallRun } from "./test-house.ts";

async function run(fault: Partial<FireOptions>) {
  const database = await openTestDatabase();
  try {
    return await payUnderFire({ ...smallRun, seed: 7, database, ...fault });
  } finally {
    await database.stop();
  }
}

describe("the audit", () => {
  test("finds nothing where nothing is wrong", async () => {
    const report = await run({});
    expect(report.findings).toEqual([]);
    expect(report.receipts).toBeGreaterThan(10);
  });

  test("finds a unique index that was dropped", async () => {
    expect(namesOf(await run({ plant: dropUniqueIndex }))).toEqual(
      expect.arrayContaining(["doubled", "clearing"]),
    );
  });

  test("finds an effect whose key is skipped", async () => {
    expect(namesOf(await run({ plant: skipEffectKey }))).toEqual(
      expect.arrayContaining(["lost", "invented", "clearing"]),
    );
  });

  test("finds an answer that was given before the commit", async () => {
    expect(namesOf(await run({ plant: answerBeforeCommit }))).toContain("untold");
  });

  test("finds a posting outside the transaction", async () => {
    expect(namesOf(await run({ plant: postOutside, reap: postLate }))).toEqual(
      expect.arrayContaining(["unbalanced", "unsound"]),
    );
  });

  test("finds a relay that sends twice", async () => {
    let relay: Relay | undefined;
    const providersAt = async (sandboxUrl: string) => {
      relay = await openRelayThatSendsTwice(sandboxUrl);
      return relay.url;
    };
    // Whoever is asked again pays again.
    const plant: FireOptions["plant"] = async ({ sandbox }) =>
      void (await sandbox.play("PATCH", "/settings", { autoplaySeconds: 5 }));
    try {
      expect(namesOf(await run({ providersAt, plant, reap: async () => relay?.settled() }))).toContain(
        "asked twice",
      );
    } finally {
      await relay?.close();
    }
  });
});
