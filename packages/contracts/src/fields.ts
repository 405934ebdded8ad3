import { isCurrency } from "@stead/kernel/currencies";
import { isCivilDate, isTimeZone } from "@stead/kernel/dates";
import { z } from "zod";
import { says } from "./wording.ts";

export const Id = z.uuid(says("this is no id"));

/** A day as `YYYY-MM-DD`. */
export const DateField = z.string().refine(isCivilDate, "write a date as 2026-11-30");

/** The first day of a month, as `YYYY-MM-01`. */
export const MonthField = DateField.refine(
  (date) => date.endsWith("-01"),
  "write the first day of a month, as 2026-11-01",
);

export const Currency = z
  .string()
  .refine(isCurrency, "write a currency as three capital letters, such as KES");

export const TimeZone = z.string().refine(isTimeZone, "write a time zone as Africa/Nairobi");

export const Country = z.string().regex(/^[A-Z]{2}$/, "write a country as two capital letters, such as KE");

/** A whole number within bounds, both possible; whoever writes another one reads both, with what they count. */
export function wholeNumber(least: number, most: number, what = "a whole number") {
  const rule = `write ${what} from ${least.toLocaleString("en")} to ${most.toLocaleString("en")}`;
  return z.int(says(rule)).min(least, rule).max(most, rule);
}

/** The day of the month on which rent is due; a shorter month takes its last day. */
export const DueDay = wholeNumber(1, 31, "a day of the month");

const taxRule = "write a rate from 0 % to 100 %";

/** A rate of tax in parts per million. */
export const TaxPpm = z.int(says(taxRule)).min(0, taxRule).max(1_000_000, taxRule);

const amountRule = "an amount is a whole number of minor units";

/** Minor units, more than zero. */
export const PositiveMinor = z
  .int(says(amountRule))
  .positive("the amount must be more than zero")
  .max(1e14, "the amount is too large");

/** Minor units, zero or more. */
export const AmountMinor = z
  .int(says(amountRule))
  .nonnegative("the amount must not be negative")
  .max(1e14, "the amount is too large");

/** Minor units of either sign. */
export const SignedMinor = z
  .int(says(amountRule))
  .min(-1e14, "the amount is too large")
  .max(1e14, "the amount is too large");

export const ShortText = z
  .string()
  .trim()
  .min(1, "this must not be empty")
  .max(200, "at most 200 characters");

export const LongText = z.string().trim().max(4000, "at most 4,000 characters");

/** Names the attempt: the same key with the same input gives the same answer and one effect. */
export const IdempotencyKey = z.string().min(8, "at least 8 characters").max(100, "at most 100 characters");

/** The version of the record that was edited; a stale one is a CONFLICT. */
export const Version = z.int().positive("a version is 1 or more");

export const Instant = z.iso.datetime();

/** How a figure came about, for people: the rule's name and each step of its arithmetic. */
export const Explanation = z.object({ rule: z.string(), steps: z.array(z.string()) });
export type Explanation = z.infer<typeof Explanation>;
