import { newId } from "@stead/kernel/ids";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { describe, expect, test } from "vitest";
import { accountSums, aPayment, invoiceState, partsOf } from "../context/test-money.ts";
import { makeColleague } from "../context/test-house.ts";
import { getPayment, recordPayment } from "../payments/index.ts";
import {
  approveDisbursement,
  cancelDisbursement,
  checkDisbursement,
  listDisbursements,
  listRefundWays,
  requestRefund,
  retryDisbursement,
  settleDisbursement,
} from "./index.ts";
import {
  ask,
  asSystem,
  expectSound,
  jobsOf,
  noticesOf,
  openDaraja,
  openDesk,
  receive,
  refusal,
  send,
  shown,
  tell,
  wanted,
  type Desk,
} from "./test-disbursing.ts";

const daraja = await openDaraja();
const { house } = daraja;

const parts = async ({ ctx }: Desk, id: string) => partsOf(await getPayment({ ctx, input: { id } }));
const check = ({ ctx }: Desk, disbursementId: string) =>
  checkDisbursement({ ctx: asSystem(ctx), input: { disbursementId } });

describe("a refund below the limit", () => {
  test("is booked, sent once under its own key, and paid by the provider's word", async () => {
    const desk = await openDesk(daraja);
    const { paymentId } = await receive(desk);
    const asked = await ask(desk, paymentId);
    expect(asked).toMatchObject({ state: "approved", refundNumber: 1, destinationHint: "+254•••678" });
    expect(await parts(desk, paymentId)).toMatchObject({ creditMinor: 2_500_000, refundedMinor: 500_000 });
    expect(await accountSums(house, desk.agency.id)).toEqual({ "1010": 2_500_000, "2010": -2_500_000 });
    expect(await jobsOf(house, desk.agency.id)).toEqual(["disbursements.send"]);
    await send(desk, asked.id);
    await send(desk, asked.id);
    expect(daraja.asked.map(({ body }) => body["OriginatorConversationID"])).toEqual([asked.requestKey]);
    expect(daraja.asked[0]?.body).toMatchObject({ Amount: "5000", PartyB: "254712345678" });
    expect(await shown(desk, asked.id)).toMatchObject({ state: "sent" });
    const paid = { requestKey: asked.requestKey, externalId: "TKO1234567", amountMinor: 500_000 };
    await tell(desk, paid);
    await tell(desk, paid);
    expect(await shown(desk, asked.id)).toMatchObject({
      state: "paid",
      externalId: "TKO1234567",
      requestedBy: expect.any(String) as string,
      approvedBy: null,
    });
    await expectSound(desk.ctx);
  });

  test("is a second person's business when parts of it come one by one", async () => {
    const desk = await openDesk(daraja);
    const { paymentId } = await receive(desk);
    expect((await ask(desk, paymentId, { amountMinor: 600_000 })).state).toBe("approved");
    expect(await listRefundWays({ ctx: desk.ctx, input: { paymentId } })).toMatchObject({
      freeMinor: 400_000,
      ways: [
        { way: "refund", label: "Paybill", unitMinor: 100, mostMinor: 25_000_000 },
        { way: "pay_out", phoneHint: "+254•••678" },
        { way: "bank_file", railAccountId: null },
      ],
    });
    expect((await ask(desk, paymentId, { amountMinor: 500_000 })).state).toBe("awaiting_approval");
  });

  test("is refused beyond what there is, in parts of a shilling, or where the money came by hand", async () => {
    const desk = await openDesk(daraja);
    const { ctx, lease } = desk;
    const { paymentId } = await receive(desk, { amountMinor: 400_000 });
    await expect(ask(desk, paymentId)).rejects.toMatchObject({ code: "PRECONDITION" });
    await expect(ask(desk, paymentId, { amountMinor: 150 })).rejects.toMatchObject({
      code: "INVALID",
      details: { fields: [{ path: "amountMinor" }] },
    });
    const byHand = await recordPayment({ ctx, input: aPayment(lease.id) });
    await expect(ask(desk, byHand.id, { destination: { way: "refund" } })).rejects.toMatchObject({
      code: "PRECONDITION",
    });
    await house.arrange.query("update contacts set phone = null where id = $1", desk.tenant.id);
    await expect(ask(desk, byHand.id)).rejects.toMatchObject({
      details: { fields: [{ path: "destination.phone" }] },
    });
  });
});

describe("a refund above the limit", () => {
  test("books nothing until another person approves it, and what waits is not asked for twice", async () => {
    const desk = await openDesk(daraja);
    const { ctx, other } = desk;
    const { paymentId } = await receive(desk);
    const waiting = await ask(desk, paymentId, { amountMinor: 2_000_000 });
    expect(waiting).toMatchObject({ state: "awaiting_approval", refundNumber: null });
    expect(await parts(desk, paymentId)).toMatchObject({ creditMinor: 3_000_000 });
    await expect(ask(desk, paymentId, { amountMinor: 2_000_000 })).rejects.toMatchObject({
      code: "PRECONDITION",
    });
    const input = { id: waiting.id, version: waiting.version };
    await expect(approveDisbursement({ ctx, input })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const agent = await makeColleague(house, desk.agency, { role: "agent" });
    await expect(approveDisbursement({ ctx: agent, input })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await approveDisbursement({ ctx: other, input })).toMatchObject({
      state: "approved",
      refundNumber: 1,
      approvedBy: expect.any(String) as string,
    });
    await expect(approveDisbursement({ ctx: other, input })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await noticesOf(house, desk)).toEqual([
      ["disbursement.waiting", other.actor.id],
      ["disbursement.approved", ctx.actor.id],
    ]);
    expect(await parts(desk, paymentId)).toMatchObject({ creditMinor: 1_000_000, refundedMinor: 2_000_000 });
    await expectSound(ctx);
  });

  test("is not asked for by a program", async () => {
    const desk = await openDesk(daraja);
    const { paymentId } = await receive(desk);
    const program = { ...desk.ctx, actor: { kind: "api_key" as const, id: newId() } };
    const input = await wanted(desk, paymentId, { amountMinor: 2_000_000 });
    await expect(requestRefund({ ctx: program, input })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("is called off while it waits, by either", async () => {
    const desk = await openDesk(daraja);
    const { paymentId } = await receive(desk);
    const { id, version } = await ask(desk, paymentId, { amountMinor: 2_000_000 });
    const input = { id, version, reason: "Wrong tenant" };
    expect(await cancelDisbursement({ ctx: desk.other, input })).toMatchObject({
      state: "cancelled",
      resultText: "Wrong tenant",
    });
    expect(await parts(desk, paymentId)).toEqual({ creditMinor: 3_000_000, status: "allocated" });
    expect(await noticesOf(house, desk)).toEqual([
      ["disbursement.waiting", desk.other.actor.id],
      ["disbursement.refused", desk.ctx.actor.id],
    ]);
    await expectSound(desk.ctx);
  });
});

describe("sending", () => {
  test("what the provider refuses has failed, its money is credit again, and it can be tried anew", async () => {
    const desk = await openDesk(daraja);
    const { ctx } = desk;
    const { paymentId } = await receive(desk);
    const asked = await ask(desk, paymentId);
    daraja.answer = () => refusal(400, "400.002.02", "Bad Request - Invalid PartyB");
    await send(desk, asked.id);
    const failed = await shown(desk, asked.id);
    expect(failed.state).toBe("failed");
    expect(failed.resultText).toBeTruthy();
    expect(await noticesOf(house, desk)).toEqual([["disbursement.failed", ctx.actor.id]]);
    expect(await parts(desk, paymentId)).toEqual({ creditMinor: 3_000_000, status: "allocated" });
    const payment = await getPayment({ ctx, input: { id: paymentId } });
    expect(payment.refunds).toEqual([]);
    expect(payment.journals.map(({ event }) => event)).toContain("payment.refund_failed");
    expect(await accountSums(house, desk.agency.id)).toEqual({ "1010": 3_000_000, "2010": -3_000_000 });
    await expectSound(ctx);
    const input = { id: asked.id, to: null, phone: "+254700000001", idempotencyKey: newId() };
    const again = await retryDisbursement({ ctx, input });
    expect(again).toMatchObject({ retriesId: asked.id, destinationHint: "+254•••001", state: "approved" });
    expect(again.requestKey).not.toBe(asked.requestKey);
    expect(await retryDisbursement({ ctx, input })).toMatchObject({ id: again.id });
    await expect(
      retryDisbursement({ ctx, input: { ...input, idempotencyKey: newId() } }),
    ).rejects.toMatchObject({ code: "PRECONDITION" });
    expect(await shown(desk, asked.id)).toMatchObject({ retriedById: again.id });
    await expectSound(ctx);
  });

  test("what nothing was sent of waits, and may be called off meanwhile", async () => {
    const desk = await openDesk(daraja);
    const { paymentId } = await receive(desk);
    const asked = await ask(desk, paymentId);
    daraja.answer = () => refusal(503, "500.003.02", "System is busy. Please try again in few minutes.");
    await expect(send(desk, asked.id)).rejects.toMatchObject({ atMs: expect.any(Number) as number });
    const { state, version } = await shown(desk, asked.id);
    expect(state).toBe("approved");
    await cancelDisbursement({ ctx: desk.ctx, input: { id: asked.id, version, reason: null } });
    expect(await parts(desk, paymentId)).toEqual({ creditMinor: 3_000_000, status: "allocated" });
    const before = daraja.asked.length;
    await send(desk, asked.id);
    expect(daraja.asked.length).toBe(before);
    await expectSound(desk.ctx);
  });

  test("after a crash a payout goes again under its key, and the provider knows it", async () => {
    const desk = await openDesk(daraja);
    const { paymentId } = await receive(desk);
    const asked = await ask(desk, paymentId);
    await house.arrange.query(
      "update disbursements set state = 'sending', sent_at = '2026-06-15T08:59:00Z' where id = $1",
      asked.id,
    );
    daraja.answer = () => refusal(500, "500.002.1001", "Duplicate OriginatorConversationID.");
    await send(desk, asked.id);
    expect(daraja.asked.map(({ body }) => body["OriginatorConversationID"])).toEqual([asked.requestKey]);
    expect((await shown(desk, asked.id)).state).toBe("sent");
    await tell(desk, { requestKey: asked.requestKey, externalId: "TKO7654321" });
    expect((await shown(desk, asked.id)).state).toBe("paid");
  });

  test("a reversal whose answer is lost is uncertain, asked about, and never sent again by itself", async () => {
    const desk = await openDesk(daraja);
    const { paymentId, externalId } = await receive(desk);
    const asked = await ask(desk, paymentId, { destination: { way: "refund" } });
    daraja.answer = () => "cut";
    await send(desk, asked.id);
    expect(daraja.asked.map(({ body }) => body["TransactionID"])).toEqual([externalId]);
    expect(await shown(desk, asked.id)).toMatchObject({ state: "uncertain" });
    await send(desk, asked.id);
    daraja.answer = () => ({
      status: 200,
      body: {
        ConversationID: "AG_9",
        OriginatorConversationID: "o",
        ResponseCode: "0",
        ResponseDescription: "Accepted",
      },
    });
    await check(desk, asked.id);
    expect(daraja.asked.map(({ path }) => path.split("/")[2])).toEqual(["reversal", "transactionstatus"]);
    expect(await jobsOf(house, desk.agency.id)).toContain("disbursements.check");
    // Its money is neither here nor gone: it stays booked until somebody knows.
    expect(await parts(desk, paymentId)).toMatchObject({ refundedMinor: 500_000 });
    await tell(desk, {
      requestKey: asked.requestKey,
      state: "failed",
      result: { code: "R000002", text: "no" },
    });
    expect(await shown(desk, asked.id)).toMatchObject({ state: "failed", resultCode: "R000002" });
    await expectSound(desk.ctx);
  });

  test("after a crash a reversal is not sent again, because it has no key", async () => {
    const desk = await openDesk(daraja);
    const { paymentId } = await receive(desk);
    const asked = await ask(desk, paymentId, { destination: { way: "refund" } });
    await house.arrange.query(
      "update disbursements set state = 'sending', sent_at = now() where id = $1",
      asked.id,
    );
    await send(desk, asked.id);
    expect(daraja.asked).toEqual([]);
    expect(await shown(desk, asked.id)).toMatchObject({ state: "uncertain", resultCode: "answer_lost" });
    const { version } = await shown(desk, asked.id);
    const input = { id: asked.id, version, reference: "TKR1", note: "On the statement of 16 June" };
    expect(await settleDisbursement({ ctx: desk.ctx, input: { ...input, outcome: "paid" } })).toMatchObject({
      state: "paid",
      externalId: "TKR1",
    });
  });

  test("the asking ends, and it is left to people", async () => {
    const desk = await openDesk(daraja);
    const { paymentId } = await receive(desk);
    const asked = await ask(desk, paymentId);
    await send(desk, asked.id);
    await house.arrange.query("update disbursements set checks = 100 where id = $1", asked.id);
    await check(desk, asked.id);
    const { state, resultText, version } = await shown(desk, asked.id);
    expect([state, resultText]).toEqual(["uncertain", expect.stringContaining("statement")]);
    const input = { id: asked.id, version, outcome: "failed", reference: null, note: "Not on it" } as const;
    expect((await settleDisbursement({ ctx: desk.ctx, input })).state).toBe("failed");
    expect(await parts(desk, paymentId)).toEqual({ creditMinor: 3_000_000, status: "allocated" });
  });

  test("with an account that was switched off it fails with what to do", async () => {
    const desk = await openDesk(daraja);
    const { paymentId } = await receive(desk);
    const asked = await ask(desk, paymentId);
    await house.arrange.query("update rail_accounts set is_active = false where id = $1", desk.account.id);
    await send(desk, asked.id);
    expect(await shown(desk, asked.id)).toMatchObject({ state: "failed", resultCode: "settings" });
    expect(daraja.asked).toEqual([]);
  });
});

describe("the provider's word", () => {
  test("of a refund made at its own is booked once, from what is on invoices when nothing else is left", async () => {
    const desk = await openDesk(daraja);
    const { ctx, lease } = desk;
    const invoice = await makeInvoice(house.arrange, lease, {
      charges: [{ kind: "rent", netMinor: 3_000_000 }],
    });
    const { paymentId, externalId: moneyId } = await receive(desk);
    expect(await invoiceState(house, invoice.id)).toMatchObject({ open: 0 });
    const fact = { ref: "re_1", externalId: "re_1", moneyId, amountMinor: 1_200_000, currency: "KES" };
    const first = await tell(desk, fact);
    expect(await tell(desk, fact)).toEqual(first);
    expect(await shown(desk, first.disbursementId ?? "")).toMatchObject({
      state: "paid",
      externalId: "re_1",
      requestedById: null,
      reason: "Refunded with M-Pesa itself",
    });
    expect(await parts(desk, paymentId)).toMatchObject({
      allocatedMinor: 1_800_000,
      refundedMinor: 1_200_000,
    });
    expect(await invoiceState(house, invoice.id)).toMatchObject({ open: 1_200_000, paid: 1_800_000 });
    expect((await listDisbursements({ ctx, input: { limit: 50 } })).items).toHaveLength(1);
    await expectSound(ctx);
  });

  test("takes credit before what is on invoices", async () => {
    const desk = await openDesk(daraja);
    await makeInvoice(house.arrange, desk.lease, { charges: [{ kind: "rent", netMinor: 1_000_000 }] });
    const { paymentId, externalId: moneyId } = await receive(desk);
    await tell(desk, { externalId: "re_2", moneyId, amountMinor: 1_500_000, currency: "KES" });
    expect(await parts(desk, paymentId)).toEqual({
      allocatedMinor: 1_000_000,
      creditMinor: 500_000,
      refundedMinor: 1_500_000,
      status: "allocated",
    });
    await expectSound(desk.ctx);
  });

  test("about money that is not known waits, as does one while a refund of ours has no answer", async () => {
    const desk = await openDesk(daraja);
    expect(await tell(desk, { moneyId: "TUNKNOWN", amountMinor: 100, currency: "KES" })).toHaveProperty(
      "waitsFor",
    );
    expect(await tell(desk, { ref: "AG_none" })).toHaveProperty("waitsFor");
    const { paymentId, externalId: moneyId } = await receive(desk);
    const asked = await ask(desk, paymentId, { destination: { way: "refund" } });
    daraja.answer = () => "cut";
    await send(desk, asked.id);
    const fact = { ref: "re_3", externalId: "re_3", moneyId, amountMinor: 500_000, currency: "KES" };
    expect(await tell(desk, fact)).toHaveProperty("waitsFor");
    await tell(desk, { ...fact, requestKey: asked.requestKey });
    expect(await tell(desk, fact)).toMatchObject({ disbursementId: asked.id });
    expect((await listDisbursements({ ctx: desk.ctx, input: { limit: 50 } })).items).toHaveLength(1);
    await expectSound(desk.ctx);
  });

  test("that it was paid, after it was taken for failed, books it anew", async () => {
    const desk = await openDesk(daraja);
    const { paymentId } = await receive(desk);
    const asked = await ask(desk, paymentId);
    await send(desk, asked.id);
    const { requestKey } = asked;
    await tell(desk, { requestKey, state: "failed", result: { code: "1", text: "No float." } });
    expect(await parts(desk, paymentId)).toEqual({ creditMinor: 3_000_000, status: "allocated" });
    await tell(desk, { requestKey, externalId: "TKO9" });
    expect(await shown(desk, asked.id)).toMatchObject({ state: "paid", refundNumber: 2 });
    expect(await parts(desk, paymentId)).toMatchObject({ creditMinor: 2_500_000, refundedMinor: 500_000 });
    await expectSound(desk.ctx);
  });

  test("that it failed, after it was paid, changes nothing and is shown", async () => {
    const desk = await openDesk(daraja);
    const { paymentId } = await receive(desk);
    const asked = await ask(desk, paymentId);
    await send(desk, asked.id);
    await tell(desk, { requestKey: asked.requestKey, externalId: "TKO10" });
    await tell(desk, { requestKey: asked.requestKey, state: "failed" });
    expect(await shown(desk, asked.id)).toMatchObject({ state: "paid", resultCode: "failed_after_paid" });
    expect(await parts(desk, paymentId)).toMatchObject({ refundedMinor: 500_000 });
  });
});

test("a member of some properties pays back and sees only what is theirs", async () => {
  const desk = await openDesk(daraja);
  const { paymentId } = await receive(desk);
  const asked = await ask(desk, paymentId);
  const narrow = { ...desk, ctx: { ...desk.ctx, propertyIds: [newId()] } };
  await expect(shown(narrow, asked.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await listDisbursements({ ctx: narrow.ctx, input: { limit: 50 } })).items).toEqual([]);
  const input = { id: asked.id, version: asked.version, reason: null };
  await expect(cancelDisbursement({ ctx: narrow.ctx, input })).rejects.toMatchObject({ code: "NOT_FOUND" });
  const wide = { ...desk.ctx, propertyIds: [desk.property.id] };
  const found = await listDisbursements({
    ctx: wide,
    input: { limit: 50, q: desk.tenant.name, state: "approved" },
  });
  expect(found.items.map(({ id }) => id)).toEqual([asked.id]);
  const elsewhere = await openDesk(daraja);
  await expect(shown(elsewhere, asked.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
});
