import { newId } from "@stead/kernel/ids";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createQueueAdmin } from "./admin.ts";
import { dispatchRound } from "./dispatcher.ts";
import type { EngineTicket } from "./engine.ts";
import type { Work } from "./test-queue.ts";
import { engineKinds, eventually, openQueueHouse, type Ends, type QueueHouse } from "./test-queue.ts";

/** Jobs with which a process died, as they wait and run, on every engine this machine has. */
describe.each(engineKinds)("jobs under suspicion on %s", (kind) => {
  let house: QueueHouse;
  let agencyId: string;
  beforeAll(async () => {
    house = await openQueueHouse(kind);
  });
  beforeEach(async () => {
    agencyId = await house.anAgency();
  });
  afterEach(async () => {
    await house.rest();
    await house.arrange.query("delete from outbox");
    await house.arrange.query("delete from dead_jobs");
  });
  afterAll(() => house.close());

  async function aSuspect(deaths: number): Promise<string> {
    const id = await house.applyCredit(agencyId);
    await house.arrange.query(
      "update outbox set state = 'apart', deaths = $2, touched_at = clock_timestamp() where id = $1",
      id,
      deaths,
    );
    return id;
  }

  /** Each job goes on when it is told to. */
  function aGateEach() {
    const running: string[] = [];
    const gates = new Map<string, PromiseWithResolvers<void>>();
    const gateOf = (id: string) => {
      const gate = gates.get(id) ?? Promise.withResolvers<void>();
      gates.set(id, gate);
      return gate;
    };
    const work: Work = async ({ jobRunId }) => {
      running.push(jobRunId);
      await gateOf(jobRunId).promise;
    };
    return { running, work, open: (id: string) => gateOf(id).resolve() };
  }

  const isEmpty = () => eventually(async () => expect(await house.openRows(agencyId)).toEqual([]));

  test("one runs after the other, and nobody else waits for them", async () => {
    const suspects = [await aSuspect(1), await aSuspect(1), await aSuspect(1)];
    const { running, work, open } = aGateEach();
    await house.start(work, { places: 8, turnMs: 60_000 });
    for (const [index, id] of suspects.entries()) {
      await eventually(() => expect(running).toContain(id));
      const fresh = await house.applyCredit(agencyId);
      await eventually(() => expect(running).toContain(fresh));
      expect(running.filter((one) => suspects.includes(one))).toEqual(suspects.slice(0, index + 1));
      open(fresh);
      open(id);
    }
    await isEmpty();
  });

  test("a long one passes its turn on; one whose next death is its last runs beside no other such job", async () => {
    const [one, other, last, another] = [
      await aSuspect(1),
      await aSuspect(1),
      await aSuspect(2),
      await aSuspect(2),
    ];
    const { running, work, open } = aGateEach();
    await house.start(work, { places: 8, turnMs: 50 });
    await eventually(() => expect(running).toEqual(expect.arrayContaining([one, other])));
    await eventually(() => expect(running).toHaveLength(3));
    const [first, second] = running.includes(last) ? [last, another] : [another, last];
    expect(running).toContain(first);
    for (const id of [one, other]) open(id);
    await eventually(async () => expect(await house.openRows(agencyId)).toHaveLength(2));
    expect(running).not.toContain(second);
    open(first);
    await eventually(() => expect(running).toContain(second));
    open(second);
    await isEmpty();
  });

  test("one that fails waits for its next try, and is still apart then", async () => {
    const id = await aSuspect(1);
    const tickets: EngineTicket[] = [];
    await house.start(async ({ attempt }) => {
      if (attempt === 1) throw new Error("something else");
    });
    await eventually(async () =>
      expect(await house.openRows(agencyId)).toMatchObject([{ id, state: "delayed", deaths: 1 }]),
    );
    await house.rest();
    await house.arrange.query("update outbox set run_after = now()");
    const add = async (given: readonly EngineTicket[]) => void tickets.push(...given);
    // The first round frees it, the second hands it over.
    for (let round = 0; round < 2; round++) await dispatchRound({ system: house.system, engine: { add } });
    expect(tickets).toMatchObject([{ jobIds: [id], deaths: 1, isFirst: false }]);
  });

  test("operators see one that waits for its turn, count it and end it before it runs", async () => {
    const admin = createQueueAdmin(house.system);
    const actor = { userId: newId(), requestId: "request-8" };
    const name = "payments.apply-credit";
    const [first, second] = [await aSuspect(1), await aSuspect(1)];
    const depth = async () => (await admin.listQueues()).find((queue) => queue.name === name)?.depth;
    expect(await depth()).toMatchObject({ waiting: 2, sent: 0, running: 0 });
    await admin.pause(actor, { name });
    expect(await dispatchRound(house)).toBe(0);
    await admin.resume(actor, { name });
    const { running, work, open } = aGateEach();
    const ends: Ends = [];
    await house.start(work, { ends, turnMs: 60_000 });
    await eventually(() => expect(running).toEqual([first]));
    const { items } = await admin.listJobs({ state: "apart", limit: 50 });
    expect(items).toMatchObject([{ id: second, state: "apart", deaths: 1 }]);
    expect(await depth()).toMatchObject({ waiting: 0, sent: 1, running: 1 });
    await admin.remove(actor, { ids: [second] });
    await eventually(() => expect(ends).toEqual([{ outcome: "cancelled", code: "CANCELLED" }]));
    open(first);
    await isEmpty();
    expect(running).toEqual([first]);
  });

  test("one whose time was up while it waited is given up for that", async () => {
    const id = await aSuspect(2);
    await house.arrange.query("update outbox set expires_at = now() - interval '1 minute'");
    const { running, work } = aGateEach();
    await house.start(work);
    await isEmpty();
    expect(
      await house.arrange.query("select id, reason from dead_jobs where agency_id = $1", agencyId),
    ).toEqual([{ id, reason: "expired" }]);
    expect(running).toEqual([]);
  });

  test("a worker that stops hands back those whose turn had not come", async () => {
    const suspects = [await aSuspect(1), await aSuspect(1), await aSuspect(1)];
    const { running, work } = aGateEach();
    const hang: Work = async (context) => {
      await Promise.race([
        work(context),
        new Promise((_, reject) =>
          context.signal.addEventListener("abort", () => reject(context.signal.reason)),
        ),
      ]);
    };
    const { worker } = await house.start(hang, { turnMs: 60_000 });
    await eventually(() => expect(running).toHaveLength(1));
    await worker.stop(50);
    const seen: string[] = [];
    await house.start(async ({ jobRunId }) => void seen.push(jobRunId));
    await isEmpty();
    expect(seen.toSorted()).toEqual(suspects.toSorted());
  });

  test("one that the engine lost waits for its turn again, and no death is counted before it started", async () => {
    const id = await aSuspect(2);
    expect(await dispatchRound(house)).toBe(1);
    await house.loseEngine();
    await house.passTime();
    const seen: string[] = [];
    await house.start(async ({ jobRunId }) => void seen.push(jobRunId), { reconcileMs: 100 });
    await isEmpty();
    expect(seen).toEqual([id]);
  });
});
