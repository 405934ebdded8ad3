import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { stateOfIntent } from "./facts.ts";
import { stripeCodes, stripeResult } from "./results.ts";

/** Every state that Stripe knows of a PaymentIntent. */
const intents = [
  "requires_payment_method",
  "requires_confirmation",
  "requires_action",
  "processing",
  "requires_capture",
  "canceled",
  "succeeded",
];

test("the README's tables of states and codes are the adapter's", () => {
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  const start = readme.indexOf("### What Stripe's states and codes mean");
  const section = readme.slice(start).split(/\n###? /, 2)[0] ?? "";
  const rows = section
    .split("\n")
    .filter((line) => /^\| (?!-)/.test(line) && !/^\| (state at Stripe|code) /.test(line))
    .map((line) => line.replaceAll(/\s+/g, " "));
  expect(start).toBeGreaterThan(0);
  expect(rows).toEqual([
    ...intents.map((status) => `| ${status} | ${stateOfIntent(status)} |`),
    ...Object.entries(stripeCodes).map(
      ([code, { concern, text }]) => `| ${code} | ${concern ?? ""} | ${text} |`,
    ),
  ]);
});

test("a code that nobody wrote down says what was known before it, and nothing that is no code is shown", () => {
  const fallback = { concern: "payer", text: "The payment failed." } as const;
  expect(stripeResult("new_code", fallback)).toEqual({ code: "new_code", ...fallback });
  expect(stripeResult("card 4242 4242", fallback)).toEqual({ code: "unknown", ...fallback });
  expect(stripeResult(null, fallback)).toEqual({ code: "unknown", ...fallback });
});
