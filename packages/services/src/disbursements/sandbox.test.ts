import { createHmac } from "node:crypto";
import { newId } from "@stead/kernel/ids";
import { describe, expect, test } from "vitest";
import { startCollection } from "../collecting/index.ts";
import { accountSums } from "../context/test-money.ts";
import { getPayment, listPayments } from "../payments/index.ts";
import { getCallbackAddress } from "../rails/index.ts";
import { checkDisbursement, listDisbursements, settleDisbursement } from "./index.ts";
import { ask, asSystem, expectSound, send, shown, type Desk } from "./test-disbursing.ts";
import { openSandboxDesk } from "./test-sandbox-desk.ts";

const { house, sandbox, open, until } = await openSandboxDesk();

type Entry = { id: string; kind: string; amountMinor: number; reference: string; related: string | null };

const ledger = async (rail: string, kind: string) =>
  (await sandbox.play<{ items: Entry[] }>("GET", `/ledger?rail=${rail}&kind=${kind}`)).items;
const newest = async ({ ctx }: Desk) =>
  (await listPayments({ ctx, input: { limit: 1, sort: "number" } })).items[0];

/** Has the money of a payment come in; answers the payment. */
async function paid(desk: Desk, pay: () => Promise<unknown>): Promise<string> {
  await pay();
  await until(desk, () => newest(desk), { status: "allocated", creditMinor: 3_000_000 });
  return (await newest(desk))?.id ?? "";
}

/** The books hold of a provider what the provider holds of us. */
async function expectClearing(desk: Desk, code: string, balanceMinor: number): Promise<void> {
  expect(await accountSums(house, desk.agency.id)).toMatchObject({ [code]: balanceMinor });
  await expectSound(desk.ctx);
}

describe("M-Pesa", async () => {
  const desk = await open("mpesa");
  const [{ reference } = { reference: "" }] = await house.arrange.query<{ reference: string }>(
    "select reference from leases where id = $1",
    desk.lease.id,
  );
  const payment = { shortCode: desk.account.account, msisdn: "254712345678", amount: 30_000, reference };
  const paymentId = await paid(desk, () => sandbox.play("POST", "/mpesa/payments", payment));

  test("pays to a phone, and its receipt ends the refund", async () => {
    const asked = await ask(desk, paymentId, { amountMinor: 200_000 });
    await send(desk, asked.id);
    await until(desk, () => shown(desk, asked.id), { state: "paid" });
    const [sent, ...others] = await ledger("mpesa", "disbursement");
    expect(others).toEqual([]);
    expect(sent).toMatchObject({ reference: asked.requestKey, amountMinor: 200_000 });
    expect((await shown(desk, asked.id)).externalId).toBe(sent?.id);
    await expectClearing(desk, "1010", 2_800_000);
  });

  test.each(["answer-lost", "error-after-act"])("%s: the payout is made once", async (mode) => {
    await sandbox.moods({ mode, remaining: 1, subject: "b2c" });
    const asked = await ask(desk, paymentId, { amountMinor: 100_000 });
    await send(desk, asked.id);
    await until(desk, () => shown(desk, asked.id), { state: "paid" });
    // As after a crash between the call and the keeping of its answer.
    await house.arrange.query(
      "update disbursements set state = 'sending', sent_at = $2 where id = $1",
      asked.id,
      "2026-06-15T08:59:00Z",
    );
    await send(desk, asked.id);
    expect((await shown(desk, asked.id)).state).toBe("sent");
    const made = (await ledger("mpesa", "disbursement")).filter(
      ({ reference: key }) => key === asked.requestKey,
    );
    expect(made).toHaveLength(1);
    await house.arrange.query("update disbursements set state = 'paid' where id = $1", asked.id);
  });

  test("a result that never came is asked for", async () => {
    await sandbox.moods({ mode: "no-callback", remaining: 1 });
    const asked = await ask(desk, paymentId, { amountMinor: 100_000 });
    await send(desk, asked.id);
    await expect
      .poll(() =>
        ledger("mpesa", "disbursement").then((rows) =>
          rows.some(({ reference: key }) => key === asked.requestKey),
        ),
      )
      .toBe(true);
    await checkDisbursement({ ctx: asSystem(desk.ctx), input: { disbursementId: asked.id } });
    await until(desk, () => shown(desk, asked.id), { state: "paid" });
  });

  test("takes a receipt back to its payer, whole", async () => {
    const id = await paid(desk, () => sandbox.play("POST", "/mpesa/payments", payment));
    const { version } = await getPayment({ ctx: desk.ctx, input: { id } });
    const asked = await ask(desk, id, { version, amountMinor: 3_000_000, destination: { way: "refund" } });
    await send(desk, asked.id);
    await until(desk, () => shown(desk, asked.id), { state: "paid" });
    expect((await ledger("mpesa", "reversal")).map(({ amountMinor }) => amountMinor)).toEqual([3_000_000]);
    await expectClearing(desk, "1010", 2_500_000);
  });
});

describe("Stripe", async () => {
  const desk = await open("stripe");
  const paymentId = await paid(desk, async () => {
    const input = {
      leaseId: desk.lease.id,
      railAccountId: desk.account.id,
      amountMinor: 3_000_000,
      phone: null,
      idempotencyKey: newId(),
    };
    const { id } = await startCollection({ ctx: desk.ctx, input });
    const [row] = await house.arrange.query<{ ref: string }>(
      "select provider_ref as ref from payment_attempts where id = $1",
      id,
    );
    await sandbox.play("POST", `/stripe/sessions/${row?.ref ?? ""}/act`, { act: "pay" });
  });
  const back = { destination: { way: "refund" } } as const;

  /** The event that a refund went well comes once more, late and as another event; all that is stored is applied. */
  async function tellAgain(refundId: string): Promise<void> {
    type Delivery = { body: string; subject: string };
    const { items } = await sandbox.play<{ items: Delivery[] }>("GET", "/deliveries?limit=1000");
    const told = items.find(
      ({ body, subject }) =>
        subject.startsWith("refund.") && body.includes(refundId) && !body.includes('"failed"'),
    );
    const body = JSON.stringify({ ...(JSON.parse(told?.body ?? "null") as object), id: "evt_told_again" });
    const at = Math.floor(Date.now() / 1_000);
    const secret = desk.settings["webhookSecrets"] ?? "";
    const signature = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
    const { url } = await getCallbackAddress({ ctx: desk.ctx, input: { id: desk.account.id } });
    const headers = { "stripe-signature": `t=${at},v1=${signature}` };
    expect((await fetch(url, { method: "POST", headers, body })).status).toBe(200);
    const stored = () =>
      house.arrange.query("select state from inbound_events where event_key = 'evt_told_again'");
    await until(desk, stored, [{ state: "applied" }]);
  }

  test("gives money back by card once, whatever became of the answer", async () => {
    await sandbox.moods({ mode: "answer-lost", remaining: 1, subject: "POST /refunds" });
    const asked = await ask(desk, paymentId, { ...back, amountMinor: 200_000 });
    await send(desk, asked.id);
    await until(desk, () => shown(desk, asked.id), { state: "paid" });
    const made = await ledger("stripe", "refund");
    expect(made.map(({ amountMinor }) => amountMinor)).toEqual([200_000]);
    expect((await shown(desk, asked.id)).externalId).toBe(made[0]?.id);
    expect((await listDisbursements({ ctx: desk.ctx, input: { limit: 50 } })).items).toHaveLength(1);
  });

  test("a refund made on Stripe's own pages is booked by its word, once", async () => {
    const { items } = await listDisbursements({ ctx: desk.ctx, input: { limit: 50 } });
    const [charge] = await ledger("stripe", "charge");
    const answer = await fetch(`${sandbox.url}/v1/refunds`, {
      method: "POST",
      headers: { authorization: `Bearer ${desk.settings["secretKey"] ?? ""}` },
      body: new URLSearchParams({ charge: charge?.id ?? "", amount: "70000" }),
    });
    expect(answer.ok).toBe(true);
    const told = async () => (await listDisbursements({ ctx: desk.ctx, input: { limit: 50 } })).items;
    await until(desk, told, [
      { state: "paid", amountMinor: 70_000, reason: "Refunded with Card itself" },
      {},
    ]);
    expect(await told()).toHaveLength(items.length + 1);
    expect(await getPayment({ ctx: desk.ctx, input: { id: paymentId } })).toMatchObject({
      refundedMinor: 270_000,
    });
    await expectSound(desk.ctx);
  });

  test("one that comes back after it was paid is shown, and a person takes it back", async () => {
    const asked = await ask(desk, paymentId, { ...back, amountMinor: 50_000 });
    await send(desk, asked.id);
    await until(desk, () => shown(desk, asked.id), { state: "paid" });
    const { externalId } = await shown(desk, asked.id);
    await sandbox.play("POST", `/stripe/refunds/${externalId ?? ""}/act`, { act: "fail" });
    await until(desk, () => shown(desk, asked.id), { state: "paid", resultCode: "failed_after_paid" });
    const { version } = await shown(desk, asked.id);
    const input = {
      id: asked.id,
      version,
      outcome: "failed",
      reference: null,
      note: "It came back",
    } as const;
    expect(await settleDisbursement({ ctx: desk.ctx, input })).toMatchObject({ state: "failed" });
    await tellAgain(externalId ?? "");
    expect((await shown(desk, asked.id)).state).toBe("failed");
    expect(await getPayment({ ctx: desk.ctx, input: { id: paymentId } })).toMatchObject({
      refundedMinor: 270_000,
    });
    await expectSound(desk.ctx);
  });
});
