import { z } from "zod";
import {
  AmountMinor,
  Currency,
  DateField,
  Id,
  IdempotencyKey,
  PositiveMinor,
  ShortText,
  Version,
} from "./fields.ts";
import { page, pageFields } from "./lists.ts";
import { paymentRails } from "./payments.ts";

/** Money that came and that nobody knows whose it is. */
export const SuspenseDto = z.object({
  paymentId: Id,
  number: z.int(),
  rail: z.enum(paymentRails),
  receivedOn: DateField,
  currency: Currency,
  amountMinor: AmountMinor,
  reference: z.string().nullable(),
  payerName: z.string().nullable(),
  /** Days that it has waited. */
  waitingDays: z.int(),
  version: Version,
});
export type SuspenseDto = z.infer<typeof SuspenseDto>;

export const ListSuspenseInput = z.object({ ...pageFields, rail: z.enum(paymentRails).optional() });
export type ListSuspenseInput = z.infer<typeof ListSuspenseInput>;
export const SuspensePage = page(SuspenseDto);

const suggestionReasons = [
  "reference",
  "learned_reference",
  "learned_payer",
  "phone",
  "history",
  "open_balance",
  "rent",
] as const;

/** A lease that money may be for, with why; the likeliest first. */
export const SuggestionDto = z.object({
  leaseId: Id,
  leaseNumber: z.int(),
  reference: z.string(),
  tenantName: z.string(),
  propertyName: z.string(),
  unitLabel: z.string(),
  openMinor: AmountMinor,
  /** 0 to 1,000. */
  score: z.int(),
  reasons: z.array(z.object({ kind: z.enum(suggestionReasons), text: z.string() })),
});
export type SuggestionDto = z.infer<typeof SuggestionDto>;
export const SuggestionsDto = z.object({ items: z.array(SuggestionDto) });

/** Gives waiting money to one lease, or to several: each gets a receipt of its own. */
export const AssignReceiptInput = z.object({
  paymentId: Id,
  version: Version,
  shares: z
    .array(z.object({ leaseId: Id, amountMinor: PositiveMinor }))
    .min(1, "name at least one lease")
    .max(50, "at most 50 leases"),
  /** Whether money with this reference, or of this payer, is for the lease from now on. */
  learns: z
    .array(z.enum(["reference", "payer"]))
    .max(2)
    .default([]),
  idempotencyKey: IdempotencyKey,
});
export type AssignReceiptInput = z.infer<typeof AssignReceiptInput>;
export const AssignedDto = z.object({ paymentIds: z.array(Id), learned: z.int() });
export type AssignedDto = z.infer<typeof AssignedDto>;

/** Takes an assignment back: the money waits again, and what was learned from it is forgotten. */
export const UnassignReceiptInput = z.object({
  paymentId: Id,
  version: Version,
  reason: ShortText,
  idempotencyKey: IdempotencyKey,
});
export type UnassignReceiptInput = z.infer<typeof UnassignReceiptInput>;
