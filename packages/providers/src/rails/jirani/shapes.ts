import { z } from "zod";

const minor = z.number().int().nonnegative();
const currency = z.string().regex(/^[A-Z]{3}$/);
const instant = z.iso.datetime({ offset: true });
const name = z.string().min(1).max(128);

export const Account = z.looseObject({
  account: name,
  currency,
  notices: z.looseObject({ url: z.string().nullable(), keys: z.array(z.string()) }),
});

export const Credit = z.looseObject({
  id: name,
  amount_minor: minor.positive(),
  currency,
  at: instant,
  reference: z.string().nullable(),
  payer: z.looseObject({ name: z.string().nullable(), account: z.string().nullable() }),
  request: z.looseObject({ id: name, merchant_id: z.string().nullable() }).nullable(),
});

export const PayRequest = z.looseObject({
  id: name,
  merchant_id: z.string().nullable(),
  /** New words leave it open. */
  status: z.string(),
  reason: z.string().nullable(),
  pay_url: z.url(),
  expires_at: instant,
  credit: Credit.nullable(),
});

export const Transfer = z.looseObject({
  id: name,
  key: z.string().nullable(),
  status: z.string(),
  reason: z.string().nullable(),
  credit: z.string().nullable(),
  amount_minor: minor,
  currency,
});

export const Sweep = z.looseObject({
  id: name,
  gross_minor: minor,
  fee_minor: minor,
  net_minor: minor,
  currency,
  at: instant,
  credits: z.array(name),
});

export const Transfers = z.looseObject({ transfers: z.array(Transfer) });
/** Each row is read by itself: a bad one hides no other. */
export const Credits = z.looseObject({ credits: z.array(z.unknown()), next: z.string().nullable() });

export const Notice = z.looseObject({
  notice: name,
  type: z.string().max(100),
  account: name,
  data: z.unknown(),
});
