import { z } from "zod";
import { Currency, DateField, Id, IdempotencyKey, PositiveMinor, ShortText, SignedMinor } from "./fields.ts";
import { page, pageFields } from "./lists.ts";

const depositKinds = [
  "invoiced",
  "uninvoiced",
  "received",
  "withheld",
  "refunded",
  "unrefunded",
  "transferred",
] as const;

export const DepositMovementDto = z.object({
  id: Id,
  kind: z.enum(depositKinds),
  amountMinor: SignedMinor,
  movedOn: DateField,
  reason: z.string(),
  journalId: Id,
});

export const LeaseDepositDto = z.object({
  leaseId: Id,
  currency: Currency,
  agreedMinor: z.int(),
  invoicedMinor: z.int(),
  heldMinor: z.int(),
  /** Asked to be paid back, and waiting for a second person: it is still held. */
  waitingMinor: z.int(),
  /** What may be paid back without a second person; null where another currency always needs one. */
  freeMinor: z.int().nullable(),
  movements: z.array(DepositMovementDto),
});
export type LeaseDepositDto = z.infer<typeof LeaseDepositDto>;

export const DepositRowDto = z.object({
  leaseId: Id,
  leaseNumber: z.int(),
  leaseStatus: z.string(),
  tenantName: z.string(),
  propertyName: z.string(),
  unitLabel: z.string(),
  currency: Currency,
  agreedMinor: z.int(),
  heldMinor: z.int(),
});
export const ListDepositsInput = z.object({ ...pageFields, propertyId: Id.optional() });
export type ListDepositsInput = z.infer<typeof ListDepositsInput>;
export const DepositPage = page(DepositRowDto);

/** Of all leases that a list of deposits would show, by currency. */
export const DepositTotalsInput = z.object({ q: pageFields.q, propertyId: Id.optional() });
export type DepositTotalsInput = z.infer<typeof DepositTotalsInput>;
export const DepositTotalsDto = z.array(
  z.object({
    currency: Currency,
    leaseCount: z.int(),
    agreedMinor: z.int(),
    /** Agreed and not held, of leases that have not ended. */
    missingMinor: z.int(),
    heldMinor: z.int(),
  }),
);
export type DepositTotalsDto = z.infer<typeof DepositTotalsDto>;

/** Keeps part of what is held, against open invoices of the lease (oldest due first). */
export const WithholdDepositInput = z.object({
  leaseId: Id,
  amountMinor: PositiveMinor,
  reason: ShortText,
  movedOn: DateField.optional(),
  idempotencyKey: IdempotencyKey,
});
export type WithholdDepositInput = z.infer<typeof WithholdDepositInput>;

/** Pays back what one person alone may pay back; more is asked for by `disbursements.requestDepositRefund`. */
export const RefundDepositInput = z.object({
  leaseId: Id,
  amountMinor: PositiveMinor,
  rail: z.enum(["cash", "bank"]),
  reason: ShortText,
  paidOn: DateField.optional(),
  idempotencyKey: IdempotencyKey,
});
export type RefundDepositInput = z.infer<typeof RefundDepositInput>;

/** Moves what is held to another lease of the same tenant and currency: a renewal, another unit. */
export const TransferDepositInput = z.object({
  fromLeaseId: Id,
  toLeaseId: Id,
  amountMinor: PositiveMinor,
  reason: ShortText,
  idempotencyKey: IdempotencyKey,
});
export type TransferDepositInput = z.infer<typeof TransferDepositInput>;
