import { newId } from "@stead/kernel/ids";
import type { DeliveryOutcome, MessageProvider } from "@stead/providers/message-provider";
import type { ServiceContext } from "../context/index.ts";
import type { ClaimedMessage } from "./claim-messages.ts";
import { composeMessage, type SenderParts } from "./send-messages.ts";
import { givenUpReason, neverTakenReason } from "./rules.ts";

export type LookUpLimits = {
  /** Pause before the first question; each further one is five times as long. */
  firstPauseMs: number;
  /** How old a message is before a provider that does not have it is believed. */
  sureAfterMs: number;
};

const defaults: LookUpLimits = { firstPauseMs: 60_000, sureAfterMs: 10 * 60_000 };

/** Asked after one, five, 25 minutes and two hours; what is uncertain then stays so until a person decides. */
const mostLookUps = 4;

const claim = {
  name: "messages_look_up_claim",
  text: `update messages m set look_ups = m.look_ups + 1,
      look_up_at = now() + make_interval(secs => $3::float8 / 1000 * power(5, m.look_ups + 1))
    where m.id in (select id from messages where status = 'uncertain' and provider = any($1::text[]) and look_ups < $2
      and coalesce(look_up_at, finished_at + make_interval(secs => $3::float8 / 1000)) <= now()
      order by look_up_at nulls first limit 20 for update skip locked)
    returning m.id, m.agency_id as "agencyId", m.channel, m.kind, m.lease_id as "leaseId", m.to_name as "toName",
      m.to_address as "toAddress", m.subject, m.body, m.action, m.attempts, m.provider,
      (extract(epoch from m.sending_at) * 1000)::float8 as "begunAtMs", (extract(epoch from now() - m.sending_at) * 1000)::float8 as "ageMs"`,
};
type Uncertain = ClaimedMessage & { provider: string; begunAtMs: number; ageMs: number };

const resolve = {
  name: "message_look_up_resolve",
  // What another message is known by is not this one.
  text: `with known as (
      update messages set status = $2, provider_ref = $3, reason_code = $4, reason = $5, finished_at = now(),
        action = case when $2 = 'sent' then action - 'links' else action end
      where id = $1 and status = 'uncertain'
        and ($3::text is null or not exists (select from messages o where o.provider_ref = $3 and o.provider = $7 and o.id <> $1))
      returning id, agency_id, attempts
    )
    insert into deliveries (id, agency_id, message_id, attempt, provider, outcome, category, detail, duration_ms)
    select $6, agency_id, id, attempts, $7, $2, $4, $8, $9 from known returning id`,
};

/**
 * Asks providers what became of messages whose answer was lost, where they can be asked. What they know becomes the
 * state, with the answer in the log of attempts; nothing is ever sent again here. Returns how many were asked for.
 */
export async function lookUpMessages(
  parts: Pick<SenderParts, "system" | "providers" | "contextOf" | "publicUrl" | "log" | "signal"> & {
    limits?: Partial<LookUpLimits>;
  },
): Promise<number> {
  const { firstPauseMs, sureAfterMs } = { ...defaults, ...parts.limits };
  const asked = Object.values(parts.providers).filter(
    (provider) => provider.lookUp !== undefined && provider.restMs() === 0,
  );
  if (asked.length === 0) return 0;
  const names = asked.map(({ name }) => name);
  const messages = await parts.system.sql<Uncertain>(claim, names, mostLookUps, firstPauseMs);
  for (const message of messages) {
    if (parts.signal.aborted) break;
    const provider = asked.find(
      ({ name, channel }) => name === message.provider && channel === message.channel,
    );
    if (provider !== undefined) await lookUpOne(parts, provider, message, sureAfterMs);
  }
  return messages.length;
}

type Ending = {
  status: "sent" | "failed";
  ref: string | null;
  category: string | null;
  reason: string | null;
};

async function lookUpOne(
  { system, contextOf, publicUrl, log, signal }: Parameters<typeof lookUpMessages>[0],
  provider: MessageProvider,
  message: Uncertain,
  sureAfterMs: number,
): Promise<void> {
  const ctx: ServiceContext | null = message.agencyId === null ? null : await contextOf(message.agencyId);
  const outgoing = await composeMessage(message, ctx?.agency.name ?? "Stead", publicUrl);
  const startedMs = performance.now();
  const known = await provider.lookUp?.(outgoing, { begunAtMs: message.begunAtMs, signal });
  const durationMs = Math.round(performance.now() - startedMs);
  const write = async ({ status, ref, category, reason }: Ending, detail: string): Promise<boolean> => {
    const values = [status, ref, category, reason, newId(), provider.name, detail, durationMs];
    return (await system.sql(resolve, message.id, ...values)).length > 0;
  };
  const { id: messageId, agencyId, channel } = message;
  log.info({ messageId, agencyId, channel, found: known?.found }, "message looked up");
  if (known?.found === "some")
    for (const { ref, outcome } of known.messages)
      if (await write(endingOf(ref, outcome), "the provider has it in its records")) return;
  const isAbsent = known?.found === "none" || known?.found === "some";
  if (isAbsent && message.ageMs >= sureAfterMs)
    await write(
      { status: "failed", ref: null, category: "never_taken", reason: neverTakenReason },
      "the provider has no record of it",
    );
}

function endingOf(ref: string, outcome: DeliveryOutcome): Ending {
  if (outcome.outcome !== "failed") return { status: "sent", ref, category: null, reason: null };
  return { status: "failed", ref, category: outcome.category, reason: givenUpReason(outcome.category) };
}
