import { openDb } from "@stead/db/client";
import { openSystemDb } from "@stead/db/system";
import type { DataChange } from "@stead/kernel/changes";
import { silentLogger } from "@stead/kernel/logger";
import { openArranger } from "@stead/testing/arranger";
import { cloneDatabase } from "@stead/testing/database";
import { makeAgency } from "@stead/testing/factories";
import { expect, onTestFinished, test, vi } from "vitest";
import { startChangeTeller } from "./change-teller.ts";

const rename = { name: "", text: "update contacts set name = name where agency_id = $1" };

test("tells what nobody told, once, also of a transaction that began long before it committed", async () => {
  const database = await cloneDatabase();
  const arrange = await openArranger(database);
  const agency = await makeAgency(arrange);
  const heard = new Set<string>();
  // A process that ends before it tells, and one that tells.
  const silent = openDb({ connectionString: database.appUrl, min: 0 });
  const speaking = openDb({
    connectionString: database.appUrl,
    min: 0,
    onChanges: async (changes) => {
      for (const { note } of changes) heard.add(note);
    },
  });
  const system = openSystemDb({ connectionString: database.systemUrl, min: 0 });
  const told: DataChange[] = [];
  let looks = 0;
  const teller = startChangeTeller({
    system: { sql: (statement, ...values) => (looks++, system.sql(statement, ...values)) },
    log: silentLogger,
    tell: async (changes) => void told.push(...changes),
    hasHeard: (note) => heard.has(note),
    pauseMs: 5,
  });
  onTestFinished(async () => {
    await teller.stop();
    await Promise.all([silent.close(), speaking.close(), system.close()]);
    await arrange.close();
    await database.drop();
  });
  const until = (check: () => void) => vi.waitFor(check, { timeout: 40_000, interval: 5 });
  const moreLooks = async () => {
    const before = looks;
    await until(() => expect(looks).toBeGreaterThan(before + 3));
  };
  const forAgency = { deadline: Date.now() + 60_000 };

  const slow = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  const slowly = silent.forAgency(agency.id, forAgency).transaction(async (tx) => {
    await tx.sql(rename, agency.id);
    began.resolve();
    await slow.promise;
  });
  await began.promise;
  await speaking.forAgency(agency.id, forAgency).sql(rename, agency.id);
  await moreLooks();
  expect(told.filter(({ event }) => event === "contact.changed")).toEqual([]);
  slow.resolve();
  await slowly;
  await until(() => expect(told.some(({ event }) => event === "contact.changed")).toBe(true));
  await moreLooks();
  expect(told.filter(({ event }) => event === "contact.changed")).toEqual([
    { event: "contact.changed", agencyId: agency.id, subject: "", note: expect.any(String) },
  ]);
});
