import { newId } from "@stead/kernel/ids";
import { describe, expect, test } from "vitest";
import { accountSums, partsOf } from "../context/test-money.ts";
import { getPayment, refundPayment, takePaymentBack } from "../payments/index.ts";
import { inTransaction } from "../context/index.ts";
import { approveDisbursement, listRefundWays, retryDisbursement, settleDisbursement } from "./index.ts";
import {
  ask,
  expectSound,
  openDaraja,
  openDesk,
  receive,
  shown,
  wanted,
  type Desk,
} from "./test-disbursing.ts";

const daraja = await openDaraja();
const { house } = daraja;

const parts = async ({ ctx }: Desk, id: string) => partsOf(await getPayment({ ctx, input: { id } }));
const inCash = { destination: { way: "by_hand", rail: "cash" } } as const;

/** One person pays back at once, as the form by hand does. */
async function payBack({ ctx }: Desk, paymentId: string, amountMinor: number) {
  const { version } = await getPayment({ ctx, input: { id: paymentId } });
  const input = {
    paymentId,
    version,
    source: "credit",
    amountMinor,
    rail: "cash",
    reason: "Moved out",
  } as const;
  return refundPayment({ ctx, input: { ...input, idempotencyKey: newId() } });
}

async function chargeBack({ ctx }: Desk, paymentId: string) {
  const { version } = await getPayment({ ctx, input: { id: paymentId } });
  const back = { paymentId, version, kind: "chargeback", reason: "The payer disputed it" } as const;
  await inTransaction(ctx, (tx) => takePaymentBack(tx, ctx, back));
}

describe("a refund that people pay themselves", () => {
  test("needs a second person above the limit, whichever ways its parts go", async () => {
    const desk = await openDesk(daraja);
    const { ctx } = desk;
    const { paymentId } = await receive(desk);
    await expect(payBack(desk, paymentId, 1_000_001)).rejects.toMatchObject({
      code: "PRECONDITION",
      details: { freeMinor: 1_000_000 },
    });
    await payBack(desk, paymentId, 600_000);
    await expect(payBack(desk, paymentId, 400_001)).rejects.toMatchObject({
      details: { freeMinor: 400_000 },
    });
    expect(await listRefundWays({ ctx, input: { paymentId } })).toMatchObject({ freeMinor: 400_000 });
    expect((await ask(desk, paymentId, { amountMinor: 300_000 })).state).toBe("approved");
    await expect(payBack(desk, paymentId, 100_001)).rejects.toMatchObject({ code: "PRECONDITION" });
    expect((await ask(desk, paymentId, { ...inCash, amountMinor: 200_000 })).state).toBe("awaiting_approval");
    await payBack(desk, paymentId, 100_000);
    expect(await parts(desk, paymentId)).toMatchObject({ refundedMinor: 1_000_000 });
    await expectSound(ctx);
  });

  test("is nobody's alone in a currency that the limit says nothing about", async () => {
    const desk = await openDesk(daraja);
    const { paymentId } = await receive(desk);
    const inDollars = { ...desk, ctx: { ...desk.ctx, agency: { ...desk.ctx.agency, currency: "USD" } } };
    await expect(payBack(inDollars, paymentId, 1)).rejects.toMatchObject({ details: { freeMinor: null } });
  });

  test("is booked when the other person approves it, and ends with what they did", async () => {
    const desk = await openDesk(daraja);
    const { ctx, other, agency } = desk;
    const { paymentId } = await receive(desk);
    const { id, version, ...asked } = await ask(desk, paymentId, { ...inCash, amountMinor: 2_000_000 });
    expect(asked).toMatchObject({
      state: "awaiting_approval",
      way: "by_hand",
      rail: "cash",
      refundNumber: null,
    });
    await expect(approveDisbursement({ ctx, input: { id, version } })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const approved = await approveDisbursement({ ctx: other, input: { id, version } });
    expect(approved).toMatchObject({ state: "sent", refundNumber: 1 });
    expect(await accountSums(house, agency.id)).toEqual({
      "1010": 3_000_000,
      "1030": -2_000_000,
      "2010": -1_000_000,
    });
    expect(daraja.asked).toEqual([]);
    const paid = { outcome: "paid", reference: null, note: "Signed for" } as const;
    await settleDisbursement({ ctx, input: { id, version: approved.version, ...paid } });
    expect(await shown(desk, id)).toMatchObject({ state: "paid", resultText: "Signed for" });
    await expectSound(ctx);
  });

  test("is taken back when it was not paid after all, also when the payment was taken back meanwhile", async () => {
    const desk = await openDesk(daraja);
    const { ctx, other, agency } = desk;
    const [kept, gone] = [await receive(desk), await receive(desk)];
    const not = { outcome: "failed", reference: null, note: "The tenant did not come" } as const;
    for (const { paymentId } of [kept, gone]) {
      const { id, version } = await ask(desk, paymentId, { ...inCash, amountMinor: 2_000_000 });
      const approved = await approveDisbursement({ ctx: other, input: { id, version } });
      if (paymentId === gone.paymentId) await chargeBack(desk, paymentId);
      await settleDisbursement({ ctx, input: { id, version: approved.version, ...not } });
    }
    expect(await parts(desk, kept.paymentId)).toMatchObject({ creditMinor: 3_000_000 });
    const sums = await accountSums(house, agency.id);
    expect(sums["1030"] ?? 0).toBe(0);
    const [failed] = await house.arrange.query<{ id: string }>(
      "select id from disbursements where agency_id = $1 and payment_id = $2",
      agency.id,
      kept.paymentId,
    );
    const again = { id: failed?.id ?? "", to: null, phone: null, idempotencyKey: newId() };
    expect(await retryDisbursement({ ctx, input: again })).toMatchObject({
      state: "awaiting_approval",
      way: "by_hand",
      rail: "cash",
    });
    await expectSound(ctx);
  });

  test("is asked for by no program", async () => {
    const desk = await openDesk(daraja);
    const { paymentId } = await receive(desk);
    const program = { ...desk.ctx, actor: { kind: "api_key", id: newId() } } as const;
    const input = await wanted(desk, paymentId, { ...inCash, amountMinor: 2_000_000 });
    await expect(ask({ ...desk, ctx: program }, paymentId, input)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

describe("a refund of money that found no lease", () => {
  test("goes out like any other, and the whole agency's people hear of it", async () => {
    const desk = await openDesk(daraja);
    const { ctx, agency } = desk;
    const { paymentId } = await receive({ ctx, lease: { ...desk.lease, id: null } });
    const asked = await ask(desk, paymentId, {
      source: "unallocated",
      destination: { way: "pay_out", railAccountId: desk.account.id, phone: "+254712345678" },
    });
    expect(asked).toMatchObject({ state: "approved", leaseId: null });
    const told = await house.arrange.query<{ propertyId: string | null }>(
      `select property_id as "propertyId" from events where agency_id = $1 and kind = 'disbursement.changed'`,
      agency.id,
    );
    expect(told).toEqual([{ propertyId: null }]);
    await expectSound(ctx);
  });
});
