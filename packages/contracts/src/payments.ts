import { z } from "zod";
import {
  AmountMinor,
  Currency,
  DateField,
  Explanation,
  Id,
  IdempotencyKey,
  Instant,
  LongText,
  PositiveMinor,
  ShortText,
  SignedMinor,
  Version,
} from "./fields.ts";
import { page, pageFields } from "./lists.ts";
import { railIds } from "./rails.ts";

const rails = ["cash", "bank"] as const;
/** A person takes a payment back, or the payer's bank does, or it is split over leases. */
const reversalKinds = ["bounced", "mistake", "chargeback", "split"] as const;
/** Where a payment can come from: outside, the change-over to Stead, or a deposit that was withheld. */
export const paymentRails = [...rails, ...railIds, "opening", "deposit"] as const;
export type PaymentRail = (typeof paymentRails)[number];
const paymentStatuses = ["unallocated", "part_allocated", "allocated", "refunded", "reversed"] as const;

const AllocationField = z.object({ invoiceId: Id, amountMinor: PositiveMinor });

/**
 * Money received by cash or bank. `allocations` are explicit choices; without them the agency's policy decides:
 * a reference to one invoice first, then the order of the agency. Without a lease the money waits as unallocated.
 */
export const RecordPaymentInput = z.object({
  leaseId: Id.nullable(),
  payerContactId: Id.nullable().default(null),
  rail: z.enum(rails),
  amountMinor: PositiveMinor,
  currency: Currency,
  receivedOn: DateField,
  reference: z.string().trim().max(100).nullable().default(null),
  /** The bank's own id of the transfer: the same one is never booked twice. */
  externalId: z.string().trim().min(1).max(100).nullable().default(null),
  note: LongText.nullable().default(null),
  allocations: z.array(AllocationField).max(100).nullable().default(null),
  /** Whether what is left over is kept as the tenant's credit; otherwise it stays unallocated. */
  isSurplusCredit: z.boolean().default(true),
  idempotencyKey: IdempotencyKey,
});
export type RecordPaymentInput = z.infer<typeof RecordPaymentInput>;

export const PaymentRowDto = z.object({
  id: Id,
  number: z.int(),
  status: z.enum(paymentStatuses),
  rail: z.enum(paymentRails),
  receivedOn: DateField,
  leaseId: Id.nullable(),
  leaseNumber: z.int().nullable(),
  tenantName: z.string().nullable(),
  propertyName: z.string().nullable(),
  unitLabel: z.string().nullable(),
  reference: z.string().nullable(),
  currency: Currency,
  amountMinor: AmountMinor,
  allocatedMinor: AmountMinor,
  creditMinor: AmountMinor,
  unallocatedMinor: AmountMinor,
});
export type PaymentRowDto = z.infer<typeof PaymentRowDto>;

const AllocationDto = z.object({
  id: Id,
  invoiceId: Id,
  invoiceNumber: z.int(),
  leaseId: Id,
  dueOn: DateField,
  amountMinor: SignedMinor,
  source: z.enum(["unallocated", "credit"]),
  allocatedOn: DateField,
  explanation: Explanation,
  reversesId: Id.nullable(),
  isReversed: z.boolean(),
  journalId: Id,
});
type AllocationDto = z.infer<typeof AllocationDto>;

export const PaymentDto = PaymentRowDto.extend({
  payerContactId: Id.nullable(),
  payerName: z.string().nullable(),
  externalId: z.string().nullable(),
  note: z.string().nullable(),
  refundedMinor: AmountMinor,
  reversedMinor: AmountMinor,
  allocations: z.array(AllocationDto),
  refunds: z.array(
    z.object({
      id: Id,
      number: z.int(),
      amountMinor: PositiveMinor,
      source: z.string(),
      rail: z.string(),
      paidOn: DateField,
      reason: z.string(),
    }),
  ),
  reversal: z.object({ kind: z.enum(reversalKinds), reason: z.string(), reversedOn: DateField }).nullable(),
  journals: z.array(z.object({ id: Id, event: z.string(), occurredOn: DateField, memo: z.string() })),
  recordedBy: z.string().nullable(),
  createdAt: Instant,
  version: Version,
});
export type PaymentDto = z.infer<typeof PaymentDto>;

export const ListPaymentsInput = z.object({
  ...pageFields,
  status: z.enum(paymentStatuses).optional(),
  rail: z.enum(paymentRails).optional(),
  leaseId: Id.optional(),
  propertyId: Id.optional(),
  receivedFrom: DateField.optional(),
  receivedTo: DateField.optional(),
  sort: z.enum(["received", "number"]).default("received"),
});
export type ListPaymentsInput = z.infer<typeof ListPaymentsInput>;
export const PaymentPage = page(PaymentRowDto);

/** What an amount would settle, and why: nothing is written. Give a payment to allocate the rest of it. */
export const PreviewAllocationInput = z.object({
  leaseId: Id,
  paymentId: Id.nullable().default(null),
  amountMinor: PositiveMinor,
  currency: Currency,
  reference: z.string().trim().max(100).nullable().default(null),
  allocations: z.array(AllocationField).max(100).nullable().default(null),
});
export type PreviewAllocationInput = z.infer<typeof PreviewAllocationInput>;

export const AllocationPreviewDto = z.object({
  currency: Currency,
  rows: z.array(
    z.object({
      invoiceId: Id,
      invoiceNumber: z.int(),
      kind: z.string(),
      dueOn: DateField,
      openMinor: AmountMinor,
      allocateMinor: AmountMinor,
      explanation: Explanation.nullable(),
    }),
  ),
  surplusMinor: AmountMinor,
});
export type AllocationPreviewDto = z.infer<typeof AllocationPreviewDto>;

/** Puts what is unallocated (or held as credit) of a payment on invoices; null allocations: by policy. */
export const AllocatePaymentInput = z.object({
  paymentId: Id,
  version: Version,
  /** The lease whose invoices to settle, where the payment has none yet. */
  leaseId: Id.nullable().default(null),
  source: z.enum(["unallocated", "credit"]).default("unallocated"),
  allocations: z.array(AllocationField).max(100).nullable().default(null),
  isSurplusCredit: z.boolean().default(true),
  idempotencyKey: IdempotencyKey,
});
export type AllocatePaymentInput = z.infer<typeof AllocatePaymentInput>;

/** Takes one allocation back: the invoice opens again, the money is unallocated again. */
export const ReverseAllocationInput = z.object({
  allocationId: Id,
  reason: ShortText,
  idempotencyKey: IdempotencyKey,
});
export type ReverseAllocationInput = z.infer<typeof ReverseAllocationInput>;

/** Takes the whole payment back: bounced, or recorded by mistake. */
export const ReversePaymentInput = z.object({
  paymentId: Id,
  version: Version,
  kind: z.enum(["bounced", "mistake"]),
  reason: ShortText,
  reversedOn: DateField.optional(),
  idempotencyKey: IdempotencyKey,
});
export type ReversePaymentInput = z.infer<typeof ReversePaymentInput>;

/** Pays back what is credit or unallocated of a payment. */
export const RefundPaymentInput = z.object({
  paymentId: Id,
  version: Version,
  source: z.enum(["credit", "unallocated"]),
  amountMinor: PositiveMinor,
  rail: z.enum(rails),
  paidOn: DateField.optional(),
  reason: ShortText,
  idempotencyKey: IdempotencyKey,
});
export type RefundPaymentInput = z.infer<typeof RefundPaymentInput>;

/** The receipt of a payment, as it is printed. */
export const ReceiptDto = z.object({
  number: z.int(),
  agencyName: z.string(),
  receivedOn: DateField,
  rail: z.string(),
  payerName: z.string().nullable(),
  reference: z.string().nullable(),
  currency: Currency,
  amountMinor: AmountMinor,
  lines: z.array(z.object({ invoiceNumber: z.int(), dueOn: DateField, amountMinor: SignedMinor })),
  creditMinor: AmountMinor,
  unallocatedMinor: AmountMinor,
  balanceAfterMinor: z.int().nullable(),
});
export type ReceiptDto = z.infer<typeof ReceiptDto>;
