import { liveEvents } from "@stead/contracts/live";
import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { requestCancel } from "./cancellation.ts";
import { enqueueFlow, type FlowOptions } from "./flow.ts";
import {
  engineKinds,
  eventually,
  openQueueHouse,
  visible,
  type Ends,
  type QueueHouse,
} from "./test-queue.ts";

describe.each(engineKinds)("flows on %s", (kind) => {
  let house: QueueHouse;
  beforeAll(async () => {
    house = await openQueueHouse(kind);
  });
  afterEach(async () => {
    await house.rest();
    await house.arrange.query("delete from outbox");
    await house.arrange.query("delete from outbox_waits");
  });
  afterAll(() => house.close());

  /** A proof of the books that waits for three payments. */
  async function aFlow(options: FlowOptions = {}) {
    const agencyId = await house.anAgency();
    const children = Array.from({ length: 3 }, () => ({
      name: "payments.apply-credit" as const,
      payload: { agencyId, leaseId: newId() },
    }));
    const parent = {
      name: "ledger.proof" as const,
      payload: { agencyId },
      options: { ...visible(), ...options },
    };
    const ctx = { agencyId, requestId: null };
    const flow = await house.db
      .forAgency(agencyId)
      .transaction((tx) => enqueueFlow(tx, ctx, parent, children));
    return { agencyId, ...flow };
  }

  test("the parent runs when all its children are done, although the engine forgot them", async () => {
    const { agencyId, id, childIds } = await aFlow();
    expect(await house.arrange.query("select state, waits_for from outbox where id = $1", id)).toEqual([
      { state: "blocked", waits_for: 3 },
    ]);
    const order: string[] = [];
    const goOn = Promise.withResolvers<void>();
    await house.start(
      async ({ jobRunId }) => {
        if (jobRunId === childIds[2]) await goOn.promise;
        order.push(jobRunId);
      },
      { reconcileMs: 100 },
    );
    await eventually(() => expect(order.toSorted()).toEqual(childIds.slice(0, 2).toSorted()));
    await house.loseEngine();
    // A child that has run is over when its end is written.
    await eventually(async () =>
      expect(await house.arrange.query("select waits_for from outbox where id = $1", id)).toEqual([
        { waits_for: 1 },
      ]),
    );
    goOn.resolve();
    await eventually(async () => expect(await house.openRows(agencyId)).toEqual([]));
    expect(order.at(-1)).toBe(id);
    expect(order.toSorted()).toEqual([...childIds, id].toSorted());
    expect(await house.arrange.query("select from outbox_waits")).toEqual([]);
  });

  test("a child that is given up fails its parent, or is told to it", async () => {
    for (const needsAllChildren of [true, false]) {
      const { agencyId, id, childIds } = await aFlow({ needsAllChildren });
      const told: number[] = [];
      const ends: Ends = [];
      await house.start(
        async ({ jobRunId, failedChildren }) => {
          if (jobRunId === childIds[0]) throw new AppError("NOT_FOUND", "there is no such lease");
          if (jobRunId === id) told.push(failedChildren);
        },
        { ends },
      );
      await eventually(async () => expect(await house.openRows(agencyId)).toEqual([]));
      expect(await house.runOf(id)).toMatchObject({ status: needsAllChildren ? "failed" : "done" });
      expect(told).toEqual(needsAllChildren ? [] : [1]);
      await house.rest();
    }
  });

  test("cancelling the parent cancels the children that only it waits for", async () => {
    const { agencyId, id } = await aFlow();
    await house.db.forAgency(agencyId).transaction((tx) => requestCancel(tx, agencyId, id));
    let runs = 0;
    const ends: Ends = [];
    const { worker } = await house.start(async () => void runs++, { ends, isDispatching: false });
    await eventually(async () => expect(await house.openRows(agencyId)).toEqual([]));
    worker.wake();
    expect(runs).toBe(0);
    expect(ends).toHaveLength(4);
    expect(await house.runOf(id)).toMatchObject({ status: "cancelled" });
    const events = await house.arrange.query<{ payload: unknown }>(
      "select payload from events where agency_id = $1 and kind = 'job.changed'",
      agencyId,
    );
    for (const { payload } of events)
      expect(() => liveEvents["job.changed"].payload.parse(payload)).not.toThrow();
    expect(events.length).toBeGreaterThan(1);
  });
});
