import { z } from "zod";
import { AgeingBucketsDto } from "./arrears.ts";
import { Currency, DateField, Id } from "./fields.ts";

export const DashboardInput = z.object({ currency: Currency.optional() });

export const DashboardDto = z.object({
  asOf: DateField,
  currency: Currency,
  currencies: z.array(Currency),
  /** Due this month and last: charged, paid of it, still open. */
  thisMonth: z.object({
    month: DateField,
    chargedMinor: z.int(),
    paidMinor: z.int(),
    openMinor: z.int(),
    receivedMinor: z.int(),
  }),
  lastMonth: z.object({
    month: DateField,
    chargedMinor: z.int(),
    paidMinor: z.int(),
    openMinor: z.int(),
    receivedMinor: z.int(),
  }),
  /** Eighteen months, oldest first. Charged and paid by due date; received by the day it came. */
  months: z.array(
    z.object({ month: DateField, chargedMinor: z.int(), paidMinor: z.int(), receivedMinor: z.int() }),
  ),
  arrears: AgeingBucketsDto,
  overdueMinor: z.int(),
  /** Today. Units under notice are occupied; occupied, vacant and unrentable ones make the whole. */
  occupancy: z.object({
    unitCount: z.int(),
    occupiedCount: z.int(),
    noticeCount: z.int(),
    vacantCount: z.int(),
    unrentableCount: z.int(),
  }),
  /** Occupied units at each month's end; this month's are today's. */
  occupancyByMonth: z.array(z.object({ month: DateField, unitCount: z.int(), occupiedCount: z.int() })),
  depositHeldMinor: z.int(),
  endingLeases: z.array(
    z.object({
      leaseId: Id,
      leaseNumber: z.int(),
      tenantName: z.string(),
      unitLabel: z.string(),
      propertyName: z.string(),
      endOn: DateField,
      days: z.int(),
    }),
  ),
  endingCount: z.int(),
  unallocatedPayments: z.object({ count: z.int(), amountMinor: z.int() }),
  recentPayments: z.array(
    z.object({
      id: Id,
      number: z.int(),
      receivedOn: DateField,
      tenantName: z.string().nullable(),
      unitLabel: z.string().nullable(),
      propertyName: z.string().nullable(),
      rail: z.string(),
      amountMinor: z.int(),
      currency: Currency,
      status: z.string(),
    }),
  ),
});
export type DashboardDto = z.infer<typeof DashboardDto>;

export const SearchInput = z.object({ q: z.string().trim().min(1).max(100) });
/** What the command palette finds: people, properties, leases, payments. */
export const SearchDto = z.object({
  hits: z.array(
    z.object({
      kind: z.enum(["contact", "property", "lease", "payment"]),
      id: Id,
      title: z.string(),
      subtitle: z.string(),
    }),
  ),
});
export type SearchDto = z.infer<typeof SearchDto>;
