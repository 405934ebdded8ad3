import { z } from "zod";
import { Currency, DateField, Id, wholeNumber } from "./fields.ts";
import { page, pageFields } from "./lists.ts";

/** Days past due: not due yet, due today, 1-30, 31-60, 61-90, over 90. */
export const ageingBuckets = [
  "notDue",
  "dueToday",
  "days1to30",
  "days31to60",
  "days61to90",
  "over90",
] as const;
export type AgeingBucket = (typeof ageingBuckets)[number];

const bucketFields = {
  notDue: z.int(),
  dueToday: z.int(),
  days1to30: z.int(),
  days31to60: z.int(),
  days61to90: z.int(),
  over90: z.int(),
};
export const AgeingBucketsDto = z.object(bucketFields);
export type AgeingBucketsDto = z.infer<typeof AgeingBucketsDto>;

export const ListArrearsInput = z.object({
  ...pageFields,
  /** Any past day: later payments and allocations are left out. Today when left out. */
  asOf: DateField.optional(),
  propertyId: Id.optional(),
  currency: Currency.optional(),
  /** Only leases with something at least this many days past due. */
  minDays: wholeNumber(0, 3650).optional(),
  sort: z.enum(["overdue", "tenant", "oldest"]).default("overdue"),
});
export type ListArrearsInput = z.infer<typeof ListArrearsInput>;

export const ArrearsRowDto = z.object({
  leaseId: Id,
  leaseNumber: z.int(),
  leaseStatus: z.string(),
  contactId: Id,
  tenantName: z.string(),
  phone: z.string().nullable(),
  propertyId: Id,
  propertyName: z.string(),
  unitLabel: z.string(),
  currency: Currency,
  buckets: AgeingBucketsDto,
  overdueMinor: z.int(),
  totalMinor: z.int(),
  creditMinor: z.int(),
  depositHeldMinor: z.int(),
  oldestDueOn: DateField.nullable(),
  lastPaymentOn: DateField.nullable(),
  lastPaymentMinor: z.int().nullable(),
});
export type ArrearsRowDto = z.infer<typeof ArrearsRowDto>;

export const ArrearsPage = page(ArrearsRowDto).extend({
  asOf: DateField,
  totals: z.array(
    z.object({
      currency: Currency,
      buckets: AgeingBucketsDto,
      totalMinor: z.int(),
      creditMinor: z.int(),
      leaseCount: z.int(),
    }),
  ),
});
export type ArrearsPage = z.infer<typeof ArrearsPage>;
