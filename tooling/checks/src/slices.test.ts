import { expect, test } from "vitest";
import { slices } from "./slices.ts";
import { findIn } from "./test-tree.ts";

const accepted = [
  "packages/services/src/payments/record-payment.ts",
  "packages/services/src/payments/record-payment.test.ts",
  "packages/services/src/payments/rules.ts",
  "packages/services/src/payments/index.ts",
  "packages/services/src/context/audit-trail.ts",
  "packages/contracts/src/payments.ts",
  "packages/contracts/src/fields.ts",
  "packages/queue/src/jobs/billing.ts",
  "packages/db/prisma/models/leases.prisma",
  "apps/api/src/features/leases/router.ts",
  "apps/worker/src/processors/billing/run-billing.ts",
  "apps/web/features/leases/lease-list.tsx",
];

test("accepts a slice in the vocabulary", async () => {
  expect(await findIn(slices, Object.fromEntries(accepted.map((file) => [file, ""])))).toEqual([]);
});

test.each([
  ["packages/services/src/payments/payment-manager.ts", "outside the vocabulary"],
  ["packages/services/src/payments/recordPayment.ts", "outside the vocabulary"],
  ["packages/services/src/payments/nested/record-payment.ts", "outside the vocabulary"],
  ["packages/services/src/rent/record-rent.ts", '"rent" is no feature'],
  ["packages/contracts/src/rent.ts", "outside the vocabulary"],
  ["packages/queue/src/jobs/mail-stuff.ts", "outside the vocabulary"],
  ["apps/api/src/features/rent/router.ts", '"rent" is no feature'],
  ["apps/worker/src/processors/billing/job.ts", "outside the vocabulary"],
  ["apps/web/features/Leases/list.tsx", '"Leases" is no feature'],
  ["packages/kernel/src/utils.ts", "says nothing"],
  ["packages/kernel/src/date-helpers.ts", "says nothing"],
  ["apps/web/lib/shared/money.ts", "says nothing"],
  ["packages/kernel/src/money.v2.ts", "says nothing"],
])("refuses %s", async (file, message) => {
  expect(await findIn(slices, { [file]: "" })).toEqual([expect.stringContaining(message)]);
});
