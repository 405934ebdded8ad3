import { openSystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import { enqueueDueDisbursements } from "@stead/queue/sweep-disbursements";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { expect, test } from "vitest";
import { partsOf } from "../context/test-money.ts";
import { allocatePayment, getPayment } from "../payments/index.ts";
import {
  approveDisbursement,
  cancelDisbursement,
  checkDisbursement,
  listDisbursements,
  requestRefund,
} from "./index.ts";
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
} from "./test-disbursing.ts";

const daraja = await openDaraja();
const { house } = daraja;

const { watchedDesk, repeated } = watch(daraja);
const countOf = async ({ ctx }: Desk) => (await listDisbursements({ ctx, input: { limit: 50 } })).total.count;
const parts = async ({ ctx }: Desk, id: string) => partsOf(await getPayment({ ctx, input: { id } }));

test("a hundred identical requests at once make one refund, and it is sent once", async () => {
  const desk = await watchedDesk();
  const { paymentId } = await receive(desk);
  const input = await wanted(desk, paymentId);
  const made = await many(100, () => requestRefund({ ctx: desk.ctx, input }));
  expect(made).toHaveLength(100);
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  expect(await countOf(desk)).toBe(1);
  expect(await parts(desk, paymentId)).toMatchObject({ refundedMinor: 500_000 });
  const [{ id, requestKey } = { id: "", requestKey: "" }] = made;
  await many(6, () => send(desk, id));
  // Whoever found it being sent asked again under the same key: to the provider that is one request.
  expect(new Set(daraja.asked.map(({ body }) => body["OriginatorConversationID"]))).toEqual(
    new Set([requestKey]),
  );
  expect((await shown(desk, id)).state).toBe("sent");
  await many(50, () => tell(desk, { requestKey, externalId: "TKP1" }));
  expect(await shown(desk, id)).toMatchObject({ state: "paid", externalId: "TKP1" });
  await expectSound(desk.ctx);
});

test("requests of their own for the same money: one gets it", async () => {
  const desk = await watchedDesk();
  const { paymentId } = await receive(desk, { amountMinor: 500_000 });
  const input = await wanted(desk, paymentId);
  expect(
    await many(30, () => requestRefund({ ctx: desk.ctx, input: { ...input, idempotencyKey: newId() } })),
  ).toHaveLength(1);
  expect(await parts(desk, paymentId)).toMatchObject({ refundedMinor: 500_000, status: "refunded" });
  await expectSound(desk.ctx);
});

test("two who approve at once, and one who calls off meanwhile: one of them wins", async () => {
  const desk = await watchedDesk();
  for (let round = 0; round < 6; round++) {
    const { paymentId } = await receive(desk);
    const { id, version } = await ask(desk, paymentId, { amountMinor: 2_000_000 });
    const approve = () => approveDisbursement({ ctx: desk.other, input: { id, version } });
    const cancel = () => cancelDisbursement({ ctx: desk.ctx, input: { id, version, reason: null } });
    const won = await race(
      round % 2 === 0 ? [approve(), approve(), cancel()] : [cancel(), approve(), approve()],
    );
    expect(won).toHaveLength(1);
    const refundedMinor = won[0]?.state === "approved" ? 2_000_000 : 0;
    expect((await getPayment({ ctx: desk.ctx, input: { id: paymentId } })).refundedMinor).toBe(refundedMinor);
  }
  await expectSound(desk.ctx);
});

test("credit is paid back or put on an invoice, not both", async () => {
  for (let round = 0; round < 5; round++) {
    const desk = await watchedDesk();
    const { ctx, lease } = desk;
    const { paymentId } = await receive(desk, { amountMinor: 500_000 });
    await makeInvoice(house.arrange, lease, { charges: [{ kind: "rent", netMinor: 500_000 }] });
    const input = await wanted(desk, paymentId);
    const { version } = input;
    const use = { paymentId, version, leaseId: null, allocations: null, isSurplusCredit: true };
    const acts: Promise<unknown>[] = [
      requestRefund({ ctx, input }),
      allocatePayment({ ctx, input: { ...use, source: "credit", idempotencyKey: newId() } }),
    ];
    expect(await race(round % 2 === 0 ? acts : acts.toReversed())).toHaveLength(1);
    await expectSound(ctx);
  }
});

test("a refund made at the provider's own is booked once, however many tell it at once", async () => {
  const desk = await watchedDesk();
  const { paymentId, externalId: moneyId } = await receive(desk);
  const fact = { externalId: "re_9", ref: "re_9", moneyId, amountMinor: 700_000, currency: "KES" };
  const told = await many(50, () => tell(desk, fact));
  expect(new Set(told.map(({ disbursementId }) => disbursementId)).size).toBe(1);
  expect(await parts(desk, paymentId)).toMatchObject({ refundedMinor: 700_000 });
  await expectSound(desk.ctx);
});

test("sending, asking, failing and being paid at once end in one truth", async () => {
  const desk = await watchedDesk();
  for (let round = 0; round < 5; round++) {
    const { paymentId } = await receive(desk);
    const { id, requestKey } = await ask(desk, paymentId);
    await race([
      send(desk, id),
      send(desk, id),
      checkDisbursement({ ctx: asSystem(desk.ctx), input: { disbursementId: id } }),
      tell(desk, { requestKey, state: "failed", result: { code: "1", text: "No float." } }).then(() => {}),
      tell(desk, { requestKey, externalId: `TKQ${round}` }).then(() => {}),
    ]);
    // Paid absorbs, whichever came first.
    expect((await shown(desk, id)).state).toBe("paid");
    expect(await parts(desk, paymentId)).toMatchObject({ refundedMinor: 500_000 });
  }
  await expectSound(desk.ctx);
});

test("a refund whose job was lost is found again, by what it waits for", async () => {
  const desk = await watchedDesk();
  const { paymentId } = await receive(desk);
  const unsent = await ask(desk, paymentId, { amountMinor: 100_000 });
  const sent = await ask(desk, paymentId, { amountMinor: 100_000 });
  await send(desk, sent.id);
  const waiting = await ask(desk, paymentId, { amountMinor: 2_000_000 });
  await house.arrange.query("delete from outbox where agency_id = $1", desk.agency.id);
  await house.arrange.query(
    "update disbursements set next_check_at = now() - interval '3 minutes' where id = any($1::uuid[]) and next_check_at is not null",
    [unsent.id, sent.id, waiting.id],
  );
  const system = openSystemDb({ connectionString: house.database.systemUrl, min: 0, max: 2 });
  try {
    await enqueueDueDisbursements(system);
    await enqueueDueDisbursements(system);
  } finally {
    await system.close();
  }
  const jobs = await house.arrange.query<{ name: string; id: string }>(
    "select name, payload ->> 'disbursementId' as id from outbox where agency_id = $1 order by name",
    desk.agency.id,
  );
  expect(jobs).toEqual([
    { name: "disbursements.check", id: sent.id },
    { name: "disbursements.send", id: unsent.id },
  ]);
});

test("and nothing of it was ever locked in a circle", () => {
  expect(repeated).toEqual([]);
});
