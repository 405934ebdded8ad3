import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "@stead/dev/demo/random";
import type { House } from "./house.ts";
import type { ModeRule } from "./sandbox-control.ts";
import type { World } from "./world.ts";

/** What a tenant does, and how the provider misbehaves meanwhile. */
type Payment = {
  kind: "prompt" | "paybill" | "card" | "transfer";
  lease: { id: string; reference: string };
  /** Whole shillings: few amounts, so that payments of one lease look alike. */
  amount: number;
  /** Nobody else's. */
  phone: string;
  act: string;
  reference: string;
  rules: readonly ModeRule[];
  key: string;
};

const amounts = [1_500, 2_500, 2_500, 4_000, 7_500, 30_000] as const;

const promptActs = [
  ["pay", 80],
  ["cancel", 6],
  ["wrong-pin", 4],
  ["no-money", 4],
  ["time-out", 6],
] as const;
const cardActs = [
  ["pay", 84],
  ["decline", 8],
  ["expire", 8],
] as const;

const rule = (mode: string, more: Omit<ModeRule, "mode"> = {}): ModeRule => ({ mode, ...more });
const stk = { subject: "stk-callback" };
const push = { subject: "stk-push" };

/** Ways in which a prompt goes wrong at the provider, and how often of a hundred. */
const promptTroubles: readonly (readonly [readonly ModeRule[], number])[] = [
  [[], 34],
  [[rule("no-callback", stk)], 8],
  [[rule("double-callback", stk)], 8],
  [[rule("late-callback", { ...stk, delayMs: 2_500 })], 6],
  [[rule("out-of-order", { ...stk, delayMs: 700 }), rule("stk-and-c2b")], 6],
  [[rule("stk-and-c2b")], 8],
  [[rule("stk-and-c2b"), rule("hashed-msisdn"), rule("double-callback", stk)], 5],
  [[rule("stk-and-c2b"), rule("no-callback", stk)], 4],
  [[rule("timeout-then-paid", { delayMs: 600 })], 5],
  [[rule("result-as-text"), rule("reordered-items")], 4],
  [[rule("changed-amount")], 2],
  [[rule("error-500", push)], 2],
  [[rule("error-after-act", push)], 3],
  [[rule("answer-lost", push)], 3],
  [[rule("spike-arrest", push)], 2],
];

const paybillTroubles: readonly (readonly [readonly ModeRule[], number])[] = [
  [[], 46],
  [[rule("no-callback")], 15],
  [[rule("double-callback")], 15],
  [[rule("late-callback", { delayMs: 2_500 })], 8],
  [[rule("hashed-msisdn")], 8],
  [[rule("plain-msisdn")], 8],
];

/** Of cards a rule holds for the next of the account, whoever that is. */
const cardTroubles: readonly (readonly [readonly ModeRule[], number])[] = [
  [[], 46],
  [[rule("no-callback")], 14],
  [[rule("double-callback")], 14],
  [[rule("two-event-ids")], 14],
  [[rule("out-of-order", { delayMs: 700 })], 12],
];

/** Of the bank's account likewise. */
const transferTroubles: readonly (readonly [readonly ModeRule[], number])[] = [
  [[], 50],
  [[rule("no-callback")], 20],
  [[rule("double-callback")], 20],
  [[rule("late-callback", { delayMs: 2_500 })], 10],
];

const troubles = {
  prompt: promptTroubles,
  paybill: paybillTroubles,
  card: cardTroubles,
  transfer: transferTroubles,
};

function planPayment(random: Random, { leases }: World, number: number): Payment {
  const kind = random.weighted([
    ["prompt", 50],
    ["paybill", 25],
    ["card", 15],
    ["transfer", 10],
  ] as const);
  const lease = random.pick(leases);
  const phone = `2547${String(number).padStart(8, "0")}`;
  // Some write what names no lease: their money waits for a clerk.
  const reference = random.isChance(0.12) ? `ROOM ${number}` : lease.reference;
  const act = kind === "card" ? random.weighted(cardActs) : random.weighted(promptActs);
  return {
    kind,
    lease,
    amount: random.pick(amounts),
    phone,
    act,
    reference,
    rules: random.weighted(troubles[kind]),
    key: `fire-payment-${number}`,
  };
}

/** Seconds that a person goes on trying while the api is away. */
const mostPatienceMs = 180_000;

export type Paying = { done: number; readonly count: number };

export type PayersOptions = { seed: number; count: number; atOnce: number; progress: Paying };

/** Plays tenants: so many payments over all rails, several at once, each with its trouble by the seed. */
export async function payAll(
  house: House,
  world: World,
  { seed, count, atOnce, progress }: PayersOptions,
): Promise<void> {
  const random = new Random(seed);
  const payments = Array.from({ length: count }, (_, number) => planPayment(random, world, number));
  const left = payments.values();
  const payer = async () => {
    for (const payment of left) {
      await pay(house, world, payment);
      progress.done++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, payer));
}

async function pay(house: House, world: World, payment: Payment): Promise<void> {
  const { sandbox } = house;
  const { kind, phone, amount, reference } = payment;
  const { mpesa, stripe, jirani } = world.accounts;
  const shortCode = mpesa.account;
  const ofAccount = { card: { account: stripe.account }, transfer: { account: jirani.account } };
  for (const each of payment.rules) {
    const whose = kind === "card" || kind === "transfer" ? ofAccount[kind] : { customer: phone };
    await sandbox.play("POST", "/modes", { ...each, ...whose, remaining: 1 });
  }
  if (kind === "transfer")
    return void (await sandbox.play("POST", "/bank/credits", {
      account: jirani.account,
      amountMinor: amount * 100,
      reference,
    }));
  if (kind === "paybill")
    return void (await sandbox.play("POST", "/mpesa/payments", {
      shortCode,
      msisdn: phone,
      amount,
      reference,
    }));
  const collection = await startCollection(world, payment);
  if (kind === "prompt") return actOnPrompts(house, payment);
  const session = /cs_\w+/.exec(collection.url ?? "")?.[0];
  if (session !== undefined) await sandbox.act(`/stripe/sessions/${session}/act`, payment.act);
}

/** Asks by the api, again and again under the same key while it is away. */
async function startCollection(
  { client, accounts }: World,
  { kind, lease, amount, phone, key }: Payment,
): Promise<{ url: string | null }> {
  const deadline = Date.now() + mostPatienceMs;
  const isCard = kind === "card";
  const input = {
    leaseId: lease.id,
    railAccountId: isCard ? accounts.stripe.id : accounts.mpesa.id,
    amountMinor: amount * 100,
    phone: isCard ? null : `+${phone}`,
    idempotencyKey: key,
  };
  for (;;) {
    try {
      return await client.collecting.start.mutate(input);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(150);
    }
  }
}

/** The payer acts on what came to the phone. A prompt whose answer was lost on the way is there all the same. */
async function actOnPrompts({ sandbox }: House, { phone, act }: Payment): Promise<void> {
  const prompts = await sandbox.prompts(`msisdn=${phone}&state=pending`);
  for (const { checkoutRequestId } of prompts)
    await sandbox.act(`/mpesa/prompts/${checkoutRequestId}/act`, act);
}
