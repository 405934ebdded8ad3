import { z } from "zod";
import { Currency, Id, IdempotencyKey, Instant, ShortText } from "./fields.ts";
import { page, pageFields } from "./lists.ts";

/** Where a subscription stands with the provider, in Stripe's words; `none` before there is one. */
export const subscriptionStatuses = [
  "none",
  "incomplete",
  "incomplete_expired",
  "trialing",
  "active",
  "past_due",
  "paused",
  "unpaid",
  "canceled",
] as const;
export type SubscriptionStatus = (typeof subscriptionStatuses)[number];

/** What an agency may do: everything; everything while a payment is late; read, and take its data out. */
export const planLevels = ["full", "grace", "read_only"] as const;
export type PlanLevel = (typeof planLevels)[number];

/** What a plan limits. */
export const limitNames = ["units", "members", "apiKeys", "exportsPerMonth"] as const;
export type LimitName = (typeof limitNames)[number];

const Limit = z.int().min(0).nullable();

/** How much a plan allows; null where it sets no limit. */
export const PlanLimits = z.object({
  units: Limit,
  members: Limit,
  apiKeys: Limit,
  exportsPerMonth: Limit,
});
export type PlanLimits = z.infer<typeof PlanLimits>;

export const PlanPriceDto = z.object({
  /** The provider's name of it. */
  id: z.string(),
  currency: Currency,
  amountMinor: z.int().min(0),
  interval: z.enum(["month", "year"]),
});
export type PlanPriceDto = z.infer<typeof PlanPriceDto>;

export const PlanDto = z.object({
  id: Id,
  code: z.string(),
  name: z.string(),
  description: z.string(),
  limits: PlanLimits,
  prices: z.array(PlanPriceDto),
  /** Of agencies that chose none. */
  isDefault: z.boolean(),
});
export type PlanDto = z.infer<typeof PlanDto>;

/** The plans on sale. `staleSince` tells since when the provider could not be asked. */
export const PlansDto = z.object({ items: z.array(PlanDto), staleSince: Instant.nullable() });
export type PlansDto = z.infer<typeof PlansDto>;

export const PlanUsageDto = z.object({
  units: z.int(),
  members: z.int(),
  apiKeys: z.int(),
  exportsPerMonth: z.int(),
});
export type PlanUsageDto = z.infer<typeof PlanUsageDto>;

/** What the agency is on, and what that allows. */
export const AgencyPlanDto = z.object({
  /** Whether this installation sells plans at all; without, everything is allowed. */
  isOn: z.boolean(),
  level: z.enum(planLevels),
  status: z.enum(subscriptionStatuses),
  planCode: z.string().nullable(),
  planName: z.string().nullable(),
  price: PlanPriceDto.nullable(),
  limits: PlanLimits,
  usage: PlanUsageDto,
  periodEndsAt: Instant.nullable(),
  trialEndsAt: Instant.nullable(),
  cancelsAtEnd: z.boolean(),
  pastDueSince: Instant.nullable(),
  /** When the provider last confirmed what is allowed. */
  entitledAt: Instant.nullable(),
  hasSubscription: z.boolean(),
});
export type AgencyPlanDto = z.infer<typeof AgencyPlanDto>;

/** Little enough for every page: whether something has to be said. */
export const PlanStandingDto = z.object({
  level: z.enum(planLevels),
  status: z.enum(subscriptionStatuses),
});
export type PlanStandingDto = z.infer<typeof PlanStandingDto>;

export const PlanInvoiceDto = z.object({
  id: z.string(),
  number: z.string().nullable(),
  createdAt: Instant,
  status: z.enum(["draft", "open", "paid", "void", "uncollectible"]),
  totalMinor: z.int(),
  dueMinor: z.int(),
  currency: Currency,
  /** Where it is shown, and paid while it is open. */
  url: z.string().nullable(),
  pdfUrl: z.string().nullable(),
});
export type PlanInvoiceDto = z.infer<typeof PlanInvoiceDto>;

export const PaymentMethodDto = z.object({
  kind: z.string(),
  brand: z.string().nullable(),
  last4: z.string().nullable(),
  expires: z.string().nullable(),
});
export type PaymentMethodDto = z.infer<typeof PaymentMethodDto>;

/** What the provider knows of the agency as its customer. */
export const PlanAccountDto = z.object({
  invoices: z.array(PlanInvoiceDto),
  paymentMethod: PaymentMethodDto.nullable(),
  asOf: Instant,
  /** The provider could not be asked: this is what it last said. */
  isStale: z.boolean(),
});
export type PlanAccountDto = z.infer<typeof PlanAccountDto>;

const PriceId = ShortText;

export const StartCheckoutInput = z.object({ priceId: PriceId, idempotencyKey: IdempotencyKey });
export type StartCheckoutInput = z.infer<typeof StartCheckoutInput>;

/** A page of the provider's to go to. */
export const ProviderPageDto = z.object({ url: z.string() });
export type ProviderPageDto = z.infer<typeof ProviderPageDto>;

export const PreviewPlanChangeInput = z.object({ priceId: PriceId });
export type PreviewPlanChangeInput = z.infer<typeof PreviewPlanChangeInput>;

/** What another plan costs now, as the provider reckons it: negative lines give back time that was paid. */
export const PlanChangePreviewDto = z.object({
  currency: Currency,
  dueMinor: z.int(),
  /** Credit that stays for later invoices. */
  creditMinor: z.int(),
  lines: z.array(z.object({ description: z.string(), amountMinor: z.int() })),
  /** Counts from this instant: the change names it again. */
  at: Instant,
});
export type PlanChangePreviewDto = z.infer<typeof PlanChangePreviewDto>;

export const ChangePlanInput = z.object({ priceId: PriceId, at: Instant, idempotencyKey: IdempotencyKey });
export type ChangePlanInput = z.infer<typeof ChangePlanInput>;

export const CancelPlanInput = z.object({ idempotencyKey: IdempotencyKey });
export type CancelPlanInput = z.infer<typeof CancelPlanInput>;

export const ListSubscriptionsInput = z.object({
  ...pageFields,
  status: z.enum(subscriptionStatuses).optional(),
});
export type ListSubscriptionsInput = z.infer<typeof ListSubscriptionsInput>;

/** An agency as its operator sees it. */
export const SubscriptionDto = z.object({
  agencyId: Id,
  agencyName: z.string(),
  planName: z.string().nullable(),
  status: z.enum(subscriptionStatuses),
  level: z.enum(planLevels),
  price: PlanPriceDto.nullable(),
  periodEndsAt: Instant.nullable(),
  trialEndsAt: Instant.nullable(),
  cancelsAtEnd: z.boolean(),
  customerId: z.string().nullable(),
  /** Events of the provider that could not be applied. */
  failedEvents: z.int(),
});
export type SubscriptionDto = z.infer<typeof SubscriptionDto>;
export const SubscriptionsDto = page(SubscriptionDto);
