import type { Tx } from "@stead/db/client";
import type { SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import type { Logger } from "@stead/kernel/logger";
import { isJobName, jobNames, jobSettings } from "./catalogue.ts";
import {
  claimJobs,
  hasWork,
  readApart,
  readStanding,
  unsendJobs,
  type Candidate,
  type Standing,
  type Suspect,
} from "./dispatch-rows.ts";
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
  /** Runs a ticket that goes first in this process, past the engine, if it can. */
  takeHere?: (ticket: EngineTicket) => boolean;
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
      throwFailure(turn);
      await chooseRound({ ...ground, mostOfKey, runTimes, turn });
      return turn.hasMore;
    },
    onError: (error) => log.error({ error }, "dispatch failed"),
  });
  return {
    wake: () => loop.wake(),
    stop: async () => {
      await loop.stop();
      await turn.handing;
    },
    freed: () => {
      freed++;
      // A look for every job would cost more than the jobs; the engine holds work for the meantime.
      if (turn.isFull && freed >= Math.max(1, turn.underWay / 2)) loop.wake();
    },
  };
}

const mostPairs = 500;
/** About so many candidates are read; fewer where there is room for few. */
const mostCandidates = 1_024;
const leastCandidates = 128;

export type Round = {
  system: SystemDb;
  engine: Pick<Engine, "add">;
  mostOfKey?: number;
  runTimes?: RunTimes;
  takeHere?: (ticket: EngineTicket) => boolean;
  turn?: Turn;
};

/** What one round leaves to the next. */
export type Turn = {
  /** Where the rounds have come to among the fairness keys, when there are more than one round looks at. */
  afterKey: string;
  /** About how many candidates the next round reads. */
  candidates: number;
  /** Whether another round at once would find more. */
  hasMore: boolean;
  /** Whether jobs were left for want of room. */
  isFull: boolean;
  /** Whether jobs were left for those that went first. */
  owesOthers: boolean;
  /** Jobs with the engine. */
  underWay: number;
  /** The handing over of what does not go first: one lot after the other, while further rounds choose. */
  handing: Promise<void>;
  /** What it failed with, if it did, since somebody last heard of it. */
  failure: { error: unknown } | undefined;
};

export function aTurn(): Turn {
  return {
    afterKey: "",
    candidates: mostCandidates,
    hasMore: false,
    isFull: false,
    owesOthers: false,
    underWay: 0,
    handing: Promise.resolve(),
    failure: undefined,
  };
}

/**
 * One round: chooses what may go, marks it as sent, commits, and hands it over. A crash before the engine has it is
 * found by the reconciler. Returns how many went.
 */
export async function dispatchRound(round: Round): Promise<number> {
  const { turn = aTurn() } = round;
  const count = await chooseRound({ ...round, turn });
  await turn.handing;
  throwFailure(turn);
  return count;
}

function throwFailure(turn: Turn): void {
  const { failure } = turn;
  turn.failure = undefined;
  if (failure !== undefined) throw failure.error;
}

/** A round that waits for the engine only with what goes first; the rest is left to `turn.handing`. */
async function chooseRound({
  system,
  engine,
  mostOfKey = Infinity,
  runTimes = () => undefined,
  takeHere = () => false,
  turn,
}: Round & { turn: Turn }): Promise<number> {
  // Where jobs were left over, there is work.
  if (!turn.isFull && !(await hasWork(system))) {
    turn.hasMore = false;
    return 0;
  }
  const tickets = await system.transaction(async (tx): Promise<EngineTicket[]> => {
    const look = { afterKey: turn.afterKey, mostPairs, mostCandidates: turn.candidates };
    const standing = await readStanding(tx, look);
    const { paused } = standing;
    const candidates = standing.candidates.filter(({ name }) => isJobName(name) && !paused.has(name));
    const pairs = new Set(standing.candidates.map(({ key, name }) => `${key} ${name}`));
    const isCut = pairs.size === mostPairs;
    turn.afterKey = isCut ? lastKeyOf(standing.candidates) : "";
    const chosen = shareOut(candidates, standing, { runTimes, mostOfKey });
    turn.isFull = chosen.length < candidates.length;
    // Half of what was asked for may be all that one pair may show.
    const mayBeMore = candidates.length >= Math.floor(turn.candidates / 2);
    const firsts = chosen.filter(({ isFirst }) => isFirst);
    // What goes first does not wait for the statements of the others; these go with the next round, whatever comes.
    const picked = firsts.length > 0 && !turn.owesOthers ? firsts : chosen;
    turn.owesOthers = picked.length < chosen.length;
    turn.hasMore = isCut || turn.owesOthers || (picked.length > 0 && !turn.isFull && mayBeMore);
    turn.candidates = turn.isFull
      ? Math.min(mostCandidates, Math.max(leastCandidates, chosen.length * 2))
      : mostCandidates;
    turn.underWay = standing.sent.reduce((sum, one) => sum + (one.isApart ? 0 : one.count), picked.length);
    const bundles: Bundle[] = bundle(picked, runTimes).map((jobs) => ({ id: newId(), deaths: 0, jobs }));
    if (standing.apart > 0) bundles.push(...(await bundleApart(tx, standing)));
    if (bundles.length === 0) return [];
    const claimed = await claimJobs(
      tx,
      bundles.flatMap(({ jobs }) => jobs.map(({ id }) => id)),
      bundles.flatMap(({ id, jobs }) => jobs.map(() => id)),
    );
    return bundles.flatMap((one) => ticketOf(one, claimed));
  });
  await handOver({ system, engine, takeHere, turn }, tickets);
  return tickets.reduce((sum, { jobIds }) => sum + jobIds.length, 0);
}

type Handing = Pick<Round, "system" | "engine"> & Required<Pick<Round, "takeHere">> & { turn: Turn };

/** What goes first goes now, past what is still being handed over, and past the engine if it can; the others go behind. */
async function handOver(
  { turn, takeHere, ...ground }: Handing,
  tickets: readonly EngineTicket[],
): Promise<void> {
  const others = tickets.filter(({ isFirst }) => !isFirst);
  if (others.length > 0) {
    turn.handing = turn.handing
      .then(() => give(ground, others))
      .catch((error: unknown) => {
        turn.failure = { error };
      });
  }
  const firsts = tickets.filter((ticket) => ticket.isFirst && !takeHere(ticket));
  if (firsts.length > 0) await give(ground, firsts);
}

async function give(
  { system, engine }: Pick<Round, "system" | "engine">,
  tickets: readonly EngineTicket[],
): Promise<void> {
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
}

/** The last of the keys in the order of the walk. */
function lastKeyOf(candidates: readonly Candidate[]): string {
  return candidates.reduce((last, { key }) => (key > last ? key : last), "");
}

type Bundle = { id: string; deaths: number; jobs: readonly Picked[] };

/** What goes apart: those with whom equally many processes died together, one ticket a lane. */
async function bundleApart(tx: Pick<Tx, "sql">, { paused }: Pick<Standing, "paused">): Promise<Bundle[]> {
  const suspects = await readApart(
    tx,
    jobNames.filter((name) => !paused.has(name)),
  );
  const groups = Map.groupBy(suspects.flatMap(apartOf), ({ job, deaths }) => `${job.lane} ${deaths}`);
  return Array.from(groups.values(), (group) => ({
    id: newId(),
    deaths: group[0]?.deaths ?? 0,
    jobs: group.map(({ job }) => job),
  }));
}

function apartOf({ id, name, deaths }: Suspect): { job: Picked; deaths: number }[] {
  return isJobName(name) ? [{ job: { id, name, lane: jobSettings(name).lane, isFirst: false }, deaths }] : [];
}

function ticketOf({ id, deaths, jobs }: Bundle, claimed: ReadonlySet<string>): EngineTicket[] {
  const jobIds = jobs.map((job) => job.id).filter((jobId) => claimed.has(jobId));
  const [first] = jobs;
  return first === undefined || jobIds.length === 0
    ? []
    : [{ id, lane: first.lane, isFirst: first.isFirst, deaths, jobIds }];
}
