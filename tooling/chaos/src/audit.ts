import { openArranger, type Arranger } from "@stead/testing/arranger";
import { auditChecks } from "./audit-checks.ts";
import type { House } from "./house.ts";
import type { ProviderEntry, SandboxControl } from "./sandbox-control.ts";
import type { World } from "./world.ts";

export type Finding = { name: string; count: number; samples: string[] };

export type AuditReport = {
  /** What is wrong; empty when every receipt is in the books once. */
  findings: Finding[];
  receipts: number;
  payments: number;
  attempts: Record<string, number>;
  events: Record<string, number>;
  /** Jobs that were given up, by name and why: each waits for an operator. */
  givenUp: Record<string, number>;
};

const samplesShown = 5;

/** Compares Stead's books, in SQL, with what the providers hold by their own. */
export async function audit(house: House, world: World): Promise<AuditReport> {
  const arrange = await openArranger(house.database);
  try {
    const money = await copyProviders(arrange, house);
    const findings: Finding[] = [];
    for (const { name, text } of auditChecks) {
      const rows = await arrange.query<{ id: string }>(text);
      if (rows.length > 0)
        findings.push({ name, count: rows.length, samples: rows.slice(0, samplesShown).map(({ id }) => id) });
    }
    const { isSound, checks } = await world.client.ledger.runProof.mutate();
    const broken = checks.filter((check) => !check.isSound).map(({ name }) => name);
    if (!isSound)
      findings.push({ name: "unsound: the ledger's own proof", count: broken.length, samples: broken });
    const [payments] = await arrange.query<{ count: number }>("select count(*)::int as count from payments");
    return {
      findings,
      receipts: money.length,
      payments: payments?.count ?? 0,
      attempts: await countStates(arrange, "payment_attempts"),
      events: await countStates(arrange, "inbound_events"),
      givenUp: await countGivenUp(arrange),
    };
  } finally {
    await arrange.close();
  }
}

async function countStates(arrange: Arranger, table: string): Promise<Record<string, number>> {
  const rows = await arrange.query<{ state: string; count: number }>(
    `select state, count(*)::int as count from ${table} group by 1 order by 1`,
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

async function countGivenUp(arrange: Arranger): Promise<Record<string, number>> {
  const rows = await arrange.query<{ why: string; count: number }>(
    "select name || ': ' || reason as why, count(*)::int as count from dead_jobs group by 1 order by 1",
  );
  return Object.fromEntries(rows.map(({ why, count }) => [why, count]));
}

/** The providers' books as temporary tables of this connection. */
async function copyProviders(arrange: Arranger, { sandbox, front }: House): Promise<ProviderEntry[]> {
  const ledger = await sandbox.ledger();
  const money = ledger.filter(
    ({ kind, state }) =>
      (kind === "receipt" && state === "completed") || (kind === "charge" && state === "succeeded"),
  );
  await arrange.query(
    `create temporary table provider_money as
     select rail, account, case when rail = 'stripe' then coalesce(related, id) else id end as external_id,
       "amountMinor" as amount_minor, currency
     from jsonb_to_recordset($1::jsonb) as r (rail text, account text, id text, related text, "amountMinor" bigint, currency text)`,
    JSON.stringify(money),
  );
  await arrange.query(
    `create temporary table provider_asked as
     select "attemptId"::uuid as attempt_id, "isPaid" as is_paid, "externalId" as external_id
     from jsonb_to_recordset($1::jsonb) as r ("attemptId" text, "isPaid" boolean, "externalId" text)`,
    JSON.stringify(await listAsked(sandbox)),
  );
  await arrange.query(
    "create temporary table told_tokens as select token from unnest($1::text[]) as t (token) where token <> ''",
    [...front.answered],
  );
  return money;
}

type Asked = { attemptId: string; isPaid: boolean; externalId: string | null };

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** What the providers were asked to collect, each with the collection of ours that it names. */
async function listAsked(sandbox: SandboxControl): Promise<Asked[]> {
  const prompts = (await sandbox.prompts()).map(({ callbackUrl, state, receipt }) => ({
    attemptId: uuid.exec(callbackUrl)?.[0],
    isPaid: state === "paid",
    externalId: receipt,
  }));
  const sessions = (await sandbox.sessions()).map(
    ({ metadata, payment_status: paid, payment_intent: intent }) => ({
      attemptId: uuid.exec(Object.values(metadata).join(" "))?.[0],
      isPaid: paid === "paid",
      externalId: intent,
    }),
  );
  return [...prompts, ...sessions].flatMap(({ attemptId, ...asked }) =>
    attemptId === undefined ? [] : [{ attemptId, ...asked }],
  );
}
