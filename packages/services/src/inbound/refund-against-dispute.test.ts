import { expect, test } from "vitest";
import { inTransaction } from "../context/index.ts";
import { accountSums } from "../context/test-money.ts";
import { requestRefund } from "../disbursements/index.ts";
import {
  ask,
  asSystem,
  expectSound,
  many,
  openDaraja,
  race,
  receive,
  send,
  shown,
  tell,
  wanted,
  watch,
  type Desk,
} from "../disbursements/test-disbursing.ts";
import { getPayment, listPayments } from "../payments/index.ts";
import { applyFact } from "./apply-fact.ts";

const daraja = await openDaraja();
const { watchedDesk, repeated } = watch(daraja);
/** What the books say that the provider holds. */
const clearing = async ({ agency }: Desk) => (await accountSums(daraja.house, agency.id))["1010"] ?? 0;

/** The provider takes money of a payment back. */
async function chargeBack(
  desk: Desk,
  moneyId: string,
  amountMinor: number,
  state: "withdrawn" | "reinstated" = "withdrawn",
): Promise<void> {
  const fact = {
    kind: "dispute",
    ref: `dp_${moneyId}`,
    moneyId,
    state,
    amountMinor,
    currency: "KES",
    feeMinor: 0,
    at: "2026-06-15T09:00:00Z",
  } as const;
  await inTransaction(desk.ctx, (tx) => applyFact(tx, asSystem(desk.ctx), desk.account, fact));
}

test("a refund and a chargeback of the same payment meet in any order", async () => {
  const desk = await watchedDesk();
  let refundedInAll = 0;
  for (let round = 0; round < 6; round++) {
    const { paymentId, externalId } = await receive(desk, { amountMinor: 900_000 });
    const input = await wanted(desk, paymentId);
    const refund = () => requestRefund({ ctx: desk.ctx, input });
    const back = () => chargeBack(desk, externalId, 900_000);
    const acts: Promise<unknown>[] = round % 2 === 0 ? [refund(), back()] : [back(), refund()];
    await race(acts);
    const { refundedMinor, reversedMinor } = await getPayment({ ctx: desk.ctx, input: { id: paymentId } });
    expect([0, 500_000]).toContain(refundedMinor);
    expect(refundedMinor + reversedMinor).toBe(900_000);
    refundedInAll += refundedMinor;
  }
  // The provider took what it gave back once more: its balance is that much below zero, and so are the books.
  expect(await clearing(desk)).toBe(-refundedInAll);
  await expectSound(desk.ctx);
});

test("money that is disputed after all of it was refunded is a loss, until it is given again", async () => {
  const desk = await watchedDesk();
  const { externalId } = await receive(desk, { amountMinor: 500_000 }).then(async (received) => {
    await ask(desk, received.paymentId);
    return received;
  });
  await many(10, () => chargeBack(desk, externalId, 500_000));
  expect(await clearing(desk)).toBe(-500_000);
  await expectSound(desk.ctx);
  await many(10, () => chargeBack(desk, externalId, 500_000, "reinstated"));
  expect(await clearing(desk)).toBe(0);
  await expectSound(desk.ctx);
});

test("a refund that fails after its payment was charged back brings its money in anew", async () => {
  const desk = await watchedDesk();
  const { paymentId, externalId } = await receive(desk, { amountMinor: 900_000 });
  const { id, requestKey } = await ask(desk, paymentId);
  await send(desk, id);
  await chargeBack(desk, externalId, 400_000);
  const failed = { requestKey, state: "failed" } as const;
  await many(10, () => tell(desk, failed));
  expect((await shown(desk, id)).state).toBe("failed");
  const payments = (await listPayments({ ctx: desk.ctx, input: { limit: 50, sort: "number" } })).items;
  expect(payments.map(({ amountMinor, status }) => [amountMinor, status])).toEqual([
    [500_000, "allocated"],
    [900_000, "reversed"],
  ]);
  await expectSound(desk.ctx);
});

test("and nothing of it was ever locked in a circle", () => {
  expect(repeated).toEqual([]);
});
