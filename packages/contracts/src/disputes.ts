import { z } from "zod";
import { Currency, Id, Instant, PositiveMinor } from "./fields.ts";
import { page, pageFields } from "./lists.ts";
import { railIds } from "./rails.ts";

const disputeStates = ["opened", "won", "lost"] as const;

/** A payer asked the bank for money back, past us: a chargeback. It is answered with the provider. */
export const DisputeDto = z.object({
  id: Id,
  rail: z.enum(railIds),
  railAccountId: Id,
  accountLabel: z.string(),
  /** The provider's name of the account, and of the dispute. */
  account: z.string(),
  externalId: z.string(),
  paymentId: Id,
  paymentNumber: z.int(),
  leaseId: Id.nullable(),
  leaseNumber: z.int().nullable(),
  tenantName: z.string().nullable(),
  propertyName: z.string().nullable(),
  unitLabel: z.string().nullable(),
  state: z.enum(disputeStates),
  amountMinor: PositiveMinor,
  currency: Currency,
  /** What the provider took for it so far. */
  feeMinor: z.int(),
  /** The provider's word for why, as `fraudulent`. */
  reason: z.string().nullable(),
  /** Until when the provider takes evidence; null where it told none. */
  answerBy: Instant.nullable(),
  /** Whether the provider took the money back. */
  isWithdrawn: z.boolean(),
  /** The receipt by which the money came in again. */
  reinstatedPaymentId: Id.nullable(),
  createdAt: Instant,
  closedAt: Instant.nullable(),
});
export type DisputeDto = z.infer<typeof DisputeDto>;

export const DisputeIdInput = z.object({ id: Id });
export const ListDisputesInput = z.object({
  ...pageFields,
  state: z.enum(disputeStates).optional(),
  paymentId: Id.optional(),
  propertyId: Id.optional(),
});
export type ListDisputesInput = z.infer<typeof ListDisputesInput>;
export const DisputePage = page(DisputeDto);
