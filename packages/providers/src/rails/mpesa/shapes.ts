import { z } from "zod";
import { AppError } from "@stead/kernel/errors";
import { readCode } from "./results.ts";

/** A code, as number or text. */
export const Code = z.union([z.string(), z.number()]).transform(readCode);
/** Texts that Daraja also writes as numbers. */
export const Text = z.union([z.string(), z.number()]).transform((value) => String(value).trim());
const Loose = Text.nullish().transform((value) => value ?? "");

/** `Item` and `ResultParameter`: in any order, some without a value, some twice. */
const Value = z.unknown().transform((value) => (typeof value === "string" ? value.trim() : value));
const StkItem = z.looseObject({ Name: z.string(), Value: Value.optional() });
const ResultItem = z.looseObject({ Key: z.string(), Value: Value.optional() });
/** One object where there is one, an array where there are more. */
const items = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item), item.transform((one) => [one])]).nullish();

export const StkCallback = z.looseObject({
  Body: z.looseObject({
    stkCallback: z.looseObject({
      MerchantRequestID: Loose,
      CheckoutRequestID: Text.pipe(z.string().min(1).max(100)),
      ResultCode: Code,
      CallbackMetadata: z.looseObject({ Item: items(StkItem) }).nullish(),
    }),
  }),
});

/** Of validation and confirmation alike. */
export const C2bPayment = z.looseObject({
  TransID: Text.pipe(z.string().regex(/^[A-Za-z0-9]{4,40}$/)),
  TransTime: Loose,
  TransAmount: z.unknown(),
  BusinessShortCode: Text,
  BillRefNumber: Loose,
  MSISDN: Loose,
  FirstName: Loose,
  MiddleName: Loose,
  LastName: Loose,
});

export const AsyncResult = z.looseObject({
  Result: z.looseObject({
    ResultCode: Code,
    OriginatorConversationID: Loose,
    ConversationID: Loose,
    TransactionID: Loose,
    ResultParameters: z.looseObject({ ResultParameter: items(ResultItem) }).nullish(),
    ReferenceData: z.looseObject({ ReferenceItem: items(ResultItem) }).nullish(),
  }),
});

export const PulledRow = z.looseObject({
  transactionId: Text.pipe(z.string().regex(/^[A-Za-z0-9]{4,40}$/)),
  trxDate: Loose,
  msisdn: Loose,
  transactiontype: Loose,
  billreference: Loose,
  amount: z.unknown(),
});

/** Values by name: the order says nothing, and what is twice must say the same. Throws INVALID for two that differ. */
export function readNamed(
  entries: readonly { name: string; value: unknown }[],
  event: string,
): (name: string) => string | undefined {
  return (wanted) => {
    const said = entries
      .filter(({ name, value }) => name === wanted && value !== undefined && value !== null && value !== "")
      .map(({ value }) => (typeof value === "string" || typeof value === "number" ? String(value) : "{}"));
    if (new Set(said).size > 1)
      throw new AppError("INVALID", `${event}: it says ${wanted} twice and differently`);
    return said[0];
  };
}
