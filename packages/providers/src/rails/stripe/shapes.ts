import { z } from "zod";

/** An id, or the object in its place where it was asked for or an older version writes it so. */
const Ref = z
  .union([z.string(), z.looseObject({ id: z.string() }).transform(({ id }) => id)])
  .nullish()
  .transform((id) => id ?? null);
const Whole = z.int();
const Metadata = z
  .record(z.string(), z.string())
  .nullish()
  .transform((metadata) => metadata ?? {});
const Currency = z.string().regex(/^[a-z]{3}$/);
const Seconds = z.int().min(0).max(8_000_000_000);
const Id = z.string().regex(/^[A-Za-z0-9_]{3,200}$/);

const BalanceEntry = z.looseObject({
  id: Id,
  amount: Whole,
  fee: Whole,
  net: Whole,
  currency: Currency,
  type: z.string(),
  created: Seconds,
});

/** Of a payout or a list: with what it came from. */
export const BalanceTransaction = BalanceEntry.extend({ source: z.unknown() });

export const Refund = z.looseObject({
  id: Id,
  object: z.literal("refund").optional(),
  amount: Whole,
  currency: Currency,
  status: z.string().nullish(),
  payment_intent: Ref,
  charge: Ref,
  metadata: Metadata,
  failure_reason: z.string().nullish(),
});

export const Charge = z.looseObject({
  id: Id,
  amount: Whole,
  currency: Currency,
  created: Seconds,
  payment_intent: Ref,
  customer: Ref,
  metadata: Metadata,
  billing_details: z.looseObject({ name: z.string().nullish() }).nullish(),
  balance_transaction: z.union([z.string(), BalanceEntry]).nullish(),
  // Up to version 2022-11-15; since then only where it is asked for.
  refunds: z.looseObject({ data: z.array(Refund) }).nullish(),
});

export const PaymentIntent = z.looseObject({
  id: Id,
  amount: Whole,
  amount_received: Whole.nullish(),
  currency: Currency,
  status: z.string(),
  created: Seconds,
  customer: Ref,
  metadata: Metadata,
  last_payment_error: z
    .looseObject({ code: z.string().nullish(), decline_code: z.string().nullish() })
    .nullish(),
  latest_charge: z.union([z.string(), Charge]).nullish(),
  // Up to version 2022-08-01, in place of the latest charge.
  charges: z.looseObject({ data: z.array(Charge) }).nullish(),
});

export const Session = z.looseObject({
  id: Id,
  mode: z.string(),
  status: z.string().nullish(),
  payment_status: z.string(),
  amount_total: Whole.nullish(),
  currency: Currency.nullish(),
  created: Seconds,
  url: z.string().nullish(),
  expires_at: Seconds.nullish(),
  client_reference_id: z.string().nullish(),
  payment_intent: z.union([PaymentIntent, z.string()]).nullish(),
  customer: Ref,
  customer_details: z.looseObject({ name: z.string().nullish() }).nullish(),
  metadata: Metadata,
});

export const Dispute = z.looseObject({
  id: Id,
  amount: Whole,
  currency: Currency,
  status: z.string(),
  created: Seconds,
  payment_intent: Ref,
  charge: Ref,
  balance_transactions: z.array(BalanceEntry).nullish(),
  reason: z.string().nullish(),
  evidence_details: z.looseObject({ due_by: Seconds.nullish() }).nullish(),
});

export const Payout = z.looseObject({
  id: Id,
  amount: Whole,
  currency: Currency,
  status: z.string(),
  created: Seconds,
  arrival_date: Seconds.nullish(),
});

export const Event = z.looseObject({
  id: z.string().regex(/^evt_[A-Za-z0-9_]{1,150}$/),
  type: z.string().max(100),
  created: Seconds,
  account: z.string().nullish(),
  data: z.looseObject({ object: z.looseObject({}) }),
});
