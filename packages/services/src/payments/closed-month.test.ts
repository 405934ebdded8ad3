import { newId } from "@stead/kernel/ids";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { afterAll, beforeAll, expect, test } from "vitest";
import { creditInvoice, writeOffInvoice } from "../billing/index.ts";
import { openTestHouse, type TestHouse } from "../context/test-house.ts";
import { accountSums, aPayment } from "../context/test-money.ts";
import { makeTenancy, makeTenant } from "../context/test-tenancy.ts";
import { refundDeposit, transferDeposit, withholdDeposit } from "../deposits/index.ts";
import { postLeaseOpening, postOpening, runProof } from "../ledger/index.ts";
import {
  allocatePayment,
  applyCredit,
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

const key = () => ({ idempotencyKey: newId() });

test("no act posts into a closed month, and what is refused leaves nothing behind", async () => {
  const { ctx, lease, tenant, property, agency } = await makeTenancy(house);
  const { lease: next } = await makeTenant(house, property, tenant);
  const deposit = [{ kind: "deposit", netMinor: 1_000 }];
  await makeInvoice(house.arrange, lease, { kind: "deposit", charges: deposit });
  await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 1_000 }) });
  const invoice = await makeInvoice(house.arrange, lease);
  const paid = await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 500 }) });
  const ahead = { amountMinor: 700, allocations: [] };
  const credit = await recordPayment({ ctx, input: aPayment(lease.id, ahead) });
  const waiting = await recordPayment({
    ctx,
    input: aPayment(lease.id, { ...ahead, isSurplusCredit: false }),
  });
  const before = await accountSums(house, agency.id);
  await house.arrange.insert("ledger_periods", {
    agencyId: agency.id,
    month: "2026-06-01",
    status: "closed",
  });
  const reason = "because";
  const at = ({ id, version }: { id: string; version: number }) => ({ paymentId: id, version });
  const opening = {
    occurredOn: "2026-06-01",
    currency: "KES",
    lines: [{ accountCode: "1000", amountMinor: 5 }],
  };
  const moved = { leaseId: lease.id, amountMinor: 10, reason };
  const refund = { source: "credit", amountMinor: 5, rail: "bank", reason } as const;
  const rest = { leaseId: null, source: "unallocated", allocations: null, isSurplusCredit: true } as const;
  const acts = [
    () => recordPayment({ ctx, input: aPayment(lease.id) }),
    () => allocatePayment({ ctx, input: { ...at(waiting), ...rest, ...key() } }),
    () => applyCredit({ ctx, input: { leaseId: lease.id } }),
    () =>
      reverseAllocation({ ctx, input: { allocationId: paid.allocations[0]?.id ?? "", reason, ...key() } }),
    () => reversePayment({ ctx, input: { ...at(paid), kind: "bounced", reason, ...key() } }),
    () => refundPayment({ ctx, input: { ...at(credit), ...refund, ...key() } }),
    () => creditInvoice({ ctx, input: { invoiceId: invoice.id, amountMinor: 5, reason, ...key() } }),
    () => writeOffInvoice({ ctx, input: { invoiceId: invoice.id, reason, ...key() } }),
    () => withholdDeposit({ ctx, input: { ...moved, ...key() } }),
    () => refundDeposit({ ctx, input: { ...moved, rail: "bank", ...key() } }),
    () =>
      transferDeposit({
        ctx,
        input: { fromLeaseId: lease.id, toLeaseId: next.id, amountMinor: 10, reason, ...key() },
      }),
    () => postOpening({ ctx, input: { ...opening, ...key() } }),
    () =>
      postLeaseOpening({
        ctx,
        input: { leaseId: next.id, occurredOn: "2026-06-01", balanceMinor: 5, depositHeldMinor: 5, ...key() },
      }),
  ];
  const closed = { code: "PRECONDITION", message: expect.stringContaining("the month is closed") };
  for (const act of acts) await expect(act()).rejects.toMatchObject(closed);
  expect(await accountSums(house, agency.id)).toEqual(before);
  expect((await runProof({ ctx })).isSound).toBe(true);
});
