import { z } from "zod";
import {
  AmountMinor,
  Currency,
  DateField,
  Explanation,
  Id,
  Instant,
  LongText,
  ShortText,
  SignedMinor,
  Version,
  wholeNumber,
  DueDay,
  TaxPpm,
} from "./fields.ts";
import { page, pageFields } from "./lists.ts";

const leaseStatuses = ["draft", "pending_signature", "active", "notice", "ended", "cancelled"] as const;
const prorationMethods = [
  "none",
  "actual",
  "standard30",
  "thirty_day_month",
  "annual365",
  "annual_actual",
] as const;
const itemKinds = ["rent", "utility", "service", "parking", "concession", "other"] as const;
const frequencies = [
  "once",
  "weekly",
  "four_weekly",
  "monthly",
  "quarterly",
  "half_yearly",
  "yearly",
] as const;

export const LeaseItemField = z.object({
  kind: z.enum(itemKinds),
  description: ShortText,
  /** Per period; negative for a concession only. */
  amountMinor: SignedMinor,
  taxPpm: TaxPpm.default(0),
  frequency: z.enum(frequencies).default("monthly"),
  /** First day it runs; the lease's start when left out. */
  fromOn: DateField.optional(),
  /** Last day it runs, inclusive; null: as long as the lease. */
  toOn: DateField.nullable().default(null),
});
export type LeaseItemField = z.infer<typeof LeaseItemField>;

const termFields = {
  unitId: Id,
  contactId: Id,
  parties: z.array(z.object({ contactId: Id, role: z.enum(["tenant", "guarantor", "occupant"]) })).max(20),
  startOn: DateField,
  endOn: DateField.nullable(),
  currency: Currency,
  rentMinor: AmountMinor,
  depositMinor: AmountMinor,
  dueDay: DueDay,
  prorationMethod: z.enum(prorationMethods),
  prorateOn: z.enum(["first", "second"]),
  billingAnchor: z.enum(["calendar", "anniversary"]),
  /** What tenants write on payments; made from the number when left out. */
  reference: z.string().trim().min(2).max(40),
  /** Recurring and single amounts beside the rent. */
  items: z.array(LeaseItemField).max(30),
};

/** What a new lease would be, filled from unit, contact and agency: the beginning of the wizard. */
export const SuggestLeaseInput = z.object({ unitId: Id, contactId: Id.optional() });
export const LeaseSuggestionDto = z.object({
  unitId: Id,
  unitLabel: z.string(),
  propertyName: z.string(),
  startOn: DateField,
  endOn: DateField.nullable(),
  currency: Currency,
  rentMinor: AmountMinor,
  depositMinor: AmountMinor,
  dueDay: z.int(),
  prorationMethod: z.enum(prorationMethods),
  /** Why each value was chosen, by field. */
  reasons: z.record(z.string(), z.string()),
  /** The lease in the way, if the unit is let. */
  conflict: z
    .object({ leaseId: Id, number: z.int(), tenantName: z.string(), endOn: DateField.nullable() })
    .nullable(),
});
export type LeaseSuggestionDto = z.infer<typeof LeaseSuggestionDto>;

export const CreateLeaseInput = z.object({
  ...termFields,
  parties: termFields.parties.default([]),
  endOn: termFields.endOn.default(null),
  currency: Currency.optional(),
  rentMinor: AmountMinor.optional(),
  depositMinor: AmountMinor.optional(),
  dueDay: termFields.dueDay.optional(),
  prorationMethod: termFields.prorationMethod.optional(),
  prorateOn: termFields.prorateOn.default("first"),
  billingAnchor: termFields.billingAnchor.default("calendar"),
  reference: termFields.reference.optional(),
  items: termFields.items.default([]),
  /** Billing starts on this day; the lease's start when left out. */
  billFromOn: DateField.optional(),
});
export type CreateLeaseInput = z.infer<typeof CreateLeaseInput>;

/** Drafts only; an active lease is amended. */
export const UpdateDraftInput = z.object(termFields).partial().extend({ id: Id, version: Version });
export type UpdateDraftInput = z.infer<typeof UpdateDraftInput>;

export const ActivateLeaseInput = z.object({
  id: Id,
  version: Version,
  /** Whether to invoice the deposit and the first period now. */ isFirstInvoiceIssued: z
    .boolean()
    .default(true),
});
export type ActivateLeaseInput = z.infer<typeof ActivateLeaseInput>;

export const CancelLeaseInput = z.object({ id: Id, version: Version, reason: ShortText });

/** Changes an active lease from a day on; what was billed stays, the difference is shown before it is saved. */
export const AmendLeaseInput = z.object({
  id: Id,
  version: Version,
  effectiveOn: DateField,
  reason: ShortText,
  rentMinor: AmountMinor.optional(),
  endOn: DateField.nullable().optional(),
  dueDay: termFields.dueDay.optional(),
  /** New items from that day. */
  addItems: z.array(LeaseItemField).max(30).default([]),
  /** Items that end the day before. */
  endItemIds: z.array(Id).max(30).default([]),
});
export type AmendLeaseInput = z.infer<typeof AmendLeaseInput>;

/** What an amendment would charge or credit for what was billed already: shown before it is saved. */
export const AmendmentPreviewDto = z.object({
  currency: Currency,
  lines: z.array(z.object({ label: z.string(), amountMinor: SignedMinor, explanation: Explanation })),
  chargedMinor: AmountMinor,
  creditedMinor: AmountMinor,
});
export type AmendmentPreviewDto = z.infer<typeof AmendmentPreviewDto>;

export const GiveNoticeInput = z.object({
  id: Id,
  version: Version,
  noticeOn: DateField,
  moveOutOn: DateField,
  reason: LongText.default(""),
});
export type GiveNoticeInput = z.infer<typeof GiveNoticeInput>;

export const WithdrawNoticeInput = z.object({ id: Id, version: Version });

/** Ends the lease: credits what was billed beyond the last day, takes damages and arrears from the deposit, shows what is left. */
export const EndLeaseInput = z.object({
  id: Id,
  version: Version,
  endedOn: DateField,
  damages: z
    .array(z.object({ description: ShortText, amountMinor: AmountMinor }))
    .max(50)
    .default([]),
  /** Whether the deposit pays what is open after the damages are charged. */
  isDepositApplied: z.boolean().default(true),
});
export type EndLeaseInput = z.infer<typeof EndLeaseInput>;

export const FinalAccountDto = z.object({
  leaseId: Id,
  currency: Currency,
  endedOn: DateField,
  lines: z.array(
    z.object({ label: z.string(), amountMinor: SignedMinor, explanation: Explanation.nullable() }),
  ),
  openMinor: z.int(),
  depositHeldMinor: z.int(),
  depositWithheldMinor: z.int(),
  depositRefundableMinor: z.int(),
  creditMinor: z.int(),
  /** What the tenant still owes (positive) or is due (negative). */
  balanceMinor: z.int(),
});
export type FinalAccountDto = z.infer<typeof FinalAccountDto>;

export const RenewLeaseInput = z.object({
  id: Id,
  version: Version,
  startOn: DateField,
  endOn: DateField.nullable(),
  rentMinor: AmountMinor,
});
export type RenewLeaseInput = z.infer<typeof RenewLeaseInput>;

export const LeaseRowDto = z.object({
  id: Id,
  number: z.int(),
  reference: z.string(),
  status: z.enum(leaseStatuses),
  propertyId: Id,
  propertyName: z.string(),
  unitId: Id,
  unitLabel: z.string(),
  contactId: Id,
  tenantName: z.string(),
  startOn: DateField,
  endOn: DateField.nullable(),
  moveOutOn: DateField.nullable(),
  currency: Currency,
  rentMinor: AmountMinor,
  openMinor: z.int(),
  creditMinor: z.int(),
});
export type LeaseRowDto = z.infer<typeof LeaseRowDto>;

const LeaseItemDto = z.object({
  id: Id,
  kind: z.enum(itemKinds),
  description: z.string(),
  amountMinor: SignedMinor,
  taxPpm: z.int(),
  frequency: z.enum(frequencies),
  fromOn: DateField,
  toOn: DateField.nullable(),
});

export const LeaseDto = LeaseRowDto.extend({
  depositMinor: AmountMinor,
  depositHeldMinor: z.int(),
  overdueMinor: z.int(),
  dueDay: z.int(),
  prorationMethod: z.enum(prorationMethods),
  prorateOn: z.enum(["first", "second"]),
  billingAnchor: z.enum(["calendar", "anniversary"]),
  noticeOn: DateField.nullable(),
  endedOn: DateField.nullable(),
  billFromOn: DateField,
  renewedFromId: Id.nullable(),
  renewedToId: Id.nullable(),
  items: z.array(LeaseItemDto),
  parties: z.array(
    z.object({
      contactId: Id,
      name: z.string(),
      role: z.string(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
    }),
  ),
  versions: z.array(
    z.object({
      version: Version,
      effectiveOn: DateField,
      reason: z.string(),
      createdAt: Instant,
      changes: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
    }),
  ),
  version: Version,
});
export type LeaseDto = z.infer<typeof LeaseDto>;

export const ListLeasesInput = z.object({
  ...pageFields,
  status: z.enum(leaseStatuses).optional(),
  propertyId: Id.optional(),
  unitId: Id.optional(),
  contactId: Id.optional(),
  /** Ending within this many days from today. */
  endingWithinDays: wholeNumber(0, 730).optional(),
  sort: z.enum(["start", "end", "number"]).default("start"),
});
export type ListLeasesInput = z.infer<typeof ListLeasesInput>;
export const LeasePage = page(LeaseRowDto);

/** The charges that a lease as typed would make: shown beside the form while it grows. */
export const PreviewScheduleInput = z.object({
  startOn: DateField,
  endOn: DateField.nullable().default(null),
  currency: Currency,
  rentMinor: AmountMinor,
  depositMinor: AmountMinor.default(0),
  dueDay: DueDay,
  prorationMethod: z.enum(prorationMethods),
  prorateOn: z.enum(["first", "second"]).default("first"),
  billingAnchor: z.enum(["calendar", "anniversary"]).default("calendar"),
  items: z.array(LeaseItemField).max(30).default([]),
  billFromOn: DateField.optional(),
  months: wholeNumber(1, 36).default(6),
});
export type PreviewScheduleInput = z.infer<typeof PreviewScheduleInput>;

export const ScheduledChargeDto = z.object({
  itemId: Id.nullable(),
  kind: z.string(),
  description: z.string(),
  periodStart: DateField,
  periodEnd: DateField,
  dueOn: DateField,
  netMinor: SignedMinor,
  taxMinor: z.int(),
  isProrated: z.boolean(),
  explanation: Explanation,
  /** The invoice that has billed it, if any. */
  invoiceId: Id.nullable(),
});
export type ScheduledChargeDto = z.infer<typeof ScheduledChargeDto>;
export const ScheduleDto = z.object({ currency: Currency, charges: z.array(ScheduledChargeDto) });
export type ScheduleDto = z.infer<typeof ScheduleDto>;

export const LeaseScheduleInput = z.object({
  id: Id,
  fromOn: DateField.optional(),
  months: wholeNumber(1, 36).default(12),
});

/** The tenant's ledger: every invoice, credit, payment and refund with the balance after it, oldest first. */
export const LeaseLedgerInput = z.object({
  id: Id,
  cursor: z.string().max(500).optional(),
  limit: wholeNumber(1, 200).default(100),
});
const LeaseLedgerRowDto = z.object({
  kind: z.enum(["invoice", "credit_note", "payment", "reversal", "refund", "write_off", "deposit"]),
  id: Id,
  on: DateField,
  number: z.int().nullable(),
  description: z.string(),
  /** Positive: the tenant owes more. */
  amountMinor: SignedMinor,
  balanceMinor: z.int(),
  /** What moves of the deposit, which the balance leaves out. Positive: asked for or given back; negative: paid in. */
  depositMinor: SignedMinor,
  openMinor: z.int().nullable(),
  status: z.string().nullable(),
});
export const LeaseLedgerDto = z.object({
  currency: Currency,
  items: z.array(LeaseLedgerRowDto),
  nextCursor: z.string().nullable(),
});
export type LeaseLedgerDto = z.infer<typeof LeaseLedgerDto>;
