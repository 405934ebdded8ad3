import type { SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import type { Logger } from "@stead/kernel/logger";
import { isJobName } from "./catalogue.ts";
import { lanes, laneNames } from "./define-job.ts";
import { claimJobs, hasWork, readCandidates, readStanding, unsendJobs } from "./dispatch-rows.ts";
import type { Engine, EngineTicket } from "./engine.ts";
import { startLoop, type Loop } from "./loop.ts";
import { bundle, shareOut, type Picked, type RunTimes } from "./share-out.ts";

export type DispatcherOptions = {
  system: SystemDb;
  engine: Pick<Engine, "add">;
  log: Logger;
  /** Pause between looks at the outbox when nobody nudges. */
  pollMs?: number;
  /** Most unfinished jobs of one fairness key in the engine, beside the lane's own limit. */
  mostOfKey?: number;
  /** What jobs take here; short ones travel together. */
  runTimes?: RunTimes;
};

export type Dispatcher = Loop & {
  /** Says that a job which was sent is over, so that there may be room for others. */
  freed(): void;
};

/** Hands committed outbox rows to the engine until it is stopped. Any number of processes may run one. */
export function startDispatcher({
  log,
  pollMs = 500,
  mostOfKey = Infinity,
  runTimes = () => undefined,
  ...ground
}: DispatcherOptions): Dispatcher {
  const turn = { afterKey: "" };
  let freed = 0;
  let sentLast = 0;
  const loop = startLoop({
    pauseMs: pollMs,
    turn: async () => {
      freed = 0;
      const count = await dispatchRound({ ...ground, mostOfKey, runTimes, turn });
      if (count > 0) sentLast = count;
      return count > 0;
    },
    onError: (error) => log.error({ error }, "dispatch failed"),
  });
  return {
    ...bound(loop),
    freed: () => {
      freed++;
      // A look for every job would cost more than the jobs; the engine holds work for the meantime.
      if (freed >= Math.max(1, sentLast / 3)) loop.wake();
    },
  };
}

function bound(loop: Loop): Loop {
  return { wake: () => loop.wake(), stop: () => loop.stop() };
}

const mostPairs = 500;

export type Round = {
  system: SystemDb;
  engine: Pick<Engine, "add">;
  mostOfKey?: number;
  runTimes?: RunTimes;
  /** Where the rounds have come to among the fairness keys, when there are more than one round looks at. */
  turn?: { afterKey: string };
};

/**
 * One round: chooses what may go, marks it as sent, commits, and hands it over. A crash before the engine has it is
 * found by the reconciler. Returns how many went.
 */
export async function dispatchRound({
  system,
  engine,
  mostOfKey = Infinity,
  runTimes = () => undefined,
  turn = { afterKey: "" },
}: Round): Promise<number> {
  if (!(await hasWork(system))) return 0;
  const tickets = await system.transaction(async (tx): Promise<EngineTicket[]> => {
    const standing = await readStanding(tx, turn.afterKey, mostPairs);
    const { pairs, paused } = standing;
    turn.afterKey = pairs.length === mostPairs ? (pairs.at(-1)?.key ?? "") : "";
    const open = pairs.filter(({ name }) => isJobName(name) && !paused.has(name));
    if (open.length === 0) return [];
    const ofEach = Math.min(256, Math.max(4, Math.ceil(512 / open.length)));
    const candidates = await readCandidates(tx, open, ofEach);
    const picked = shareOut(candidates, standing, { runTimes, mostOfKey });
    if (picked.length === 0) return [];
    const places = laneNames.reduce((sum, lane) => sum + (standing.places[lane] ?? lanes[lane].places), 0);
    const bundles = bundle(picked, places, runTimes).map((jobs) => ({ id: newId(), jobs }));
    const claimed = await claimJobs(
      tx,
      bundles.flatMap(({ jobs }) => jobs.map(({ id }) => id)),
      bundles.flatMap(({ id, jobs }) => jobs.map(() => id)),
    );
    return bundles.flatMap(({ id, jobs }) => ticketOf(id, jobs, claimed));
  });
  if (tickets.length === 0) return 0;
  try {
    await engine.add(tickets);
  } catch (error) {
    await unsendJobs(
      system,
      tickets.flatMap(({ jobIds }) => jobIds),
      tickets.map(({ id }) => id),
    );
    throw error;
  }
  return tickets.reduce((sum, { jobIds }) => sum + jobIds.length, 0);
}

function ticketOf(id: string, jobs: readonly Picked[], claimed: ReadonlySet<string>): EngineTicket[] {
  const jobIds = jobs.map((job) => job.id).filter((jobId) => claimed.has(jobId));
  const [first] = jobs;
  return first === undefined || jobIds.length === 0 ? [] : [{ id, lane: first.lane, jobIds }];
}
