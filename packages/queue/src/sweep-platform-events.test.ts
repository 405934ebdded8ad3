import { openSystemDb } from "@stead/db/system";
import { openArranger } from "@stead/testing/arranger";
import { cloneDatabase } from "@stead/testing/database";
import { expect, test } from "vitest";
import { sweepPlatformEvents } from "./sweep-platform-events.ts";

test("what the platform's provider told goes after a time; what failed is kept for people longer", async () => {
  const database = await cloneDatabase();
  const arrange = await openArranger(database);
  const system = openSystemDb({ connectionString: database.systemUrl, min: 0, max: 1 });
  try {
    const put = (id: string, state: string, days: number) =>
      arrange.query(
        `insert into platform_events (id, type, happened_at, received_at, body_sealed, state)
          select $1, 'invoice.paid', at, at, '\\x00', $2 from (select now() - make_interval(days => $3) as at) t`,
        id,
        state,
        days,
      );
    for (const [state, days] of [
      ["applied", 89],
      ["applied", 91],
      ["ignored", 91],
      ["failed", 399],
      ["failed", 401],
      ["waiting", 91],
      ["received", 401],
    ] as const)
      await put(`evt_${state}_${days}`, state, days);
    expect(await sweepPlatformEvents(system)).toBe(4);
    const kept = await arrange.query<{ id: string }>("select id from platform_events order by id");
    expect(kept.map(({ id }) => id)).toEqual(["evt_applied_89", "evt_failed_399", "evt_waiting_91"]);
  } finally {
    await system.close();
    await arrange.close();
    await database.drop();
  }
});
