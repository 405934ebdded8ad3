import { z } from "zod";
import { Currency, Id, IdempotencyKey, Instant, PositiveMinor, Version } from "./fields.ts";
import { page, pageFields } from "./lists.ts";
import { railIds } from "./rails.ts";

/** `starting` is asked of the provider now; `unknown` may have been paid: it is found out, and never asked again by itself. */
export const attemptStates = [
  "starting",
  "pending",
  "failed",
  "expired",
  "cancelled",
  "unknown",
  "paid",
] as const;
export type CollectionState = (typeof attemptStates)[number];

/** Asks a tenant for money: a prompt on a phone, or a link to a page of the provider. One open prompt a lease and phone. */
export const StartCollectionInput = z.object({
  leaseId: Id,
  railAccountId: Id,
  amountMinor: PositiveMinor,
  /** Of prompts: with the country's code, as +254708374149. The tenant's own when left out. */
  phone: z
    .string()
    .trim()
    .regex(/^\+[1-9]\d{7,14}$/, "write a phone with its country's code, as +254708374149")
    .nullable()
    .default(null),
  idempotencyKey: IdempotencyKey,
});
export type StartCollectionInput = z.infer<typeof StartCollectionInput>;

export const CollectionDto = z.object({
  id: Id,
  rail: z.enum(railIds),
  railAccountId: Id,
  accountLabel: z.string(),
  leaseId: Id,
  leaseNumber: z.int(),
  tenantName: z.string(),
  propertyName: z.string(),
  unitLabel: z.string(),
  amountMinor: PositiveMinor,
  currency: Currency,
  reference: z.string(),
  /** The phone with its middle hidden. */
  payerHint: z.string().nullable(),
  state: z.enum(attemptStates),
  /** Where the tenant pays; of links. */
  url: z.string().nullable(),
  resultCode: z.string().nullable(),
  /** What the provider's answer means, and what to do. */
  resultText: z.string().nullable(),
  paymentId: Id.nullable(),
  expiresAt: Instant,
  createdAt: Instant,
  finishedAt: Instant.nullable(),
  version: Version,
});
export type CollectionDto = z.infer<typeof CollectionDto>;

export const ListCollectionsInput = z.object({
  ...pageFields,
  state: z.enum(attemptStates).optional(),
  rail: z.enum(railIds).optional(),
  leaseId: Id.optional(),
  propertyId: Id.optional(),
});
export type ListCollectionsInput = z.infer<typeof ListCollectionsInput>;
export const CollectionPage = page(CollectionDto);

/** How many prompts an amount takes on a rail, and how much each asks for. */
export const SplitCollectionInput = z.object({
  rail: z.enum(railIds),
  currency: Currency,
  amountMinor: PositiveMinor,
});
export type SplitCollectionInput = z.infer<typeof SplitCollectionInput>;
export const SplitCollectionDto = z.object({
  partsMinor: z.array(PositiveMinor),
  /** Why it is split or rounded, for people. */
  notes: z.array(z.string()),
});
export type SplitCollectionDto = z.infer<typeof SplitCollectionDto>;

export const inboundStates = ["received", "waiting", "applied", "ignored", "failed"] as const;

/** What a provider sent, without what it says of persons. */
export const InboundEventDto = z.object({
  id: Id,
  receivedAt: Instant,
  rail: z.enum(railIds),
  railAccountId: Id,
  accountLabel: z.string(),
  topic: z.string(),
  isVerified: z.boolean(),
  state: z.enum(inboundStates),
  note: z.string().nullable(),
  appliedAt: Instant.nullable(),
  attemptId: Id.nullable(),
  paymentId: Id.nullable(),
});
export type InboundEventDto = z.infer<typeof InboundEventDto>;

export const ListInboundEventsInput = z.object({
  cursor: pageFields.cursor,
  limit: pageFields.limit,
  state: z.enum(inboundStates).optional(),
  railAccountId: Id.optional(),
  paymentId: Id.optional(),
  attemptId: Id.optional(),
  disbursementId: Id.optional(),
});
export type ListInboundEventsInput = z.infer<typeof ListInboundEventsInput>;
export const InboundEventPage = page(InboundEventDto);
