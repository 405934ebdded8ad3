import { z } from "zod";
import { WireError, wireErrors } from "./wire-errors.ts";

/** Daraja takes numbers and text alike. */
export const word = z.union([z.string(), z.number()]).transform((value) => String(value).trim());

export const shortCode = word.pipe(z.string().regex(/^\d{5,7}$/));
export const msisdn = word.pipe(z.string().regex(/^254(7|1)\d{8}$/));
export const url = z.url({ protocol: /^https?$/ });
/** Whole shillings, written as a number or as text. */
export const shillings = word
  .pipe(z.string().regex(/^\d{1,9}(\.0+)?$/))
  .transform(Number)
  .pipe(z.number().min(1));

/** The body by its schema; the first field that is wrong gives "Bad Request - Invalid <field>". */
export function readBody<Output>(schema: z.ZodType<Output>, body: unknown): Output {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw wireErrors.invalidBody();
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [field] = parsed.error.issues[0]?.path ?? [];
  throw field === undefined ? wireErrors.invalidBody() : wireErrors.invalidField(String(field));
}

const wordsNotAllowed = /m-pesa|safaricom|exec?|cmd|sql|query/i;
const publicTesters = /ngrok|mockbin|requestbin/i;

/** Checks an address that is to be registered. Throws the wire's error that names the field. */
export function checkRegisteredUrl(address: string, field: string, isProduction: boolean): void {
  const isRefused =
    wordsNotAllowed.test(address) ||
    (isProduction && (publicTesters.test(address) || !address.startsWith("https://")));
  if (isRefused) throw wireErrors.invalidField(field);
}

export function toWireError(error: unknown): WireError {
  return error instanceof WireError ? error : wireErrors.internal();
}
