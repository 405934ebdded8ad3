import { subscriptionStatuses } from "@stead/contracts/plans";
import { z } from "zod";

const Id = z.string().regex(/^[A-Za-z0-9_]{3,200}$/);
const Seconds = z.int().min(0).max(8_000_000_000);
const Currency = z.string().regex(/^[a-z]{3}$/);
/** An id, or the object in its place where it was asked for. */
const Ref = z.union([Id, z.looseObject({ id: Id }).transform(({ id }) => id)]);
const MaybeRef = Ref.nullish().transform((id) => id ?? null);
const Metadata = z
  .record(z.string(), z.string())
  .nullish()
  .transform((metadata) => metadata ?? {});

const Item = z.looseObject({
  id: Id,
  price: z.looseObject({ id: Id }),
  // On the item since version 2025-03-31.
  current_period_start: Seconds.nullish(),
  current_period_end: Seconds.nullish(),
});

export const Subscription = z.looseObject({
  id: Id,
  object: z.literal("subscription"),
  customer: Ref,
  status: z.enum(subscriptionStatuses).exclude(["none"]),
  items: z.looseObject({ data: z.array(Item).min(1) }),
  // On the subscription before.
  current_period_start: Seconds.nullish(),
  current_period_end: Seconds.nullish(),
  created: Seconds,
  trial_end: Seconds.nullish(),
  cancel_at_period_end: z.boolean().nullish(),
  cancel_at: Seconds.nullish(),
  metadata: Metadata,
  latest_invoice: z.unknown(),
});

const Line = z.looseObject({
  amount: z.int(),
  currency: Currency,
  description: z.string().nullish(),
  period: z.looseObject({ end: Seconds }).nullish(),
  // The price's place before version 2025-03-31, and since.
  price: Ref.nullish(),
  pricing: z.looseObject({ price_details: z.looseObject({ price: Ref }).nullish() }).nullish(),
});

export const Invoice = z.looseObject({
  // A preview has none.
  id: z.string().nullish(),
  customer: MaybeRef,
  currency: Currency,
  status: z.string().nullish(),
  number: z.string().nullish(),
  created: Seconds,
  total: z.int(),
  amount_due: z.int(),
  amount_remaining: z.int().nullish(),
  ending_balance: z.int().nullish(),
  hosted_invoice_url: z.string().nullish(),
  invoice_pdf: z.string().nullish(),
  status_transitions: z.looseObject({ paid_at: Seconds.nullish() }).nullish(),
  lines: z.looseObject({ data: z.array(Line) }),
  // Before version 2025-03-31, and since.
  subscription: MaybeRef,
  parent: z
    .looseObject({
      subscription_details: z.looseObject({ subscription: Ref, metadata: Metadata }).nullish(),
    })
    .nullish(),
  period_end: Seconds.nullish(),
});

export const Session = z.looseObject({
  id: Id,
  mode: z.string(),
  url: z.string().nullish(),
  customer: MaybeRef,
  subscription: MaybeRef,
});

export const Product = z.looseObject({
  id: Id,
  name: z.string(),
  description: z.string().nullish(),
  active: z.boolean(),
  metadata: Metadata,
});

export const Price = z.looseObject({
  id: Id,
  product: Ref,
  currency: Currency,
  unit_amount: z.int().nullish(),
  recurring: z
    .looseObject({ interval: z.string(), interval_count: z.int(), usage_type: z.string().nullish() })
    .nullish(),
});

const Card = z.looseObject({
  brand: z.string().nullish(),
  last4: z.string().nullish(),
  exp_month: z.int().nullish(),
  exp_year: z.int().nullish(),
});

export const Method = z.looseObject({
  id: Id,
  type: z.string(),
  card: Card.nullish(),
  sepa_debit: Card.nullish(),
  us_bank_account: Card.nullish(),
  bacs_debit: Card.nullish(),
});

export const Customer = z.looseObject({
  id: Id,
  invoice_settings: z.looseObject({ default_payment_method: z.unknown() }).nullish(),
});

export const Event = z.looseObject({
  id: z.string().regex(/^evt_[A-Za-z0-9_]{1,150}$/),
  type: z.string().max(100),
  created: Seconds,
  data: z.looseObject({ object: z.looseObject({}) }),
});

/** What the door needs of any object: whose it is. */
export const Owned = z.looseObject({
  object: z.string().nullish(),
  id: z.string().nullish(),
  customer: z
    .union([z.string(), z.looseObject({ id: z.string() }).transform(({ id }) => id)])
    .nullish()
    .catch(null),
  metadata: Metadata.catch({}),
});
