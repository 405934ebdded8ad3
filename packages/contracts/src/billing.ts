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
  MonthField,
  PositiveMinor,
  ShortText,
  SignedMinor,
  TaxPpm,
} from "./fields.ts";
import { page, pageFields } from "./lists.ts";

/** Starts (or goes on with) the billing of one month. The same month again bills only what is missing. */
export const StartBillingRunInput = z.object({ periodStart: MonthField, idempotencyKey: IdempotencyKey });
export type StartBillingRunInput = z.infer<typeof StartBillingRunInput>;

/** What a run would bill, without billing it. */
export const PreviewBillingInput = z.object({ periodStart: MonthField });
export const BillingPreviewDto = z.object({
  periodStart: MonthField,
  leaseCount: z.int(),
  billedLeaseCount: z.int(),
  totals: z.array(z.object({ currency: Currency, totalMinor: z.int() })),
  problems: z.array(z.object({ leaseId: Id, leaseNumber: z.int(), message: z.string() })),
});
export type BillingPreviewDto = z.infer<typeof BillingPreviewDto>;

export const BillingRunDto = z.object({
  id: Id,
  periodStart: MonthField,
  status: z.enum(["queued", "running", "done", "failed", "cancelled"]),
  jobRunId: Id.nullable(),
  leaseCount: z.int(),
  invoiceCount: z.int(),
  chargeCount: z.int(),
  totals: z.array(z.object({ currency: Currency, totalMinor: z.int() })),
  problems: z.array(z.object({ leaseId: Id, leaseNumber: z.int(), message: z.string() })),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
});
export type BillingRunDto = z.infer<typeof BillingRunDto>;
export const ListBillingRunsInput = z.object({ ...pageFields });
export const BillingRunPage = page(BillingRunDto);

const invoiceStatuses = ["open", "part_paid", "paid", "credited", "written_off"] as const;
const invoiceKinds = ["regular", "deposit", "fee", "opening"] as const;

export const InvoiceRowDto = z.object({
  id: Id,
  number: z.int(),
  kind: z.enum(invoiceKinds),
  leaseId: Id,
  leaseNumber: z.int(),
  contactId: Id,
  tenantName: z.string(),
  propertyId: Id,
  propertyName: z.string(),
  unitLabel: z.string(),
  issuedOn: DateField,
  dueOn: DateField,
  periodStart: DateField,
  periodEnd: DateField,
  currency: Currency,
  totalMinor: AmountMinor,
  openMinor: AmountMinor,
  status: z.enum(invoiceStatuses),
  /** Days past due today; zero when not due or settled. */
  overdueDays: z.int(),
});
export type InvoiceRowDto = z.infer<typeof InvoiceRowDto>;

export const InvoiceDto = InvoiceRowDto.extend({
  netMinor: z.int(),
  taxMinor: z.int(),
  paidMinor: AmountMinor,
  creditedMinor: AmountMinor,
  writtenOffMinor: AmountMinor,
  charges: z.array(
    z.object({
      id: Id,
      kind: z.string(),
      description: z.string(),
      periodStart: DateField,
      periodEnd: DateField,
      netMinor: SignedMinor,
      taxMinor: z.int(),
      explanation: Explanation,
    }),
  ),
  allocations: z.array(
    z.object({
      id: Id,
      paymentId: Id,
      receiptNumber: z.int(),
      amountMinor: SignedMinor,
      allocatedOn: DateField,
      explanation: Explanation,
      isReversed: z.boolean(),
    }),
  ),
  creditNotes: z.array(
    z.object({
      id: Id,
      number: z.int(),
      amountMinor: PositiveMinor,
      reason: z.string(),
      issuedOn: DateField,
    }),
  ),
  writeOffs: z.array(
    z.object({
      id: Id,
      /** Negative: what a recovery opened again. */
      amountMinor: SignedMinor,
      reason: z.string(),
      writtenOn: DateField,
      /** The write-off that this row opened again. */
      reversesId: Id.nullable(),
      isRecovered: z.boolean(),
    }),
  ),
  journalIds: z.array(Id),
});
export type InvoiceDto = z.infer<typeof InvoiceDto>;

export const ListInvoicesInput = z.object({
  ...pageFields,
  status: z.enum(invoiceStatuses).optional(),
  /** Past due and open. */
  isOverdue: z.boolean().optional(),
  kind: z.enum(invoiceKinds).optional(),
  propertyId: Id.optional(),
  leaseId: Id.optional(),
  contactId: Id.optional(),
  /** The invoices that one billing run issued. */
  billingRunId: Id.optional(),
  dueFrom: DateField.optional(),
  dueTo: DateField.optional(),
  sort: z.enum(["due", "issued", "number"]).default("due"),
});
export type ListInvoicesInput = z.infer<typeof ListInvoicesInput>;
export const InvoicePage = page(InvoiceRowDto);

/** A single charge, billed at once on an invoice of its own. */
export const ChargeOnceInput = z.object({
  leaseId: Id,
  kind: z.enum(["utility", "service", "other", "fee", "damage"]),
  description: ShortText,
  amountMinor: PositiveMinor,
  taxPpm: TaxPpm.default(0),
  dueOn: DateField,
  idempotencyKey: IdempotencyKey,
});
export type ChargeOnceInput = z.infer<typeof ChargeOnceInput>;

/** Takes back part or all of an invoice. What was already paid of it becomes the tenant's credit. */
export const CreditInvoiceInput = z.object({
  invoiceId: Id,
  amountMinor: PositiveMinor,
  reason: ShortText,
  issuedOn: DateField.optional(),
  idempotencyKey: IdempotencyKey,
});
export type CreditInvoiceInput = z.infer<typeof CreditInvoiceInput>;

export const WriteOffInvoiceInput = z.object({
  invoiceId: Id,
  amountMinor: PositiveMinor.optional(),
  reason: LongText.min(1, "say why"),
  writtenOn: DateField.optional(),
  idempotencyKey: IdempotencyKey,
});
export type WriteOffInvoiceInput = z.infer<typeof WriteOffInvoiceInput>;

/** Money came after all: opens the written-off amount again, so that a payment can settle it. */
export const RecoverWriteOffInput = z.object({
  writeOffId: Id,
  reason: ShortText,
  recoveredOn: DateField.optional(),
  idempotencyKey: IdempotencyKey,
});
export type RecoverWriteOffInput = z.infer<typeof RecoverWriteOffInput>;
