import { audit, type AuditReport } from "./audit.ts";
import { openHouse, type House, type HouseOptions } from "./house.ts";
import { countWindows, killAll, planKills, windows, type Kill, type Window } from "./kills.ts";
import { payAll } from "./payers.ts";
import { waitForQuiet } from "./quiet.ts";
import { makeWorld, type World } from "./world.ts";

export type FireOptions = HouseOptions & {
  seed: number;
  payments: number;
  kills: number;
  /** Payers at once. */
  atOnce: number;
  leases: number;
  /** Wrong on purpose: done to the house before the first payment. */
  plant?: (house: House, world: World) => Promise<void>;
  /** Before the audit: what a plant has to do in the end. */
  reap?: (house: House, world: World) => Promise<void>;
  tell?: (line: string) => void;
};

export type FireReport = AuditReport & {
  kills: Kill[];
  /** How many kills met each moment; a run that left one out proves nothing. */
  met: Record<Window, number>;
  missed: readonly Window[];
  /** Jobs whose process died with them three times or whose tries were used up, which the operator gave another. */
  replayed: number;
  /** How often the api and the worker ended by themselves. */
  falls: { api: number; worker: number };
};

/** Takes payments over all rails while processes are killed, waits until all is settled, and audits the books. */
export async function payUnderFire(options: FireOptions): Promise<FireReport> {
  const { seed, payments, tell = () => {} } = options;
  const house = await openHouse(options);
  try {
    const world = await makeWorld(house, options.leases);
    await options.plant?.(house, world);
    const progress = { done: 0, count: payments };
    const plan = planKills(seed, { count: options.kills, hasRedis: house.redis !== undefined });
    tell("payments begin");
    const [kills] = await Promise.all([
      killAll(house, plan, progress),
      payAll(house, world, { seed, count: payments, atOnce: options.atOnce, progress }),
    ]);
    tell("all have paid");
    await options.reap?.(house, world);
    await waitForQuiet(house);
    tell("all is quiet");
    const replayed = await replayGivenUp(house, world);
    if (replayed > 0) tell(`${replayed} jobs that were given up had another try`);
    const report = await audit(house, world);
    const met = countWindows(kills);
    const missed = options.kills === 0 ? [] : windows.filter((window) => met[window] === 0);
    return {
      ...report,
      replayed,
      kills,
      met,
      missed,
      falls: { api: house.api.falls(), worker: house.worker.falls() },
    };
  } finally {
    await house.close();
  }
}

/** What an operator does after an outage: what was given up meanwhile is tried again, as it is. */
async function replayGivenUp(house: House, { client }: World): Promise<number> {
  const { count } = await client.queues.replay.mutate({ filter: {} });
  if (count > 0) await waitForQuiet(house);
  return count;
}
