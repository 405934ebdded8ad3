import { AppError, isAppError } from "@stead/kernel/errors";
import type { RailAnswer, RailFact, RailProvider } from "@stead/providers/rails/rail-provider";
import { RetryLater } from "@stead/queue/retries";
import { linkAttempt, readNamedAttempt } from "../collecting/index.ts";
import { inTransaction, requirePermission } from "../context/index.ts";
import { isContradicted } from "../disbursements/index.ts";
import { openProvider, patience, readAccount, type RailAccountRow } from "../rails/index.ts";
import type { RailContext, RailVerb } from "../context/index.ts";
import { applyFact } from "./apply-fact.ts";
import { applyInCompany } from "./apply-in-company.ts";
import { bodyPurpose, lockEvent, noteEvent, type FactOutcome, type InboundRow } from "./rows.ts";

/** How long after it came an event may wait for what it is about. */
const patienceOfEventMs = 3 * 24 * 3_600_000;
const soonestMs = 2_000;
const latestMs = 15 * 60_000;

/**
 * Books what a stored event says: once, however often it runs. What is not signed, or differs from what was asked for,
 * is asked of the provider first. An event about something that is not known yet waits for it; one that cannot be read
 * is kept with the reason, for people.
 */
export async function applyEvent({
  ctx,
  input,
}: RailVerb<{ railAccountId: string; eventKey: string }>): Promise<{ state: string } | undefined> {
  requirePermission(ctx, "payments:write");
  const outcome = await applyInCompany(ctx, input);
  if (outcome.is === "done") return undefined;
  if (outcome.is === "applied") return { state: "applied" };
  return applyAlone(ctx, outcome.event);
}

async function applyAlone(ctx: RailContext, event: InboundRow): Promise<{ state: string }> {
  const account = await readAccount(ctx.db.sql, ctx, event.railAccountId);
  const provider = openProvider(ctx, account);
  const facts = await readFacts(ctx, provider, event);
  if (facts === null) return { state: "failed" };
  const believed = await believe(ctx, { provider, account, event, facts });
  if (believed === null) return { state: "ignored" };
  const outcome = await inTransaction(ctx, async (tx): Promise<FactOutcome> => {
    const state = await lockEvent(tx, ctx, event.id);
    if (state === "applied" || state === "ignored") return {};
    let merged: FactOutcome = {};
    // The first to name something says what the event is about.
    for (const fact of believed) merged = { ...(await applyFact(tx, ctx, account, fact)), ...merged };
    if (!merged.waitsFor) {
      const isOther = believed.every(({ kind }) => kind === "other");
      await noteEvent(tx.sql, ctx, event.id, { ...merged, state: isOther ? "ignored" : "applied" });
    }
    return merged;
  });
  if (outcome.waitsFor !== undefined) return wait(ctx, event, outcome.waitsFor);
  const money = believed.find((fact) => fact.kind === "money")?.money;
  if (outcome.paymentId && !outcome.attemptId && money)
    await linkAttempt(ctx, account, { paymentId: outcome.paymentId, money });
  return { state: "applied" };
}

async function readFacts(
  ctx: RailContext,
  provider: RailProvider,
  { id, topic, receivedAt, bodySealed }: InboundRow,
): Promise<readonly RailFact[] | null> {
  const body = ctx.rails.sealer.open(bodySealed, bodyPurpose(ctx.agencyId, id));
  try {
    return provider.read({ topic, body, receivedAt });
  } catch (error) {
    if (!isAppError(error, "INVALID")) throw error;
    await noteEvent(ctx.db.sql, ctx, id, { state: "failed", note: error.message });
    return null;
  }
}

type Telling = {
  provider: RailProvider;
  account: RailAccountRow;
  event: InboundRow;
  facts: readonly RailFact[];
};

/** The facts that may be booked; null when the provider says that they are not so. */
async function believe(
  ctx: RailContext,
  { provider, account, event, facts }: Telling,
): Promise<RailFact[] | null> {
  const believed: RailFact[] = [];
  for (const fact of facts) {
    if (fact.kind === "other" || (event.isVerified && (await isAsAsked(ctx, account, fact)))) {
      believed.push(fact);
      continue;
    }
    const said = await provider.confirm(fact, patience(ctx));
    if (said.outcome === "ok") believed.push(...said.value);
    // It cannot be asked about: its own word stands.
    else if (event.isVerified && fact.kind === "movement" && !isPassing(said)) believed.push(fact);
    else if (said.outcome === "failed" && said.category === "refused") {
      const note = `The provider does not confirm it: ${said.result.text}`;
      await noteEvent(ctx.db.sql, ctx, event.id, { state: "ignored", note });
      return null;
    } else {
      const text = said.outcome === "uncertain" ? said.text : said.result.text;
      return wait(ctx, event, `The provider is asked to confirm it: ${text}`);
    }
  }
  return believed;
}

const isPassing = (said: RailAnswer<unknown>) =>
  said.outcome === "uncertain" ||
  (said.outcome === "failed" && (said.category === "throttled" || said.category === "down"));

/** Whether paid money is what the collection asked for, and money that left ends as it was said before. */
async function isAsAsked(ctx: RailContext, account: RailAccountRow, fact: RailFact): Promise<boolean> {
  if (fact.kind === "settlement") return fact.isWhole;
  if (fact.kind === "movement") return !(await isContradicted(ctx.db.sql, ctx, account.id, fact));
  if (fact.kind !== "attempt" || fact.money === null) return true;
  const { ref, attemptId } = fact;
  const attempt = await readNamedAttempt(ctx.db.sql, ctx, { railAccountId: account.id, ref, attemptId });
  if (attempt === undefined) return true;
  return attempt.amountMinor === fact.money.amountMinor && attempt.currency === fact.money.currency;
}

async function wait(ctx: RailContext, event: InboundRow, note: string): Promise<never> {
  const nowMs = ctx.clock.nowMs();
  const ageMs = nowMs - Date.parse(event.receivedAt);
  const isTooOld = ageMs > patienceOfEventMs;
  await noteEvent(ctx.db.sql, ctx, event.id, { state: isTooOld ? "failed" : "waiting", note });
  if (isTooOld) throw new AppError("PRECONDITION", note);
  // Soon at first, because what it waits for is mostly on its way; then as long again as it has waited.
  throw new RetryLater(nowMs + Math.min(latestMs, Math.max(soonestMs, ageMs)), note);
}
