import { newId } from "@stead/kernel/ids";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { audit } from "./audit.ts";
import type { HouseDatabase } from "./cluster.ts";
import { openHouse, type House } from "./house.ts";
import { waitForQuiet } from "./quiet.ts";
import { openTestDatabase } from "./test-house.ts";
import { makeWorld, type World } from "./world.ts";

let database: HouseDatabase;
let house: House;
let world: World;
beforeAll(async () => {
  database = await openTestDatabase();
  house = await openHouse({ database, hasRedis: false });
  world = await makeWorld(house, 3);
});
afterAll(async () => {
  await house.close();
  await database.stop();
});

const shillings = 2_500;

function leaseAt(number: number): World["leases"][number] {
  const lease = world.leases[number];
  if (lease === undefined) throw new Error("no such lease");
  return lease;
}

function prompt(lease: { id: string }, phone: string) {
  return world.client.collecting.start.mutate({
    leaseId: lease.id,
    railAccountId: world.accounts.mpesa.id,
    amountMinor: shillings * 100,
    phone: `+${phone}`,
    idempotencyKey: newId(),
  });
}

async function act(phone: string, how: string): Promise<void> {
  const [waiting] = await house.sandbox.prompts(`msisdn=${phone}&state=pending`);
  await house.sandbox.play("POST", `/mpesa/prompts/${waiting?.checkoutRequestId ?? "none"}/act`, {
    act: how,
  });
}

function payByHand(msisdn: string, reference: string) {
  const { account: shortCode } = world.accounts.mpesa;
  return house.sandbox.play("POST", "/mpesa/payments", { shortCode, msisdn, amount: shillings, reference });
}

test("money that looks like the answer to a collection is not taken for it", async () => {
  const lease = leaseAt(0);
  const rule = (mode: string, customer: string, subject: string) =>
    house.sandbox.play("POST", "/modes", { mode, customer, subject, remaining: 1 });
  // Turned down, then paid by hand from another phone and from the same one.
  const cancelled = await prompt(lease, "254700000101");
  await act("254700000101", "cancel");
  const timedOut = await prompt(lease, "254700000102");
  await act("254700000102", "time-out");
  await payByHand("254700000109", lease.reference);
  await payByHand("254700000102", lease.reference);
  // Paid, and its callback never comes.
  await rule("no-callback", "254700000103", "stk-callback");
  const silent = await prompt(lease, "254700000103");
  await act("254700000103", "pay");
  // Asked, and nobody knows: the answer was lost, and so was the callback.
  await rule("answer-lost", "254700000104", "stk-push");
  await rule("no-callback", "254700000104", "stk-callback");
  const uncertain = await prompt(lease, "254700000104");
  await act("254700000104", "pay");
  await waitForQuiet(house);
  const report = await audit(house, world);
  expect(report.findings).toEqual([]);
  expect(report.receipts).toBe(4);
  const stateOf = async ({ id }: { id: string }) => (await world.client.collecting.get.query({ id })).state;
  expect(await Promise.all([cancelled, timedOut, silent, uncertain].map(stateOf))).toEqual([
    "cancelled",
    "expired",
    "paid",
    "paid",
  ]);
});

type Told = { id: string; url: string; body: string; subject: string };

/** What the provider would have told of an account, oldest first; each once, and never sent by itself. */
async function withhold(act: () => Promise<unknown>, account: string): Promise<Told[]> {
  const withheld = async () => {
    const query = `account=${account}&state=withheld&limit=1000`;
    const { items } = await house.sandbox.play<{ items: Told[] }>("GET", `/deliveries?${query}`);
    return items.toReversed();
  };
  const before = new Set((await withheld()).map(({ id }) => id));
  await house.sandbox.play("POST", "/modes", { mode: "no-callback", account });
  await act();
  await house.sandbox.play("DELETE", "/modes");
  return (await withheld()).filter(({ id }) => !before.has(id));
}

const deliver = ({ url, body }: Told) =>
  fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });

const receiptsOf = (lease: { id: string }) =>
  house.look<{ amount: number; keys: number }>(
    `select p.amount_minor as amount, (select count(*) from external_keys k where k.entity_id = p.id)::int as keys
     from payments p where p.lease_id = $1`,
    lease.id,
  );

describe("one receipt that is told in several ways at once", () => {
  const paidPrompt = async (phone: string, lease: { id: string }) => {
    await prompt(lease, phone);
    const { account } = world.accounts.mpesa;
    return withhold(async () => {
      await house.sandbox.play("POST", "/modes", { mode: "stk-and-c2b", customer: phone, remaining: 1 });
      await act(phone, "pay");
    }, account);
  };

  test("a hundred times over is booked once", async () => {
    const lease = leaseAt(1);
    const told = await paidPrompt("254700000201", lease);
    const [callback] = told;
    if (callback === undefined) throw new Error("nothing was told");
    const answers = await Promise.all(Array.from({ length: 100 }, () => deliver(callback)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await waitForQuiet(house);
    expect(await receiptsOf(lease)).toEqual([{ amount: shillings * 100, keys: 1 }]);
    const stored = await house.look(
      "select from inbound_events where topic like 'stk%' and payment_id in (select id from payments where lease_id = $1)",
      lease.id,
    );
    expect(stored).toHaveLength(1);
  });

  test("as a prompt's callback and as a confirmation, in both orders, is one payment of one collection", async () => {
    const lease = leaseAt(2);
    for (const [index, order] of [1, -1].entries()) {
      const told = await paidPrompt(`25470000030${index}`, lease);
      expect(told.map(({ subject }) => subject).toSorted()).toEqual(["c2b-confirmation", "stk-callback"]);
      await Promise.all((order === 1 ? told : told.toReversed()).map(deliver));
    }
    await waitForQuiet(house);
    expect(await receiptsOf(lease)).toEqual(
      Array.from({ length: 2 }, () => ({ amount: shillings * 100, keys: 1 })),
    );
    expect((await audit(house, world)).findings).toEqual([]);
  });
});

/** Every order of a few things. */
function ordersOf<T>(things: readonly T[]): T[][] {
  if (things.length === 0) return [[]];
  return things.flatMap((first, at) => ordersOf(things.toSpliced(at, 1)).map((rest) => [first, ...rest]));
}

test("a dispute that is withdrawn, reinstated and won comes to the same in any order", async () => {
  const { id: railAccountId, account } = world.accounts.stripe;
  const lease = leaseAt(0);
  const play = <T>(path: string, body: object) => house.sandbox.play<T>("POST", `/stripe${path}`, body);
  const pay = async () => {
    const asked = {
      leaseId: lease.id,
      railAccountId,
      amountMinor: 500_000,
      phone: null,
      idempotencyKey: newId(),
    };
    const { url } = await world.client.collecting.start.mutate(asked);
    const session = /cs_\w+/.exec(url ?? "")?.[0];
    return play<{ payment_intent: string }>(`/sessions/${session ?? "none"}/act`, { act: "pay" });
  };
  const dispute = async () => {
    const { payment_intent: intent } = await pay();
    const charges = (await house.sandbox.ledger()).filter(({ kind }) => kind === "charge");
    const charge = charges.find(({ related }) => related === intent);
    const told = await withhold(async () => {
      const { id } = await play<{ id: string }>(`/charges/${charge?.id ?? "none"}/dispute`, {});
      await play(`/disputes/${id}/act`, { act: "won" });
    }, account);
    return told.filter(({ subject }) => /funds_|closed/.test(subject));
  };
  const orders = ordersOf([0, 1, 2]);
  for (const order of orders) {
    const told = await dispute();
    expect(told).toHaveLength(order.length);
    for (const at of order) await redeliver(told[at]);
  }
  await waitForQuiet(house);
  const disputes = await house.look<object>(
    `select d.state, d.is_withdrawn as "isWithdrawn", d.reinstated_payment_id is not null as "isBack", d.fee_minor as "feeMinor",
       b.reversed_minor as "reversedMinor", (select status from payment_balances r where r.payment_id = d.reinstated_payment_id) as "again"
     from rail_disputes d join payment_balances b on b.payment_id = d.payment_id`,
  );
  const [first] = disputes;
  expect(first).toMatchObject({ state: "won", isWithdrawn: true, isBack: true, reversedMinor: 500_000 });
  expect(disputes).toEqual(orders.map(() => first));
  expect((await world.client.ledger.runProof.mutate()).isSound).toBe(true);
});

/** Sent by the provider again, signed anew. */
async function redeliver(told: Told | undefined): Promise<void> {
  await house.sandbox.play("POST", `/deliveries/${told?.id ?? "none"}/again`, {});
}

test("no address of callbacks can spell a word that a provider refuses", async () => {
  const { url } = await world.client.rails.callbackAddress.query({ id: world.accounts.mpesa.id });
  expect(url).toMatch(/\/mobile\/[0-9a-f]{64}$/);
});
