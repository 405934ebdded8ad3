import type { SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import type { Logger } from "@stead/kernel/logger";
import { isJobName } from "./catalogue.ts";
import { claimJobs, hasWork, readStanding, unsendJobs, type Candidate } from "./dispatch-rows.ts";
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
  const turn = aTurn();
  let freed = 0;
  const loop = startLoop({
    pauseMs: pollMs,
    turn: async () => {
      freed = 0;
      await dispatchRound({ ...ground, mostOfKey, runTimes, turn });
      return turn.hasMore;
    },
    onError: (error) => log.error({ error }, "dispatch failed"),
  });
  return {
    ...bound(loop),
    freed: () => {
      freed++;
      // A look for every job would cost more than the jobs; the engine holds work for the meantime.
      if (turn.isFull && freed >= Math.max(1, turn.underWay / 2)) loop.wake();
    },
  };
}

function bound(loop: Loop): Loop {
  return { wake: () => loop.wake(), stop: () => loop.stop() };
}

const mostPairs = 500;
/** So many candidates that there may be more. */
const manyCandidates = 500;

export type Round = {
  system: SystemDb;
  engine: Pick<Engine, "add">;
  mostOfKey?: number;
  runTimes?: RunTimes;
  turn?: Turn;
};

/** What one round leaves to the next. */
export type Turn = {
  /** Where the rounds have come to among the fairness keys, when there are more than one round looks at. */
  afterKey: string;
  /** Whether another round at once would find more. */
  hasMore: boolean;
  /** Whether jobs were left for want of room. */
  isFull: boolean;
  /** Jobs with the engine. */
  underWay: number;
};

function aTurn(): Turn {
  return { afterKey: "", hasMore: false, isFull: false, underWay: 0 };
}

/**
 * One round: chooses what may go, marks it as sent, commits, and hands it over. A crash before the engine has it is
 * found by the reconciler. Returns how many went.
 */
export async function dispatchRound({
  system,
  engine,
  mostOfKey = Infinity,
  runTimes = () => undefined,
  turn = aTurn(),
}: Round): Promise<number> {
  // Where jobs were left over, there is work.
  if (!turn.isFull && !(await hasWork(system))) {
    turn.hasMore = false;
    return 0;
  }
  const tickets = await system.transaction(async (tx): Promise<EngineTicket[]> => {
    const standing = await readStanding(tx, turn.afterKey, mostPairs);
    const { paused } = standing;
    const candidates = standing.candidates.filter(({ name }) => isJobName(name) && !paused.has(name));
    const pairs = new Set(standing.candidates.map(({ key, name }) => `${key} ${name}`));
    const isCut = pairs.size === mostPairs;
    turn.afterKey = isCut ? lastKeyOf(standing.candidates) : "";
    const picked = shareOut(candidates, standing, { runTimes, mostOfKey });
    turn.isFull = picked.length < candidates.length;
    turn.hasMore = isCut || (picked.length > 0 && !turn.isFull && candidates.length >= manyCandidates);
    turn.underWay = standing.sent.reduce((sum, { count }) => sum + count, picked.length);
    if (picked.length === 0) return [];
    const bundles = bundle(picked, runTimes).map((jobs) => ({ id: newId(), jobs }));
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

/** The last of the keys in the order of the walk. */
function lastKeyOf(candidates: readonly Candidate[]): string {
  return candidates.reduce((last, { key }) => (key > last ? key : last), "");
}

function ticketOf(id: string, jobs: readonly Picked[], claimed: ReadonlySet<string>): EngineTicket[] {
  const jobIds = jobs.map((job) => job.id).filter((jobId) => claimed.has(jobId));
  const [first] = jobs;
  return first === undefined || jobIds.length === 0
    ? []
    : [{ id, lane: first.lane, isFirst: first.isFirst, jobIds }];
}
