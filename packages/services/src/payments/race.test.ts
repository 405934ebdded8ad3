import type { PaymentDto } from "@stead/contracts/payments";
import { isAppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { silentLogger } from "@stead/kernel/logger";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { afterAll, beforeAll, expect, test } from "vitest";
import { creditInvoice } from "../billing/index.ts";
import { openTestHouse, type TestHouse } from "../context/test-house.ts";
import { aPayment } from "../context/test-money.ts";
import { makeTenancy, makeTenant, type Tenancy } from "../context/test-tenancy.ts";
import { refundDeposit, transferDeposit, withholdDeposit } from "../deposits/index.ts";
import { runProof } from "../ledger/index.ts";
import {
  allocatePayment,
  applyCredit,
  getPayment,
  recordPayment,
  refundPayment,
  reverseAllocation,
  reversePayment,
} from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

/** Transactions that had to be run again: a lock order that is kept leaves none. */
const repeated: string[] = [];

async function watchedTenancy(): Promise<Tenancy> {
  const tenancy = await makeTenancy(house);
  const log = { ...silentLogger, warn: (_: object, event: string) => void repeated.push(event) };
  return { ...tenancy, ctx: { ...tenancy.ctx, log } };
}

const key = () => ({ idempotencyKey: newId() });

/** Puts unallocated money of a payment on invoices; on what is due where none are named. */
const allocating = (
  { id: paymentId, version }: Pick<PaymentDto, "id" | "version">,
  allocations: { invoiceId: string; amountMinor: number }[] | null = null,
) =>
  ({
    paymentId,
    version,
    leaseId: null,
    source: "unallocated",
    allocations,
    isSurplusCredit: false,
    ...key(),
  }) as const;

/** Runs everything at once. Refusals are expected; anything else is a fault. Answers how many were done. */
async function race(acts: readonly Promise<unknown>[]): Promise<number> {
  const results = await Promise.allSettled(acts);
  const faults = results.flatMap((result) =>
    result.status === "rejected" && !isAppError(result.reason) ? [String(result.reason)] : [],
  );
  expect(faults).toEqual([]);
  return results.filter(({ status }) => status === "fulfilled").length;
}

async function expectSound({ ctx }: Tenancy): Promise<void> {
  expect((await runProof({ ctx })).checks.filter((check) => !check.isSound)).toEqual([]);
}

test("many agents on one lease never pay an invoice more than it has open", async () => {
  const tenancy = await watchedTenancy();
  const { ctx, lease } = tenancy;
  const invoice = await makeInvoice(house.arrange, lease, { charges: [{ kind: "rent", netMinor: 1_000 }] });
  const allocations = [{ invoiceId: invoice.id, amountMinor: 400 }];
  const done = await race(
    Array.from({ length: 12 }, () =>
      recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 500, allocations }) }),
    ),
  );
  expect(done).toBe(2);
  await expectSound(tenancy);
});

test("two agents allocate one payment: the second sees that it changed", async () => {
  const tenancy = await watchedTenancy();
  const { ctx, lease } = tenancy;
  const { id, version } = await recordPayment({
    ctx,
    input: aPayment(lease.id, { amountMinor: 500, isSurplusCredit: false }),
  });
  await makeInvoice(house.arrange, lease);
  const allocate = () => allocatePayment({ ctx, input: allocating({ id, version }) });
  expect(await race(Array.from({ length: 10 }, allocate))).toBe(1);
  expect((await getPayment({ ctx, input: { id } })).allocatedMinor).toBe(500);
  await expectSound(tenancy);
});

test("a payment is reversed, refunded and allocated at once: one of them wins", async () => {
  const tenancy = await watchedTenancy();
  const { ctx, lease } = tenancy;
  for (let round = 0; round < 6; round++) {
    const { id, version } = await recordPayment({
      ctx,
      input: aPayment(lease.id, { amountMinor: 500, isSurplusCredit: false }),
    });
    await makeInvoice(house.arrange, lease, { charges: [{ kind: "rent", netMinor: 300 }] });
    const at = { paymentId: id, version };
    const done = await race([
      reversePayment({ ctx, input: { ...at, kind: "bounced", reason: "no funds", ...key() } }),
      refundPayment({
        ctx,
        input: { ...at, source: "unallocated", amountMinor: 500, rail: "bank", reason: "asked", ...key() },
      }),
      allocatePayment({
        ctx,
        input: {
          ...at,
          leaseId: null,
          source: "unallocated",
          allocations: null,
          isSurplusCredit: true,
          ...key(),
        },
      }),
    ]);
    expect(done).toBe(1);
  }
  await expectSound(tenancy);
});

test("an invoice is paid and credited at once: together never more than it was", async () => {
  const tenancy = await watchedTenancy();
  const { ctx, property } = tenancy;
  for (let round = 0; round < 8; round++) {
    const { lease } = await makeTenant(house, property);
    const { id, version } = await recordPayment({
      ctx,
      input: aPayment(lease.id, { amountMinor: 800, isSurplusCredit: false }),
    });
    const charges = [{ kind: "rent" as const, netMinor: 1_000 }];
    const invoice = await makeInvoice(house.arrange, lease, { charges });
    const allocations = [{ invoiceId: invoice.id, amountMinor: 800 }];
    const allocate = allocatePayment({ ctx, input: allocating({ id, version }, allocations) });
    const credit = creditInvoice({
      ctx,
      input: { invoiceId: invoice.id, amountMinor: 600, reason: "leak", ...key() },
    });
    expect(await race(round % 2 === 0 ? [allocate, credit] : [credit, allocate])).toBeGreaterThan(0);
    const [left] = await house.arrange.query<{ open: number; paid: number; credited: number }>(
      `select open_minor as open, paid_minor as paid, credited_minor as credited from invoice_balances where invoice_id = $1`,
      invoice.id,
    );
    const { open, paid, credited } = left ?? { open: -1, paid: 0, credited: 0 };
    expect([open >= 0, open + paid + credited]).toEqual([true, 1_000]);
    const { allocatedMinor, creditMinor, unallocatedMinor } = await getPayment({ ctx, input: { id } });
    expect(allocatedMinor).toBe(paid);
    expect(allocatedMinor + creditMinor + unallocatedMinor).toBe(800);
  }
  await expectSound(tenancy);
});

test("one allocation is taken back once, however many try", async () => {
  const tenancy = await watchedTenancy();
  const { ctx, lease } = tenancy;
  await makeInvoice(house.arrange, lease);
  const { allocations } = await recordPayment({ ctx, input: aPayment(lease.id) });
  const takeBack = () =>
    reverseAllocation({ ctx, input: { allocationId: allocations[0]?.id ?? "", reason: "wrong", ...key() } });
  expect(await race(Array.from({ length: 10 }, takeBack))).toBe(1);
  await expectSound(tenancy);
});

test("a deposit is used once: withheld, refunded and transferred at the same time", async () => {
  const tenancy = await watchedTenancy();
  const { ctx, lease, property, tenant } = tenancy;
  const { lease: next } = await makeTenant(house, property, tenant);
  await makeInvoice(house.arrange, lease, {
    kind: "deposit",
    charges: [{ kind: "deposit", netMinor: 1_000 }],
  });
  await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 1_000 }) });
  await makeInvoice(house.arrange, lease, { charges: [{ kind: "rent", netMinor: 9_000 }] });
  const amountMinor = 600;
  const reason = "moving";
  const done = await race([
    withholdDeposit({ ctx, input: { leaseId: lease.id, amountMinor, reason, ...key() } }),
    refundDeposit({ ctx, input: { leaseId: lease.id, amountMinor, rail: "bank", reason, ...key() } }),
    transferDeposit({
      ctx,
      input: { fromLeaseId: lease.id, toLeaseId: next.id, amountMinor, reason, ...key() },
    }),
    withholdDeposit({ ctx, input: { leaseId: lease.id, amountMinor, reason, ...key() } }),
  ]);
  expect(done).toBe(1);
  await expectSound(tenancy);
});

test("deposits that cross between two leases do not lock each other out", async () => {
  const tenancy = await watchedTenancy();
  const { ctx, lease, property, tenant } = tenancy;
  const { lease: other } = await makeTenant(house, property, tenant);
  for (const each of [lease, other]) {
    await makeInvoice(house.arrange, each, {
      kind: "deposit",
      charges: [{ kind: "deposit", netMinor: 1_000 }],
    });
    await recordPayment({ ctx, input: aPayment(each.id, { amountMinor: 1_000 }) });
  }
  const move = (from: string, to: string) =>
    transferDeposit({
      ctx,
      input: { fromLeaseId: from, toLeaseId: to, amountMinor: 10, reason: "swap", ...key() },
    });
  const done = await race(
    Array.from({ length: 20 }, (_, index) =>
      index % 2 === 0 ? move(lease.id, other.id) : move(other.id, lease.id),
    ),
  );
  expect(done).toBe(20);
  await expectSound(tenancy);
});

test("everything at once on a few leases leaves sound books", async () => {
  const tenancy = await watchedTenancy();
  const { ctx, lease, property } = tenancy;
  const { lease: second } = await makeTenant(house, property);
  const invoices: string[] = [];
  for (const each of [lease, second]) {
    for (const kind of ["regular", "fee"] as const) {
      invoices.push(
        (
          await makeInvoice(house.arrange, each, {
            kind,
            charges: [{ kind: kind === "fee" ? "fee" : "rent", netMinor: 5_000 }],
          })
        ).id,
      );
    }
  }
  const payments: PaymentDto[] = [];
  for (const each of [lease, second, lease, second])
    payments.push(await recordPayment({ ctx, input: aPayment(each.id, { amountMinor: 2_600 }) }));
  const acts = Array.from({ length: 40 }, async (_, index) => {
    const payment = payments[index % payments.length];
    const { id = "", allocations = [] } = payment ?? {};
    const leaseId = index % 2 === 0 ? lease.id : second.id;
    const version = (await getPayment({ ctx, input: { id } })).version;
    const refund = {
      paymentId: id,
      version,
      source: "unallocated",
      amountMinor: 100,
      rail: "cash",
      reason: "asked",
    } as const;
    const all = [
      () => recordPayment({ ctx, input: aPayment(leaseId, { amountMinor: 1_700 }) }),
      () =>
        reverseAllocation({
          ctx,
          input: { allocationId: allocations[0]?.id ?? "", reason: "wrong", ...key() },
        }),
      () =>
        creditInvoice({
          ctx,
          input: {
            invoiceId: invoices[index % invoices.length] ?? "",
            amountMinor: 700,
            reason: "leak",
            ...key(),
          },
        }),
      () => applyCredit({ ctx, input: { leaseId } }),
      () => refundPayment({ ctx, input: { ...refund, ...key() } }),
      () =>
        allocatePayment({
          ctx,
          input: {
            paymentId: id,
            version,
            leaseId: null,
            source: "unallocated",
            allocations: null,
            isSurplusCredit: true,
            ...key(),
          },
        }),
      () =>
        reversePayment({
          ctx,
          input: { paymentId: id, version, kind: "mistake", reason: "again", ...key() },
        }),
    ];
    return all[index % all.length]?.();
  });
  expect(await race(acts)).toBeGreaterThan(12);
  await expectSound(tenancy);
});

test("and nothing of it was ever locked in a circle", () => {
  expect(repeated).toEqual([]);
});
