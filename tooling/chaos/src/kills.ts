import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "@stead/dev/demo/random";
import type { Callback } from "./front.ts";
import type { House, Supervised } from "./house.ts";
import type { Paying } from "./payers.ts";

/** What was going on when a process was killed. One kill may meet several. */
export const windows = [
  /** A transaction that had written was undone. */
  "in a transaction",
  /** A callback was stored, and its provider never told. */
  "stored, not answered",
  /** Jobs were with the engine. */
  "dispatched",
  /** A job's effect was committed, its end was not. */
  "done, not acknowledged",
] as const;
export type Window = (typeof windows)[number];

export type Target = "api" | "worker" | "postgres" | "redis";
type PlannedKill = { target: Target; aim: Window; at: number };
export type Kill = { target: Target; met: readonly Window[]; atPayment: number };

const aims: Record<Target, readonly Window[]> = {
  api: ["stored, not answered", "in a transaction"],
  worker: ["in a transaction", "done, not acknowledged", "dispatched"],
  postgres: ["in a transaction"],
  redis: ["dispatched"],
};

/** Who is killed, when (as a share of the payments) and in which moment, by the seed. */
export function planKills(
  seed: number,
  { count, hasRedis }: { count: number; hasRedis: boolean },
): PlannedKill[] {
  const random = new Random(seed ^ 0x5eed);
  return Array.from({ length: count }, (_, index) => {
    const target = random.weighted<Target>([
      ["api", 35],
      ["worker", 38],
      ["postgres", 15],
      ["redis", hasRedis ? 12 : 0],
    ]);
    return { target, aim: random.pick(aims[target]), at: (index + random.next()) / count };
  });
}

const mostLooks = 60;

/** Kills by the plan while payments go on. A target that is still starting is waited for. */
export async function killAll(house: House, plan: readonly PlannedKill[], progress: Paying): Promise<Kill[]> {
  const kills: Kill[] = [];
  for (const { target, aim, at } of plan) {
    while (progress.done < Math.floor(at * progress.count)) await sleep(10);
    const met = await killers[target](house, aim);
    kills.push({ target, met, atPayment: progress.done });
  }
  return kills;
}

const killers: Record<Target, (house: House, aim: Window) => Promise<Window[]>> = {
  api: (house, aim) => killFrozen(house, house.api, "stead-api", aim),
  worker: (house, aim) => killFrozen(house, house.worker, "stead-worker", aim),
  postgres: async (house) => {
    await Promise.all([house.api.ready(), house.worker.ready()]);
    const { crash } = house.database;
    if (crash === undefined) throw new Error("the database is not this house's own");
    const written = await findWriting(house, "stead-");
    const dead = await crash();
    await dead.restart();
    return (await areUndone(house, written)) ? ["in a transaction"] : [];
  },
  redis: async ({ redis, look }) => {
    const sent = await countJobs(look, sentJobs);
    await redis?.loseEverything();
    return sent > 0 ? ["dispatched"] : [];
  },
};

/**
 * Stops a process in its tracks, looks what it is in the midst of, and lets it go on until that is what is aimed at;
 * then kills it. After so many looks it is killed wherever it is.
 */
async function killFrozen(house: House, process_: Supervised, name: string, aim: Window): Promise<Window[]> {
  await process_.ready();
  for (let looks = 1; ; looks++) {
    const pid = process_.pid();
    try {
      process.kill(pid, "SIGSTOP");
    } catch {
      // It fell over by itself, and comes back.
      await process_.ready();
      continue;
    }
    const seen = await lookAround(house, name);
    if (seen.met.includes(aim) || looks >= mostLooks) {
      const callbacks = [...house.front.inFlight];
      await process_.kill();
      const met = new Set<Window>(
        seen.met.filter((window) => window !== "in a transaction" && window !== "stored, not answered"),
      );
      if (await areUndone(house, seen.written)) met.add("in a transaction");
      if (name === "stead-api" && (await findStored(house, callbacks)).length > 0)
        met.add("stored, not answered");
      return [...met];
    }
    process.kill(pid, "SIGCONT");
    await sleep(1 + (looks % 7) * 3);
  }
}

type Seen = { met: Window[]; written: string[] };

const sentJobs = "select count(*)::int as count from outbox where state = 'sent'";
const unacknowledged = `select count(*)::int as count from outbox o
  join external_keys k on k.agency_id = o.agency_id and k.kind = 'event' and k.external_id = o.payload->>'eventKey'
  join inbound_events e on e.agency_id = k.agency_id and e.id = k.entity_id
  where o.name = 'inbound.apply' and o.state = 'sent' and e.state = 'applied'`;

async function countJobs(look: House["look"], text: string): Promise<number> {
  const [row] = await look<{ count: number }>(text);
  return row?.count ?? 0;
}

async function lookAround(house: House, name: string): Promise<Seen> {
  const written = await findWriting(house, name);
  const met: Window[] = written.length > 0 ? ["in a transaction"] : [];
  if (name === "stead-api") {
    if ((await findStored(house, [...house.front.inFlight])).length > 0) met.push("stored, not answered");
    return { met, written };
  }
  if ((await countJobs(house.look, unacknowledged)) > 0) met.push("done, not acknowledged");
  if ((await countJobs(house.look, sentJobs)) > 0) met.push("dispatched");
  return { met, written };
}

/** Open transactions that have written and wait for their client: it is stopped, so they cannot commit any more. */
async function findWriting({ look }: House, name: string): Promise<string[]> {
  const rows = await look<{ xid: string }>(
    `select backend_xid::text as xid from pg_stat_activity
     where datname = current_database() and starts_with(application_name, $1) and backend_xid is not null`,
    name,
  );
  return rows.map(({ xid }) => xid);
}

/** Whether one of the transactions was rolled back, or was forgotten with the server. */
async function areUndone({ look }: House, xids: readonly string[]): Promise<boolean> {
  for (const xid of xids) {
    for (let tries = 0; tries < 100; tries++) {
      const [row] = await look<{ status: string | null }>(
        `select case when $1::xid8 < pg_snapshot_xmax(pg_current_snapshot()) then pg_xact_status($1::xid8) else 'aborted' end as status`,
        xid,
      );
      if (row?.status === "aborted") return true;
      if (row?.status !== "in progress") break;
      await sleep(20);
    }
  }
  return false;
}

/** Callbacks under way whose event is stored, and that no provider was told of before. */
async function findStored({ look, front }: House, callbacks: readonly Callback[]): Promise<string[]> {
  const tokens = callbacks
    .filter(({ isAnswered, token }) => !isAnswered && token !== "" && !front.answered.has(token))
    .map(({ token }) => token);
  if (tokens.length === 0) return [];
  const rows = await look<{ token: string }>(
    `select t as token from unnest($1::text[]) t where exists (select from external_keys k
       where k.kind = 'event' and position(t in k.external_id) > 0)`,
    tokens,
  );
  return rows.map(({ token }) => token);
}

/** How many kills met each window. */
export function countWindows(kills: readonly Kill[]): Record<Window, number> {
  const count = (window: Window) => kills.filter(({ met }) => met.includes(window)).length;
  return Object.fromEntries(windows.map((window) => [window, count(window)])) as Record<Window, number>;
}
