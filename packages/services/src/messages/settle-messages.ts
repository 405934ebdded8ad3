import type { SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import type { DeliveryOutcome } from "@stead/providers/message-provider";
import type { ClaimedMessage } from "./claim-messages.ts";
import { givenUpReason, isTriedAgain, pauseMs, stopReason, uncertainReason, type StopCode } from "./rules.ts";

const settle = {
  name: "message_settle",
  text: `with log as (
      insert into deliveries (id, agency_id, message_id, attempt, provider, outcome, category, detail, duration_ms)
      values ($2, $3, $1, $4, $5, $6, $7, $8, $9)
    )
    update messages set status = $10, reason_code = $11, reason = $12, provider_ref = coalesce($13, provider_ref),
      not_before = case when $10 = 'waiting' then now() + make_interval(secs => $14::float8 / 1000) else not_before end,
      finished_at = case when $10 = 'waiting' then null else now() end,
      body = case when $15 then '' else body end, action = case when $15 then null when $10 = 'sent' and not $16 then action - 'links' else action end
    where id = $1 and status = 'sending'`,
};

export type Attempt = {
  message: ClaimedMessage;
  attempt: number;
  provider: string;
  outcome: DeliveryOutcome;
  durationMs: number;
  /** Between 0 and 1: spreads the retries. */
  share: number;
  firstPauseMs?: number | undefined;
  /** Whether what it says should not stay: links of sign-in that have left the installation. */
  isForgotten: boolean;
  /** Whether the row is all there is of it: its links are then read there. */
  isKept: boolean;
};

type Next = { status: string; code: string | null; reason: string | null; waitMs: number };

function nextOf({ attempt, outcome, share, firstPauseMs }: Attempt): Next {
  if (outcome.outcome === "sent") return { status: "sent", code: null, reason: null, waitMs: 0 };
  if (outcome.outcome === "uncertain")
    return { status: "uncertain", code: "uncertain", reason: uncertainReason, waitMs: 0 };
  const { category, retryAfterMs } = outcome;
  if (isTriedAgain(category, attempt))
    return {
      status: "waiting",
      code: category,
      reason: null,
      waitMs: pauseMs(attempt, share, retryAfterMs, firstPauseMs),
    };
  return { status: "failed", code: category, reason: givenUpReason(category), waitMs: 0 };
}

/** Writes how an attempt ended, and with it what becomes of the message. */
export async function settleMessage(system: Pick<SystemDb, "sql">, given: Attempt): Promise<string> {
  const { message, attempt, provider, outcome, durationMs, isForgotten, isKept } = given;
  const { status, code, reason, waitMs } = nextOf(given);
  await system.sql(
    settle,
    message.id,
    newId(),
    message.agencyId,
    attempt,
    provider,
    outcome.outcome,
    outcome.outcome === "failed" ? outcome.category : null,
    outcome.outcome === "sent" ? null : outcome.detail,
    Math.round(durationMs),
    status,
    code,
    reason,
    outcome.outcome === "sent" ? outcome.ref : null,
    waitMs,
    isForgotten && status === "sent",
    isKept,
  );
  return status;
}

const stop = {
  name: "message_stop",
  text: `update messages set status = 'stopped', reason_code = $2, reason = $3, finished_at = now()
    where id = $1 and status = 'waiting'`,
};

/** Ends a message that is not to be sent after all. */
export async function stopMessage(system: Pick<SystemDb, "sql">, id: string, code: StopCode): Promise<void> {
  await system.sql(stop, id, code, stopReason(code));
}

const recover = {
  name: "messages_recover",
  text: `with lost as (
      update messages set status = 'uncertain', reason_code = 'uncertain', reason = $2, finished_at = now()
      where status = 'sending' and sending_at < now() - make_interval(secs => $1::float8 / 1000)
      returning id, agency_id, attempts, provider
    ), log as (
      insert into deliveries (id, agency_id, message_id, attempt, provider, outcome, detail, duration_ms)
      select gen_random_uuid(), agency_id, id, attempts, coalesce(provider, 'unknown'), 'uncertain', 'the process that sent it ended', 0
      from lost
    )
    select count(*) as count from lost`,
};

/** Messages whose sender ended half-way become uncertain: they are shown, and never sent again by themselves. */
export async function recoverMessages(system: Pick<SystemDb, "sql">, leaseMs: number): Promise<number> {
  const [row] = await system.sql<{ count: number }>(recover, leaseMs, uncertainReason);
  return row?.count ?? 0;
}
