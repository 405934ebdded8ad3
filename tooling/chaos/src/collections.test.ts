import { newId } from "@stead/kernel/ids";
import { afterAll, beforeAll, expect, test } from "vitest";
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
  await house.sandbox.play("POST", `/mpesa/prompts/${waiting?.checkoutRequestId}/act`, { act: how });
}

function payByHand(msisdn: string, reference: string) {
  const { account: shortCode } = world.accounts.mpesa;
  return house.sandbox.play("POST", "/mpesa/payments", { shortCode, msisdn, amount: shillings, reference });
}

test("money that looks like the answer to a collection is not taken for it", async () => {
  const [lease] = world.leases;
  if (lease === undefined) throw new Error("no lease");
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
