import { setTimeout as pause } from "node:timers/promises";
import { Gathering } from "@stead/kernel/gathering";
import type { RailContext, Rails } from "../context/index.ts";
import { readAccount } from "../rails/index.ts";
import { applyTogether, mostTogether } from "./apply-together.ts";
import { readEventsByKey, type InboundRow } from "./rows.ts";

/** What the others of its account came to for an event's job. */
export type Outcome =
  /** Booked, by this process, now. */
  | { is: "applied" }
  /** There is nothing to do any more. */
  | { is: "done" }
  /** It has to be applied alone. */
  | { is: "alone"; event: InboundRow }
  /** Another process is at it. */
  | { is: "taken"; event: InboundRow };

type Asking = { ctx: RailContext; eventKey: string };

/**
 * The jobs of one account in one process. They are looked up in one statement and what they book is booked in one
 * transaction, so a job that waits for the others holds no connection.
 */
type Company = Gathering<Asking, Outcome>;

// A second list would only wait for the first one's receipt numbers.
const limits = { mostAtOnce: mostTogether, mostRunning: 1 };

/** The companies of a process: rails are made once in each. */
const processes = new WeakMap<Rails, Map<string, Company>>();

function companiesOf(rails: Rails): Map<string, Company> {
  const known = processes.get(rails) ?? new Map<string, Company>();
  processes.set(rails, known);
  return known;
}

const pauseMs = 25;
/** After that it waits in the database, for whoever is at it. */
const mostPauses = 400;

/** Does an event's job together with those of its account that ask at the same time, where that can be. */
export async function applyInCompany(
  ctx: RailContext,
  { railAccountId, eventKey }: { railAccountId: string; eventKey: string },
): Promise<Outcome> {
  const companies = companiesOf(ctx.rails);
  const name = `${ctx.agencyId} ${railAccountId}`;
  for (let paused = 0; ; paused++) {
    const company =
      companies.get(name) ??
      new Gathering<Asking, Outcome>((asking) => applyAll(railAccountId, asking), limits);
    companies.set(name, company);
    const outcome = await company.add({ ctx, eventKey });
    if (company.isIdle && companies.get(name) === company) companies.delete(name);
    if (outcome.is !== "taken" || paused === mostPauses) return outcome;
    await pause(pauseMs, undefined, { signal: ctx.signal });
  }
}

async function applyAll(
  railAccountId: string,
  asking: readonly Asking[],
): Promise<(Outcome | Promise<Outcome>)[]> {
  const [first, ...others] = asking;
  if (first === undefined) return [];
  try {
    const outcomeOf = await applyFor(first.ctx, railAccountId, asking);
    return asking.map(({ eventKey }) => outcomeOf(eventKey));
  } catch (error) {
    if (others.length === 0) throw error;
    // The first may have run out of its time; each asks for itself.
    return asking.map(async (one) => (await applyFor(one.ctx, railAccountId, [one]))(one.eventKey));
  }
}

async function applyFor(
  ctx: RailContext,
  railAccountId: string,
  asking: readonly Asking[],
): Promise<(eventKey: string) => Outcome> {
  const keys = new Set(asking.map(({ eventKey }) => eventKey));
  const waiting = await readEventsByKey(ctx.db.sql, ctx, railAccountId, [...keys]);
  const fit = [...waiting.values()].filter(({ state, isVerified }) => isVerified && state === "received");
  const isCrowd = fit.length > 1 || fit.some(({ hasCompany }) => hasCompany);
  const together = isCrowd
    ? await applyTogether(ctx, await readAccount(ctx.db.sql, ctx, railAccountId), fit)
    : undefined;
  return (eventKey) => {
    const event = waiting.get(eventKey);
    if (event === undefined) return { is: "done" };
    if (together === undefined || !fit.includes(event)) return { is: "alone", event };
    if (together.booked.has(event.id)) return { is: "applied" };
    return together.free.has(event.id) ? { is: "alone", event } : { is: "taken", event };
  };
}
