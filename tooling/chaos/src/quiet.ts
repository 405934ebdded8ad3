import { setTimeout as sleep } from "node:timers/promises";
import type { House } from "./house.ts";

/**
 * Time passes for what waits for it: planned questions, jobs that wait for another event, and jobs whose engine died and
 * that are asked after when they were silent for long.
 */
const hasten = `with soon as (
    update outbox set run_after = now() where state = 'delayed' and run_after > now()
      and name in ('collecting.check', 'inbound.apply', 'rails.pull') returning 1)
  update outbox set touched_at = now() - interval '1 minute' where state = 'sent'
    and touched_at between now() - interval '1 minute' and now() - interval '5 seconds'`;
const dayEnd = `update schedules set next_run_at = now() where name = 'rails.pull'`;
const unsettled = `select
    (select count(*) from outbox where name in ('collecting.check', 'inbound.apply', 'rails.pull'))::int as jobs,
    (select count(*) from payment_attempts where state in ('starting', 'pending'))::int as attempts,
    (select count(*) from schedules where name = 'rails.pull' and next_run_at <= now())::int as pulls`;

/** What only ever grows while something is being settled; the retries of what cannot be move nothing of it. */
const settled = `select ((select count(*) from payments)
    + (select count(*) from inbound_events where state in ('applied', 'ignored'))
    + (select count(*) from payment_attempts where finished_at is not null)
    + (select count(*) from payment_attempts where payment_id is not null))::int as count`;

const roundMs = 1_000;
/** For so long without any progress it is waited. */
const patienceMs = 300_000;
const daysEnds = 2;

/**
 * Waits until everything is settled: the providers have told what they tell, prompts have ended, nothing waits in the
 * queue; then has each provider's list fetched, as it is at the end of a day. What is still open when nothing has moved
 * for five minutes is for the audit to find.
 */
export async function waitForQuiet(house: House): Promise<void> {
  const { look, sandbox, api, worker } = house;
  await sandbox.play("DELETE", "/modes");
  await Promise.all([api.ready(), worker.ready()]);
  await expireSessions(house);
  const moves = watchProgress(house);
  while ((await isProviderBusy(house)) && (await moves())) await sleep(roundMs);
  for (let pull = 0; pull < daysEnds; pull++) {
    await settle(house, moves);
    await look(dayEnd);
    await settle(house, moves);
  }
}

/** Says whether something was settled of late. */
function watchProgress({ look }: House): () => Promise<boolean> {
  let before = -1;
  let deadline = 0;
  return async () => {
    const [{ count } = { count: before }] = await look<{ count: number }>(settled);
    if (count !== before) deadline = Date.now() + patienceMs;
    before = count;
    return Date.now() < deadline;
  };
}

async function settle({ look }: House, moves: () => Promise<boolean>): Promise<void> {
  while (await moves()) {
    const [row] = await look<{ jobs: number; attempts: number; pulls: number }>(unsettled);
    if (row !== undefined && row.jobs + row.attempts + row.pulls === 0) return;
    await look(hasten);
    await sleep(roundMs);
  }
}

/** Pages that a payer left after the card was declined: the provider closes them when their day is over. */
async function expireSessions({ sandbox }: House): Promise<void> {
  const open = (await sandbox.sessions()).filter(({ status }) => status === "open");
  for (const { id } of open) await sandbox.act(`/stripe/sessions/${id}/act`, "expire");
}

/** Prompts that wait on phones, or callbacks that are on their way. */
async function isProviderBusy({ sandbox }: House): Promise<boolean> {
  const pending = await sandbox.prompts("state=pending&limit=1");
  const { items } = await sandbox.play<{ items: unknown[] }>("GET", "/deliveries?state=waiting&limit=1");
  return pending.length + items.length > 0;
}
