import path from "node:path";
import { openArranger, type Arranger } from "@stead/testing/arranger";
import { startProgram, type Program } from "@stead/testing/program";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { engineKinds, eventually, openQueueHouse, type QueueHouse } from "./test-queue.ts";

/** With whom processes die, on every engine this machine has: real ones, by a job of theirs or by `kill -9`. */
describe.each(engineKinds)("a worker that dies on %s", (kind) => {
  const gate = 7_320_099;
  const crowd = 6;
  let house: QueueHouse;
  let keeper: Arranger;
  let agencyId: string;
  let workers: Program[] = [];

  beforeAll(async () => {
    house = await openQueueHouse(kind);
    keeper = await openArranger(house.database);
  });
  beforeEach(async () => {
    agencyId = await house.anAgency();
    await keeper.query("select pg_advisory_lock($1)", gate);
  });
  afterEach(async () => {
    await keeper.query("select pg_advisory_unlock_all()");
    await Promise.all(workers.splice(0).map((worker) => worker.end("SIGKILL")));
    await house.arrange.query("delete from outbox");
  });
  afterAll(async () => {
    await keeper.close();
    await house.close();
  });

  const openGate = () => keeper.query("select pg_advisory_unlock($1)", gate);

  /** `poisonId` kills it as soon as so many jobs run, itself among them. */
  function startMortal({ poisonId = "", crowd: size = 0 } = {}): Program {
    const settings = {
      systemUrl: house.database.systemUrl,
      ownerUrl: house.database.ownerUrl,
      redisUrl: house.redis?.url,
      gate,
      poisonId,
      crowd: size,
      turnMs: 100,
    };
    const worker = startProgram(path.resolve(import.meta.dirname, "test-mortal-worker.ts"), {
      env: { TZ: "UTC" },
      args: [JSON.stringify(settings)],
    });
    workers = [...workers, worker];
    return worker;
  }

  const aCrowd = () => Promise.all(Array.from({ length: crowd }, () => house.applyCredit(agencyId)));
  const countOf = (worker: Program, what: "runs" | "done") =>
    worker
      .output()
      .split("\n")
      .filter((line) => line.startsWith(`${what} `)).length;
  const deadOf = () =>
    house.arrange.query<{ id: string; reason: string; deaths: number }>(
      "select id, reason, deaths from dead_jobs where agency_id = $1",
      agencyId,
    );
  const deathsOf = async () =>
    (await house.openRows(agencyId))
      .map(({ deaths }) => Number(deaths))
      .toSorted((left, right) => left - right);

  test("a poisoned job is given up after three of them, and those that ran beside it are not", async () => {
    const innocents = await aCrowd();
    const poisonId = await house.applyCredit(agencyId);
    // Twice it kills the process in the midst of all others, which stand at the gate.
    for (let died = 0; died < 2; died++) {
      expect(await startMortal({ poisonId, crowd: crowd + 1 }).ended()).toBeNull();
    }
    await openGate();
    const third = startMortal({ poisonId, crowd: 1 });
    expect(await third.ended()).toBeNull();
    const fourth = startMortal({ poisonId, crowd: 1 });
    await eventually(async () => expect(await house.openRows(agencyId)).toEqual([]));
    expect(await deadOf()).toEqual([{ id: poisonId, reason: "poison", deaths: 3 }]);
    const done = [third, fourth].map((worker) => worker.output()).join("");
    for (const id of innocents) expect(done).toContain(`done ${id}\n`);
    expect(fourth.output()).not.toContain(poisonId);
  });

  test("one that is killed again and again in a crowd costs at most the one job that ran by itself", async () => {
    const ids = await aCrowd();
    for (let died = 0; died < 2; died++) {
      const worker = startMortal();
      await eventually(() => expect(countOf(worker, "runs")).toBe(crowd));
      await worker.end("SIGKILL");
    }
    const third = startMortal();
    await eventually(() => expect(countOf(third, "runs")).toBe(1));
    // Others are not held up by that.
    const fresh = await house.applyCredit(agencyId);
    await eventually(() => expect(third.output()).toContain(`runs ${fresh}\n`));
    expect(countOf(third, "runs")).toBe(2);
    expect(await deathsOf()).toEqual([0, ...ids.map(() => 2)]);
    await third.end("SIGKILL");
    await openGate();
    startMortal();
    await eventually(async () => expect(await house.openRows(agencyId)).toEqual([]));
    const [unlucky = ""] = /runs (\S+)/.exec(third.output())?.slice(1) ?? [];
    expect(await deadOf()).toEqual([{ id: unlucky, reason: "poison", deaths: 3 }]);
  });
});
