import { newId } from "@stead/kernel/ids";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { describe, expect, test } from "vitest";
import { makeColleague } from "../context/test-house.ts";
import { accountSums, aPayment } from "../context/test-money.ts";
import { makeTenant } from "../context/test-tenancy.ts";
import { getLeaseDeposit, refundDeposit, transferDeposit, withholdDeposit } from "../deposits/index.ts";
import { recordPayment } from "../payments/index.ts";
import {
  approveDisbursement,
  cancelDisbursement,
  listDisbursements,
  requestDepositRefund,
  retryDisbursement,
  settleDisbursement,
} from "./index.ts";
import {
  expectSound,
  many,
  noticesOf,
  openDaraja,
  race,
  shown,
  watch,
  type Desk,
} from "./test-disbursing.ts";

const daraja = await openDaraja();
const { house } = daraja;
const { watchedDesk, repeated } = watch(daraja);

const key = () => ({ idempotencyKey: newId() });
const reason = "Moved out";
const heldMinor = 3_000_000;

/** A desk whose tenant's deposit of 30,000.00 is held; one person alone pays back 10,000.00. */
async function heldDesk(): Promise<Desk> {
  const desk = await watchedDesk();
  const { ctx, lease } = desk;
  const charges = [{ kind: "deposit", netMinor: heldMinor }] as const;
  await makeInvoice(house.arrange, lease, { kind: "deposit", charges: [...charges] });
  await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: heldMinor }) });
  return desk;
}

const wanted = ({ lease }: Desk, amountMinor: number, rail: "bank" | "cash" = "bank") => ({
  leaseId: lease.id,
  amountMinor,
  rail,
  reason,
  ...key(),
});
const ask = (desk: Desk, amountMinor: number, rail?: "bank" | "cash") =>
  requestDepositRefund({ ctx: desk.ctx, input: wanted(desk, amountMinor, rail) });
const payBack = (desk: Desk, amountMinor: number) =>
  refundDeposit({ ctx: desk.ctx, input: wanted(desk, amountMinor) });
const depositOf = ({ ctx, lease }: Desk) => getLeaseDeposit({ ctx, input: { id: lease.id } });
const settle = ({ ctx }: Desk, id: string, version: number, outcome: "paid" | "failed") =>
  settleDisbursement({ ctx, input: { id, version, outcome, reference: null, note: "By the statement" } });
const refundsOf = ({ agency, lease }: Desk) =>
  house.arrange.query(
    `select number, source, amount_minor as amount from refunds where agency_id = $1 and lease_id = $2 order by number`,
    agency.id,
    lease.id,
  );

describe("a deposit's refund above the limit", () => {
  test("is nobody's alone, whole or in parts", async () => {
    const desk = await heldDesk();
    const { freeMinor } = await depositOf(desk);
    expect(freeMinor).toBe(1_000_000);
    await expect(payBack(desk, 1_000_001)).rejects.toMatchObject({
      code: "PRECONDITION",
      details: { freeMinor },
    });
    await payBack(desk, 600_000);
    await expect(payBack(desk, 400_001)).rejects.toMatchObject({ details: { freeMinor: 400_000 } });
    expect(await ask(desk, 400_001)).toMatchObject({ state: "awaiting_approval", source: "deposit" });
    // What waits counts: the rest of the limit is not free beside it.
    expect(await depositOf(desk)).toMatchObject({
      heldMinor: 2_400_000,
      waitingMinor: 400_001,
      freeMinor: 0,
    });
    await expect(payBack(desk, 1)).rejects.toMatchObject({ code: "PRECONDITION" });
    await expect(ask(desk, 2_000_000)).rejects.toMatchObject({
      code: "PRECONDITION",
      details: { availableMinor: 1_999_999 },
    });
    const inDollars = { ...desk, ctx: { ...desk.ctx, agency: { ...desk.ctx.agency, currency: "USD" } } };
    await expect(payBack(inDollars, 1)).rejects.toMatchObject({ details: { freeMinor: null } });
    await expectSound(desk.ctx);
  });

  test("is booked when the other person approves it, and ends with what people did", async () => {
    const desk = await heldDesk();
    const { ctx, other, agency } = desk;
    const { id, version, ...asked } = await ask(desk, 2_000_000, "cash");
    expect(asked).toMatchObject({
      state: "awaiting_approval",
      way: "by_hand",
      paymentId: null,
      refundNumber: null,
    });
    expect(await accountSums(house, agency.id)).toMatchObject({ 1005: heldMinor, 2000: -heldMinor });
    await expect(approveDisbursement({ ctx, input: { id, version } })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const program = { ...other, actor: { kind: "api_key" as const, id: newId() } };
    await expect(approveDisbursement({ ctx: program, input: { id, version } })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const approved = await approveDisbursement({ ctx: other, input: { id, version } });
    expect(approved).toMatchObject({ state: "sent", refundNumber: 1, tenantName: desk.tenant.name });
    expect(await accountSums(house, agency.id)).toMatchObject({ 1005: 1_000_000, 2000: -1_000_000 });
    expect(await depositOf(desk)).toMatchObject({ heldMinor: 1_000_000, waitingMinor: 0, freeMinor: 0 });
    const paid = await settle(desk, id, approved.version, "paid");
    expect(paid.state).toBe("paid");
    await expect(settle(desk, id, paid.version, "failed")).rejects.toMatchObject({ code: "PRECONDITION" });
    expect(await refundsOf(desk)).toEqual([{ number: 1, source: "deposit", amount: 2_000_000 }]);
    expect((await noticesOf(house, desk)).map(([kind]) => kind)).toEqual([
      "disbursement.waiting",
      "disbursement.approved",
    ]);
    await expectSound(ctx);
  });

  test("that was not paid after all is held again, and can be tried again under the same rules", async () => {
    const desk = await heldDesk();
    const { ctx, other, agency } = desk;
    const { id, version } = await ask(desk, 2_000_000);
    const approved = await approveDisbursement({ ctx: other, input: { id, version } });
    expect((await settle(desk, id, approved.version, "failed")).state).toBe("failed");
    expect(await accountSums(house, agency.id)).toMatchObject({ 1005: heldMinor, 2000: -heldMinor });
    const { movements, ...deposit } = await depositOf(desk);
    expect(deposit).toMatchObject({ heldMinor, waitingMinor: 0, freeMinor: 1_000_000 });
    expect(movements.slice(-2)).toMatchObject([
      { kind: "refunded", amountMinor: -2_000_000 },
      { kind: "unrefunded", amountMinor: 2_000_000 },
    ]);
    await expectSound(ctx);
    const again = await retryDisbursement({ ctx, input: { id, to: null, phone: null, ...key() } });
    expect(again).toMatchObject({ state: "awaiting_approval", source: "deposit", retriesId: id });
    await cancelDisbursement({ ctx, input: { id: again.id, version: again.version, reason: null } });
    expect(await depositOf(desk)).toMatchObject({ heldMinor, waitingMinor: 0 });
    await expectSound(ctx);
  });

  test("is not a program's to ask for, nor anybody's outside the property", async () => {
    const desk = await heldDesk();
    const program = { ...desk.ctx, actor: { kind: "api_key" as const, id: newId() } };
    const input = wanted(desk, 2_000_000);
    await expect(requestDepositRefund({ ctx: program, input })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await requestDepositRefund({ ctx: program, input: wanted(desk, 5) })).state).toBe("sent");
    const scoped = await makeColleague(house, desk.agency, { role: "manager", propertyIds: [] });
    await expect(requestDepositRefund({ ctx: scoped, input })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const viewer = await makeColleague(house, desk.agency, { role: "viewer" });
    await expect(requestDepositRefund({ ctx: viewer, input })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("at once", () => {
  test("a hundred identical requests make one, and two who approve while one calls off leave one outcome", async () => {
    const desk = await heldDesk();
    const input = wanted(desk, 2_000_000);
    const made = await many(100, () => requestDepositRefund({ ctx: desk.ctx, input }));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect((await listDisbursements({ ctx: desk.ctx, input: { limit: 5 } })).total.count).toBe(1);
    const third = { ...desk.other, actor: { kind: "user" as const, id: desk.ctx.actor.id } };
    const [{ id, version } = { id: "", version: 0 }] = made;
    const approve = () => approveDisbursement({ ctx: desk.other, input: { id, version } });
    const won = await race([
      approve(),
      approveDisbursement({ ctx: third, input: { id, version } }),
      approve(),
      cancelDisbursement({ ctx: desk.ctx, input: { id, version, reason: null } }),
    ]);
    expect(won).toHaveLength(1);
    const isApproved = won[0]?.state === "sent";
    expect(await refundsOf(desk)).toHaveLength(isApproved ? 1 : 0);
    expect((await depositOf(desk)).heldMinor).toBe(isApproved ? 1_000_000 : heldMinor);
    await expectSound(desk.ctx);
  });

  test("one outcome is written down of what was paid by hand", async () => {
    const desk = await heldDesk();
    const { id, version } = await ask(desk, 500_000);
    await many(8, (index) => settle(desk, id, version, index % 2 === 0 ? "paid" : "failed"));
    const { state } = await shown(desk, id);
    expect((await depositOf(desk)).heldMinor).toBe(state === "paid" ? heldMinor - 500_000 : heldMinor);
    await expectSound(desk.ctx);
  });

  test("a deposit is paid back, withheld or moved, not twice", async () => {
    for (let round = 0; round < 4; round++) {
      const desk = await heldDesk();
      const { ctx, lease, property, tenant } = desk;
      const { lease: next } = await makeTenant(house, property, tenant);
      await makeInvoice(house.arrange, lease, { charges: [{ kind: "rent", netMinor: heldMinor }] });
      const { id, version } = await ask(desk, heldMinor);
      const acts: Promise<unknown>[] = [
        approveDisbursement({ ctx: desk.other, input: { id, version } }),
        withholdDeposit({ ctx, input: { leaseId: lease.id, amountMinor: heldMinor, reason, ...key() } }),
        transferDeposit({
          ctx,
          input: {
            fromLeaseId: lease.id,
            toLeaseId: next.id,
            amountMinor: heldMinor,
            reason,
            ...key(),
          },
        }),
      ];
      expect(await race(round % 2 === 0 ? acts : acts.toReversed())).toHaveLength(1);
      expect((await depositOf(desk)).heldMinor).toBe(0);
      await expectSound(ctx);
    }
  });

  test("and nothing of it was ever locked in a circle", () => {
    expect(repeated).toEqual([]);
  });
});
