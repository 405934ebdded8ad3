import { openDb } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { postJournal } from "@stead/services/ledger";
import { bookMoney } from "@stead/services/payments";
import pg from "pg";
import { startBenchServer, withClient } from "./bench-database.ts";
import { billingContext } from "./billing-context.ts";
import { agencyId, fillPortfolio } from "./billing-portfolio.ts";
import { openStoredCallbacks } from "./stored-callbacks.ts";
import { medianOf } from "./statistics.ts";

/**
 * Posting on one hot account, 32 at once: money of one short code, which all lies on one clearing account and waits in
 * one suspense account, against the naive way: an interactive transaction that claims the receipt, reads both balances
 * for update, takes a number, writes receipt, journal and lines, and writes both balances back, a statement a round
 * trip. All by the same role on the same server with the same durability, in turns: the posting alone, a receipt booked
 * alone, and stored callbacks booked as their jobs do, which take along what waits beside them.
 *   npx pnpm --filter @stead/bench hot-account [rounds]
 */
const rounds = Number(process.argv[2] ?? 9);
const atOnce = 32;
const roundMs = 2_000;
const goal = 3;

const server = await startBenchServer("hot-account");
const database = await server.make("hot_account");
await withClient(database.adminUrl, async (client) => {
  await fillPortfolio(client, 50);
  await client.query(`
    create table naive_keys (agency_id uuid, external_id text, primary key (agency_id, external_id));
    create table naive_accounts (agency_id uuid, code text, balance bigint not null, primary key (agency_id, code));
    create table naive_counters (agency_id uuid primary key, next bigint not null);
    create table naive_receipts (agency_id uuid, id uuid, number bigint, external_id text, amount bigint, primary key (agency_id, id));
    create table naive_journals (agency_id uuid, id uuid, receipt_id uuid, primary key (agency_id, id));
    create table naive_lines (agency_id uuid, journal_id uuid, line int, code text, amount bigint, primary key (agency_id, journal_id, line));
    create table naive_audit (agency_id uuid, id uuid primary key, receipt_id uuid, what jsonb);
    insert into naive_accounts values ('${agencyId}', '1010', 0), ('${agencyId}', '2020', 0);
    insert into naive_counters values ('${agencyId}', 1);
    grant select, insert, update on all tables in schema public to stead_app;
  `);
});

const pool = new pg.Pool({ connectionString: database.appUrl, max: atOnce });
const db = openDb({ connectionString: database.appUrl, min: atOnce, max: atOnce });
const amountMinor = 100_000;

async function postNaively(): Promise<void> {
  const client = await pool.connect();
  const [receiptId, journalId] = [newId(), newId()];
  const run = (name: string, text: string, values: unknown[]) => client.query({ name, text, values });
  try {
    await client.query("begin");
    await run("key", "insert into naive_keys values ($1, $2)", [agencyId, receiptId]);
    const balances = await run(
      "balances",
      "select code, balance from naive_accounts where agency_id = $1 and code in ('1010', '2020') order by code for update",
      [agencyId],
    );
    const [clearing, suspense] = (balances.rows as { balance: string }[]).map(({ balance }) =>
      Number(balance),
    );
    const counter = await run(
      "number",
      "update naive_counters set next = next + 1 where agency_id = $1 returning next",
      [agencyId],
    );
    const { next } = (counter.rows as { next: string }[])[0] ?? { next: "0" };
    await run("receipt", "insert into naive_receipts values ($1, $2, $3, $4, $5)", [
      agencyId,
      receiptId,
      next,
      receiptId,
      amountMinor,
    ]);
    await run("journal", "insert into naive_journals values ($1, $2, $3)", [agencyId, journalId, receiptId]);
    await run("line", "insert into naive_lines values ($1, $2, 1, '1010', $3)", [
      agencyId,
      journalId,
      amountMinor,
    ]);
    await run("line2", "insert into naive_lines values ($1, $2, 2, '2020', $3)", [
      agencyId,
      journalId,
      -amountMinor,
    ]);
    await run("audit", "insert into naive_audit values ($1, $2, $3, '{}')", [agencyId, newId(), receiptId]);
    const write = "update naive_accounts set balance = $3 where agency_id = $1 and code = $2";
    await run("balance", write, [agencyId, "1010", (clearing ?? 0) + amountMinor]);
    await run("balance", write, [agencyId, "2020", (suspense ?? 0) - amountMinor]);
    await client.query("commit");
  } finally {
    client.release();
  }
}

async function postByStead(): Promise<void> {
  const ctx = billingContext(db, Date.now());
  await ctx.db.transaction((tx) =>
    bookMoney(tx, ctx, {
      rail: "mpesa",
      account: "600100",
      accountCode: "1010",
      externalId: newId(),
      amountMinor,
      currency: "KES",
      receivedOn: new Date().toISOString().slice(0, 10),
      reference: null,
      leaseId: null,
      payer: null,
    }),
  );
}

/** The posting alone: one call of the posting function, on the same two accounts. */
async function postJournalByStead(): Promise<void> {
  const ctx = billingContext(db, Date.now());
  const id = newId();
  await ctx.db.transaction((tx) =>
    postJournal(tx, ctx, {
      key: `payment:${id}`,
      event: "payment.received",
      entityId: id,
      occurredOn: new Date().toISOString().slice(0, 10),
      memo: "Receipt",
      lines: [
        { account: "1010", amountMinor, currency: "KES" },
        { account: "2020", amountMinor: -amountMinor, currency: "KES" },
      ],
    }),
  );
}

/** Posts a second. */
async function round(post: () => Promise<void>): Promise<number> {
  const untilMs = performance.now() + roundMs;
  let done = 0;
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (performance.now() < untilMs) {
        await post();
        done++;
      }
    }),
  );
  return done / ((performance.now() - startedMs) / 1_000);
}

const callbacks = await openStoredCallbacks(db, { systemUrl: database.systemUrl, shortCode: "600200" });
/** More than a round books. */
const mostARound = 8_000;

const subjects = {
  naive: postNaively,
  again: postNaively,
  posting: postJournalByStead,
  receipt: postByStead,
  callback: () => callbacks.applyNext(),
};
type Subject = keyof typeof subjects;
const names = Object.keys(subjects) as Subject[];

async function measure(name: Subject): Promise<number> {
  if (name === "callback") await callbacks.fill(mostARound);
  return round(subjects[name]);
}

for (const name of names) await measure(name);
const rates: Record<Subject, number>[] = [];
for (let at = 0; at < rounds; at++) {
  const measured = { naive: 0, again: 0, posting: 0, receipt: 0, callback: 0 };
  for (const name of at % 2 === 0 ? names : names.toReversed()) measured[name] = await measure(name);
  rates.push(measured);
}
const rate = (name: Subject) => medianOf(rates.map((each) => each[name])).toFixed(0);
const ratio = (name: Subject) => medianOf(rates.map((each) => each[name] / each.naive));
console.log(
  `${atOnce} at once, posts a second: naive ${rate("naive")}, posting ${rate("posting")}, receipt ${rate("receipt")}, stored callback ${rate("callback")}`,
);
console.log(
  `a posting ${ratio("posting").toFixed(2)}x, a receipt alone ${ratio("receipt").toFixed(2)}x,` +
    ` a stored callback to its receipt ${ratio("callback").toFixed(2)}x (A/A ${ratio("again").toFixed(2)});` +
    ` goal at least ${goal}x: ${ratio("callback") >= goal ? "met" : "missed"}`,
);
await callbacks.close();
await db.close();
await pool.end();
await server.stop();
process.exitCode = ratio("callback") >= goal ? 0 : 1;
