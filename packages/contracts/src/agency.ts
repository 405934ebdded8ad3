import { z } from "zod";
import {
  AmountMinor,
  Country,
  Currency,
  Id,
  ShortText,
  TimeZone,
  Version,
  wholeNumber,
  DueDay,
} from "./fields.ts";
import { says } from "./wording.ts";

/** Classes of open invoices in the order in which equal due dates are paid. */
export const allocationClasses = ["regular", "opening", "deposit", "fee"] as const;

const depositRule = "write months of rent from 0 to 24";

export const AgencyPolicies = z.object({
  /** Days before the due date on which an invoice is issued. */
  invoiceLeadDays: wholeNumber(0, 60).default(0),
  /** due_date: oldest first; class: by class, then oldest. */
  allocationOrder: z.enum(["due_date", "class"]).default("due_date"),
  /** Ties (or, for class, everything) are settled in this order. */
  allocationClasses: z
    .array(z.enum(allocationClasses))
    .length(4)
    .default(["regular", "opening", "deposit", "fee"]),
  /** Whether new credit pays charges as they come due. */
  isCreditAutoApplied: z.boolean().default(true),
  /** Whether the month is billed by itself, on its first day in the agency's zone. */
  isBillingScheduled: z.boolean().default(false),
  /** What may be paid back of one payment without a second person, in minor units of the agency's currency. */
  refundApprovalAboveMinor: AmountMinor.default(2_000_000),
  defaultDueDay: DueDay.default(1),
  defaultProrationMethod: z
    .enum(["none", "actual", "standard30", "thirty_day_month", "annual365", "annual_actual"])
    .default("actual"),
  /** Deposit of a new lease, in months of rent. */
  defaultDepositMonths: z.number(says(depositRule)).min(0, depositRule).max(24, depositRule).default(1),
});
export type AgencyPolicies = z.infer<typeof AgencyPolicies>;

export const AgencyDto = z.object({
  id: Id,
  name: z.string(),
  slug: z.string(),
  currency: Currency,
  timeZone: TimeZone,
  locale: z.string(),
  country: Country,
  policies: AgencyPolicies,
  version: Version,
  /** Whether the currency may still be changed: not after the first lease. */
  canChangeCurrency: z.boolean(),
});
export type AgencyDto = z.infer<typeof AgencyDto>;

export const UpdateAgencyInput = z.object({
  version: Version,
  name: ShortText.optional(),
  currency: Currency.optional(),
  timeZone: TimeZone.optional(),
  locale: z
    .string()
    .regex(/^[a-z]{2}(-[A-Z]{2})?$/, "write a locale as en or en-KE")
    .optional(),
  country: Country.optional(),
  policies: AgencyPolicies.partial().optional(),
});
export type UpdateAgencyInput = z.infer<typeof UpdateAgencyInput>;

/** How far a new agency is: what its first pages offer to do next. */
export const AgencyProgressDto = z.object({
  propertyCount: z.int(),
  unitCount: z.int(),
  contactCount: z.int(),
  leaseCount: z.int(),
  invoiceCount: z.int(),
  paymentCount: z.int(),
  memberCount: z.int(),
});
export type AgencyProgressDto = z.infer<typeof AgencyProgressDto>;
