import { AppError, isAppError } from "@stead/kernel/errors";
import type { PlatformFact } from "@stead/providers/platform/platform-billing";
import type { RailAnswer } from "@stead/providers/rails/rail-provider";
import { RetryLater } from "@stead/queue/retries";
import { readOne } from "../context/index.ts";
import { applyFacts, isState, type PlanActor } from "./apply-facts.ts";
import type { Platform } from "./open-platform.ts";
import { eventPurpose } from "./receive-event.ts";
import { readSubscription, type SubscriptionRow } from "./rows.ts";
import { isDoubtful } from "./rules.ts";

type EventRow = { id: string; state: string; bodySealed: Uint8Array; receivedAt: string };

const byId = {
  name: "platform_event_get",
  text: `select id, state, body_sealed as "bodySealed", received_at as "receivedAt" from platform_events
    where id = $1 and agency_id = $2`,
};

const noteEvent = {
  name: "platform_event_note",
  text: `update platform_events set state = $2, note = $3,
      applied_at = case when $2 = 'applied' then $4::timestamptz else applied_at end where id = $1`,
};

const adopt = {
  name: "subscription_adopt",
  text: `insert into subscriptions (agency_id, customer_id) values ($1, $2) on conflict do nothing`,
};

/** How long after it came an event may wait for the provider. */
const patienceMs = 3 * 86_400_000;
const soonestMs = 2_000;
const latestMs = 15 * 60_000;

type ApplyInput = { platform: Platform; by: PlanActor; eventId: string; signal: AbortSignal };

/**
 * Lets an agency's plan follow a stored event: once, however often it runs, and in any order. What cannot be put in
 * order with what is known is asked of the provider; an event that cannot be read is kept with the reason, for people.
 */
export async function applyEvent(input: ApplyInput): Promise<{ state: string } | undefined> {
  const { platform, by, eventId } = input;
  const event = await readOne<EventRow>(platform.system.sql, byId, eventId, by.agencyId);
  if (event === undefined || event.state === "applied" || event.state === "ignored") return undefined;
  const facts = await readFacts(platform, event);
  if (facts === null) return { state: "failed" };
  const customerId = facts.map((fact) => ("customerId" in fact ? fact.customerId : null)).find(Boolean);
  if (customerId == null || facts.every(({ kind }) => kind === "other"))
    return note(platform, event, "ignored");
  await platform.expireCustomer(by.agencyId);
  await platform.system.sql(adopt, by.agencyId, customerId);
  const row = await readSubscription(platform.system.sql, by.agencyId);
  if (row?.customerId !== customerId) return note(platform, event, "ignored", "It is of another customer.");
  await joinNews(input, event, row, facts);
  return note(platform, event, "applied");
}

async function joinNews(
  { platform, by, signal }: ApplyInput,
  event: EventRow,
  row: SubscriptionRow,
  facts: readonly PlatformFact[],
): Promise<void> {
  const news = facts.filter(isState);
  const isUnknown = facts.some(
    (fact) => fact.kind === "look" && row.facts[fact.subscriptionId]?.snapshot == null,
  );
  const isAsked = isUnknown || isDoubtful(row.facts, news);
  const said = isAsked ? await platform.billing.readSubscriptions(row.customerId, { signal }) : null;
  const now = said?.outcome === "ok" ? said.value : [];
  // What the event says is joined in any case: the answer outweighs it, and a later one will.
  if (news.length + now.length > 0) await applyFacts(platform, by, [...news, ...now]);
  if (said !== null && said.outcome !== "ok") await wait(platform, event, said);
}

async function readFacts(platform: Platform, event: EventRow): Promise<readonly PlatformFact[] | null> {
  const body = platform.sealer.open(event.bodySealed, eventPurpose(event.id));
  try {
    return platform.billing.read(body);
  } catch (error) {
    if (!isAppError(error, "INVALID")) throw error;
    await note(platform, event, "failed", error.message);
    return null;
  }
}

async function note(
  { system, clock }: Platform,
  { id }: EventRow,
  state: "applied" | "ignored" | "failed" | "waiting",
  text: string | null = null,
): Promise<{ state: string }> {
  await system.sql(noteEvent, id, state, text, new Date(clock.nowMs()).toISOString());
  return { state };
}

/** The provider is asked again later: soon at first, then as long again as it has taken. */
async function wait(
  platform: Platform,
  event: EventRow,
  said: Exclude<RailAnswer<unknown>, { outcome: "ok" }>,
): Promise<never> {
  const text = said.outcome === "uncertain" ? said.text : said.result.text;
  const reason = `The provider is asked how it is: ${text}`;
  const nowMs = platform.clock.nowMs();
  const ageMs = nowMs - Date.parse(event.receivedAt);
  const isFinal = ageMs > patienceMs || (said.outcome === "failed" && said.category === "refused");
  await note(platform, event, isFinal ? "failed" : "waiting", reason);
  if (isFinal) throw new AppError("PRECONDITION", reason);
  throw new RetryLater(nowMs + Math.min(latestMs, Math.max(soonestMs, ageMs)), reason);
}
