import { newId } from "@stead/kernel/ids";
import { makeInvoice } from "@stead/testing/invoice-factory";
import type { AssignReceiptInput } from "@stead/contracts/desk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inTransaction } from "../context/index.ts";
import { makeColleague, openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { accountSums, invoiceState, partsOf, rentMinor } from "../context/test-money.ts";
import { makeTenancy, makeTenant } from "../context/test-tenancy.ts";
import { runProof } from "../ledger/index.ts";
import { bookMoney, getPayment } from "../payments/index.ts";
import { arrived } from "../payments/test-arrival.ts";
import { assignReceipt, unassignReceipt } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const payer = { key: "fingerprint of a payer", nameSealed: null };

/** Money that came with a reference that names no lease. */
async function arrive(ctx: TestContext, { reference = "nobody's", amountMinor = rentMinor } = {}) {
  const { paymentId } = await inTransaction(ctx, (tx) =>
    bookMoney(tx, ctx, arrived({ amountMinor, reference, payer })),
  );
  return getPayment({ ctx, input: { id: paymentId } });
}

type Shares = AssignReceiptInput["shares"];
const give = (
  ctx: TestContext,
  { id, version }: { id: string; version: number },
  shares: Shares,
  learns: AssignReceiptInput["learns"] = [],
) => assignReceipt({ ctx, input: { paymentId: id, version, shares, learns, idempotencyKey: newId() } });

const isSound = async (ctx: TestContext) => {
  const proof = await runProof({ ctx });
  return proof.isSound ? true : proof.checks.filter((check) => !check.isSound);
};

describe("money that waits", () => {
  test("is given to a lease and pays what is open; taken back, it waits as before", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const invoice = await makeInvoice(house.arrange, lease);
    const waiting = await arrive(ctx, { amountMinor: rentMinor + 500_00 });
    await give(ctx, waiting, [{ leaseId: lease.id, amountMinor: rentMinor + 500_00 }]);
    const given = await getPayment({ ctx, input: { id: waiting.id } });
    expect(partsOf(given)).toEqual({ allocatedMinor: rentMinor, creditMinor: 500_00, status: "allocated" });
    expect(await invoiceState(house, invoice.id)).toMatchObject({ open: 0 });
    const back = await unassignReceipt({
      ctx,
      input: { paymentId: given.id, version: given.version, reason: "wrong house", idempotencyKey: newId() },
    });
    expect(back.leaseId).toBeNull();
    expect(partsOf(back)).toEqual({ unallocatedMinor: rentMinor + 500_00, status: "unallocated" });
    expect(await invoiceState(house, invoice.id)).toMatchObject({ open: rentMinor, paid: 0 });
    expect(await accountSums(house, agency.id)).toMatchObject({ "2020": -(rentMinor + 500_00) });
    expect(await isSound(ctx)).toBe(true);
  });

  test("is split over leases: a receipt each, and the first is taken back", async () => {
    const { ctx, lease, agency, property } = await makeTenancy(house);
    const other = await makeTenant(house, property);
    await makeInvoice(house.arrange, lease);
    await makeInvoice(house.arrange, other.lease);
    const waiting = await arrive(ctx, { amountMinor: 2 * rentMinor });
    const shares = [lease.id, other.lease.id].map((leaseId) => ({ leaseId, amountMinor: rentMinor }));
    const { paymentIds } = await give(ctx, waiting, shares);
    const parts = await Promise.all(paymentIds.map((id) => getPayment({ ctx, input: { id } })));
    expect(parts.map(({ leaseId, allocatedMinor }) => [leaseId, allocatedMinor])).toEqual(
      shares.map(({ leaseId }) => [leaseId, rentMinor]),
    );
    expect(await getPayment({ ctx, input: { id: waiting.id } })).toMatchObject({
      reversal: { kind: "split" },
    });
    expect(await accountSums(house, agency.id)).toMatchObject({ "1010": 2 * rentMinor });
    expect(await isSound(ctx)).toBe(true);
  });

  test.each([
    ["less than it", [rentMinor - 1]],
    ["more than it", [rentMinor, 1]],
  ])("is not given in shares that come to %s", async (_what, amounts) => {
    const { ctx, lease } = await makeTenancy(house);
    const waiting = await arrive(ctx);
    const shares = amounts.map((amountMinor) => ({ leaseId: lease.id, amountMinor }));
    await expect(give(ctx, waiting, shares)).rejects.toMatchObject({
      code: "INVALID",
      details: { fields: [expect.objectContaining({ path: "shares" })] },
    });
  });

  test("is given once when two clerks give it at once", async () => {
    const { ctx, lease, property } = await makeTenancy(house);
    const other = await makeTenant(house, property);
    const waiting = await arrive(ctx);
    const answers = await Promise.allSettled(
      [lease.id, other.lease.id].map((leaseId) => give(ctx, waiting, [{ leaseId, amountMinor: rentMinor }])),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await isSound(ctx)).toBe(true);
  });

  test("is no business of one who is limited to some properties", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const waiting = await arrive(ctx);
    const limited = await makeColleague(house, agency, { role: "agent", propertyIds: [lease.propertyId] });
    await expect(
      give(limited, waiting, [{ leaseId: lease.id, amountMinor: rentMinor }]),
    ).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

describe("what is learned", () => {
  test.each(["reference", "payer"] as const)("by %s, the next money finds its lease", async (learned) => {
    const { ctx, lease } = await makeTenancy(house);
    const first = await arrive(ctx, { reference: "Mama Otieno" });
    expect(await give(ctx, first, [{ leaseId: lease.id, amountMinor: rentMinor }], [learned])).toMatchObject({
      learned: 1,
    });
    const next = await arrive(ctx, { reference: learned === "reference" ? "MAMA-OTIEN0" : "x" });
    expect(next.leaseId).toBe(lease.id);
  });

  test("is forgotten when the assignment is taken back", async () => {
    const { ctx, lease } = await makeTenancy(house);
    const first = await arrive(ctx, { reference: "Baba Otieno" });
    await give(ctx, first, [{ leaseId: lease.id, amountMinor: rentMinor }], ["reference", "payer"]);
    const { id: paymentId, version } = await getPayment({ ctx, input: { id: first.id } });
    await unassignReceipt({
      ctx,
      input: { paymentId, version, reason: "not theirs", idempotencyKey: newId() },
    });
    expect((await arrive(ctx, { reference: "Baba Otieno" })).leaseId).toBeNull();
  });

  test("of one agency is unknown to another", async () => {
    const { ctx, lease } = await makeTenancy(house);
    const elsewhere = await makeTenancy(house);
    const first = await arrive(ctx, { reference: "Shared words" });
    await give(ctx, first, [{ leaseId: lease.id, amountMinor: rentMinor }], ["reference", "payer"]);
    expect((await arrive(elsewhere.ctx, { reference: "Shared words" })).leaseId).toBeNull();
  });
});
