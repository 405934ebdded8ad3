import { openDb } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { RetryLater } from "@stead/queue/retries";
import { openArranger } from "@stead/testing/arranger";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { afterAll, expect, test } from "vitest";
import { accountSums } from "../context/test-money.ts";
import { openTestHouse } from "../context/test-house.ts";
import { runProof } from "../ledger/index.ts";
import { applyEvent } from "./index.ts";
import { openBankAccount, openTestDoor, tellDoor } from "./test-door.ts";

const house = await openTestHouse();
const entrance = openTestDoor(house);
// Jobs know each other by their rails: other ones are another process's.
const anotherProcess = { ...entrance.rails };
afterAll(async () => {
  await entrance.close();
  await house.close();
});

const prompts = 3;

/** An agency with a lease, its invoices, and three collections that wait for their payer. */
async function openBank() {
  const { agency, lease, ctx: own, made, url } = await openBankAccount(house, entrance);
  const [{ reference } = { reference: "" }] = await house.arrange.query<{ reference: string }>(
    "select reference from leases where id = $1",
    lease.id,
  );
  const ctx = { ...own, actor: { kind: "system", id: null } as const };
  for (let n = 0; n < prompts; n++) {
    await makeInvoice(house.arrange, lease);
    await house.arrange.insert("payment_attempts", {
      agency_id: agency.id,
      id: newId(),
      rail: "jirani",
      rail_account_id: made.id,
      lease_id: lease.id,
      property_id: lease.propertyId,
      amount_minor: 100_000,
      currency: "KES",
      reference: "L-1",
      payer_key: `payer ${n}`,
      state: "pending",
      provider_ref: `rq_${n}`,
      expires_at: "2030-06-15T10:00:00Z",
    });
  }
  return { agency, reference, ctx, railAccountId: made.id, url };
}

/** Holds the counter of receipts until it is opened. */
async function closeGate({ agency }: Bank) {
  const holder = await openArranger(house.database);
  await holder.query("begin");
  await holder.query(
    "select from number_counters where agency_id = $1 and kind = 'receipt' for update",
    agency.id,
  );
  return {
    someoneWaits: async () => {
      const text = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      while ((await house.arrange.query(text)).length === 0) await new Promise(setImmediate);
    },
    open: async () => {
      await holder.query("commit");
      await holder.close();
    },
  };
}

type Bank = Awaited<ReturnType<typeof openBank>>;

/** What the bank tells: the answer to a collection, or money with a reference. */
type Telling = { type: string; data: object };

const credit = (n: number, more: object = {}) => ({
  id: `cr_${n}`,
  amount_minor: 100_000,
  currency: "KES",
  at: "2026-06-14T08:00:00.000Z",
  reference: null,
  payer: { name: "Amina Otieno", account: `JB-${n}` },
  request: null,
  ...more,
});
const answerTo = (n: number, more: object = {}): Telling[] => {
  const request = { id: `rq_${n}`, merchant_id: null };
  const paid = {
    ...request,
    status: "paid",
    reason: null,
    pay_url: "https://b.test/p",
    expires_at: credit(n).at,
  };
  return [
    { type: "credit.received", data: { credit: credit(n, { request, ...more }) } },
    { type: "request.paid", data: { request: { ...paid, credit: credit(n, { request, ...more }) } } },
  ];
};
const byHand = (n: number, reference: string): Telling => ({
  type: "credit.received",
  data: { credit: credit(n, { reference }) },
});

/** Stores what the bank tells; answers the events' keys. */
function store({ url }: Bank, told: readonly Telling[]): Promise<string[]> {
  return Promise.all(
    told.map(async (telling) => {
      const id = newId();
      expect(await tellDoor(entrance.door, url, { ...telling, id })).toMatchObject({ wasStored: true });
      return id;
    }),
  );
}

async function apply({ ctx, railAccountId }: Bank, eventKey: string): Promise<string | undefined> {
  try {
    return (await applyEvent({ ctx: { ...ctx, requestId: newId() }, input: { railAccountId, eventKey } }))
      ?.state;
  } catch (error) {
    if (!(error instanceof RetryLater)) throw error;
    return "waiting";
  }
}

const ask = <Row extends object>({ agency }: Bank, text: string) => house.arrange.query<Row>(text, agency.id);

async function books(bank: Bank) {
  const [payments] = await ask(
    bank,
    `select count(*)::int as count, min(number)::int as first, max(number)::int as last, sum(amount_minor)::bigint as sum,
       count(lease_id)::int as "withLease" from payments where agency_id = $1`,
  );
  const attempts = await ask(
    bank,
    `select provider_ref as ref, state, payment_id is not null as "isPaid" from payment_attempts where agency_id = $1 order by 1`,
  );
  const open = await ask(
    bank,
    `select sum(open_minor)::bigint as open, sum(paid_minor)::bigint as paid from invoice_balances where agency_id = $1`,
  );
  const payers = await ask(bank, `select count(*)::int as count from payment_payers where agency_id = $1`);
  const { checks } = await runProof({ ctx: bank.ctx });
  expect(checks.filter((check) => !check.isSound)).toEqual([]);
  return { payments, attempts, open, payers, sums: await accountSums(house, bank.agency.id) };
}

const statesOf = async (bank: Bank) => {
  const rows = await ask<{ state: string; count: number }>(
    bank,
    `select state, count(*)::int as count from inbound_events where agency_id = $1 group by 1 order by 1`,
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
};

test("one job books what waits beside it in one range of numbers; the other jobs find theirs applied", async () => {
  const bank = await openBank();
  const keys = await store(
    bank,
    Array.from({ length: 10 }, (_, n) => byHand(n, "nobody")),
  );
  expect(await apply(bank, keys[4] ?? "")).toBe("applied");
  expect(await statesOf(bank)).toEqual({ applied: 10 });
  expect(await Promise.all(keys.map((key) => apply(bank, key)))).toEqual(keys.map(() => undefined));
  expect((await books(bank)).payments).toMatchObject({ count: 10, first: 1, last: 10 });
});

test("together or one after the other, the books come to the same", async () => {
  const [alone, crowd] = [await openBank(), await openBank()];
  const tell = ({ reference }: Bank) => [
    ...answerTo(0),
    ...answerTo(1),
    ...answerTo(2),
    ...Array.from({ length: 12 }, (_, n) => byHand(10 + n, n % 3 === 0 ? "nobody" : reference)),
    // The same money again, by another notice.
    ...Array.from({ length: 6 }, (_, n) => byHand(10 + n, n % 3 === 0 ? "nobody" : reference)),
  ];
  for (const told of tell(alone)) for (const key of await store(alone, [told])) await apply(alone, key);
  const keys = await store(crowd, tell(crowd));
  await Promise.all([...keys, ...keys.toReversed()].map((key) => apply(crowd, key)));
  expect(await statesOf(crowd)).toEqual({ applied: 24 });
  const { payments } = await books(crowd);
  expect(payments).toMatchObject({ count: 15, first: 1, last: 15, withLease: 11 });
  expect(await books(crowd)).toEqual(await books(alone));
});

test("many jobs of two processes at once book each once and leave no number out", async () => {
  const bank = await openBank();
  const other = { ...bank, ctx: { ...bank.ctx, rails: anotherProcess } };
  const keys = await store(
    bank,
    Array.from({ length: 60 }, (_, n) => byHand(n, "nobody")),
  );
  await Promise.all([
    ...keys.map((key) => apply(bank, key)),
    ...keys.toReversed().map((key) => apply(other, key)),
  ]);
  expect(await statesOf(bank)).toEqual({ applied: 60 });
  expect((await books(bank)).payments).toMatchObject({ count: 60, first: 1, last: 60 });
});

test("a job that waits for another's group holds no connection", async () => {
  const bank = await openBank();
  const pool = openDb({ connectionString: house.database.appUrl, min: 0, max: 2 });
  const db = pool.forAgency(bank.agency.id, { deadline: Date.now() + 600_000 });
  const here = { ...bank, ctx: { ...bank.ctx, db } };
  const there = { ...bank, ctx: { ...here.ctx, rails: anotherProcess } };
  const keys = await store(
    bank,
    Array.from({ length: 30 }, (_, n) => byHand(n, "nobody")),
  );
  const gate = await closeGate(bank);
  const jobs = keys.map((key) => apply(here, key));
  await gate.someoneWaits();
  // Those of its own process, and another's whose events it holds.
  const others = [...keys, ...keys].map((key, n) => apply(n < keys.length ? here : there, key));
  // The group has one of the two connections; the other one is there for everybody.
  for (let asked = 0; asked < 50; asked++) await db.sql({ name: "", text: "select" });
  await gate.open();
  await Promise.all([...jobs, ...others]);
  expect(await statesOf(bank)).toEqual({ applied: 30 });
  expect((await books(bank)).payments).toMatchObject({ count: 30, first: 1, last: 30 });
  await pool.close();
});

test("what cannot be booked with the others is left to its own job", async () => {
  const bank = await openBank();
  const unreadable = { type: "credit.received", data: { credit: { id: "cr_90" } } };
  // Another amount than was asked for: the bank is asked first, and cannot be reached here.
  const [changed = unreadable] = answerTo(0, { amount_minor: 5 });
  const keys = await store(bank, [
    unreadable,
    changed,
    ...Array.from({ length: 8 }, (_, n) => byHand(n + 20, "nobody")),
  ]);
  const states = await Promise.all(keys.map((key) => apply(bank, key)));
  expect(states.slice(0, 2)).toEqual(["failed", "waiting"]);
  expect(await statesOf(bank)).toEqual({ applied: 8, failed: 1, waiting: 1 });
  expect((await books(bank)).payments).toMatchObject({ count: 8, first: 1, last: 8 });
});
