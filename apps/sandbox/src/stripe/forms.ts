import qs from "qs";
import { z } from "zod";
import { stripeErrors } from "./errors.ts";

/** A body or query with brackets: `items[0][price]=x&expand[]=y`. */
export function parseForm(text: string): Record<string, unknown> {
  return qs.parse(text, { depth: 12, arrayLimit: 200, parameterLimit: 5_000, allowEmptyArrays: false });
}

export const whole = z.coerce.number().int();
/** `true` and `false` as text; anything else is wrong. */
export const flag = z.enum(["true", "false"]).transform((value) => value === "true");
/** Text; empty text clears the field, as Stripe's forms do. */
export const textOrClear = z.string().transform((value) => (value === "" ? null : value));
export const metadata = z.record(z.string(), z.string());
export const expansion = z.array(z.string()).default([]);

/** Metadata merged over what was there; empty text removes a key. */
export function mergeMetadata(
  before: Record<string, string>,
  change: Record<string, string> | undefined,
): Record<string, string> {
  const merged = Object.entries({ ...before, ...change }).filter(([, value]) => value !== "");
  return Object.fromEntries(merged);
}

const nameOf = (path: readonly PropertyKey[]) =>
  path.map((part, index) => (index === 0 ? String(part) : `[${String(part)}]`)).join("");

/** The form by its schema, or Stripe's error for the first parameter that is missing or wrong. */
export function readForm<Output>(schema: z.ZodType<Output>, form: Record<string, unknown>): Output {
  const parsed = schema.safeParse(form);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const param = nameOf(issue?.path ?? []);
  const given = (issue?.path ?? []).reduce<unknown>(
    (value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part],
    form,
  );
  if (given === undefined) throw stripeErrors.missing(param);
  if (issue?.code === "invalid_type" && issue.expected === "number") {
    throw stripeErrors.invalid(
      `Invalid integer: ${typeof given === "string" ? given : ""}`,
      "parameter_invalid_integer",
      param,
    );
  }
  throw stripeErrors.invalid(`Invalid ${param}: ${issue?.message ?? "wrong"}`, "parameter_invalid", param);
}
