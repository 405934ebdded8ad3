import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeError, errorCodes, meaningOf, pullCodes, resultCodes, validationCodes } from "./results.ts";

/** The table that people read, from the one that the adapter reads. */
function tabulate(): string[] {
  const row = (...cells: string[]) => `| ${cells.join(" | ")} |`;
  return [
    ...Object.entries(resultCodes).map(([code, { attempt, movement, text }]) =>
      row(code, "result", attempt, movement, text),
    ),
    ...errorCodes.map(({ code, says, category, text }) =>
      row(
        code,
        says === undefined ? "error" : `error: ${says.source.replaceAll("|", " or ")}`,
        category,
        "",
        text,
      ),
    ),
    ...Object.entries(pullCodes).map(([code, text]) => row(code, "pull", "", "", text)),
    ...Object.entries(validationCodes).map(([code, text]) => row(code, "our answer", "", "", text)),
  ];
}

test("the README's table of codes is the adapter's", () => {
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  const plain = (line: string) => line.replaceAll(/\s+/g, " ").replaceAll(/\\/g, "").trim();
  const section =
    readme.slice(readme.indexOf("### What M-Pesa's codes mean") + 4).split("\n### ", 1)[0] ?? "";
  const written = section.split("\n").filter((line) => /^\| (?!-|code )/.test(line));
  expect(written.map(plain)).toEqual(tabulate().map(plain));
});

/** Every code that Daraja is known to answer with. */
const known = `0 1 2 3 4 8 11 17 21 26 1001 1019 1025 9999 1032 1037 2001 2006 2028 2040 8006 SFC_IC0003 R000002`;

test.each(known.split(" "))("code %s has a meaning of its own", (code) => {
  const { text, concern } = meaningOf(code);
  expect(text).toMatch(/\.$/);
  expect(concern).not.toBe("unknown");
});

test.each([
  ["400.008.01", "x", "settings"],
  ["400.008.02", "x", "settings"],
  ["404.001.03", "Invalid Access Token", "settings"],
  ["401.003.01", "x", "settings"],
  ["400.002.02", "Bad Request - Invalid PhoneNumber", "refused"],
  ["500.001.1001", "Merchant does not exist", "settings"],
  ["500.001.1001", "Wrong credentials", "settings"],
  ["500.001.1001", "Unable to lock subscriber, a transaction is already in process", "throttled"],
  ["500.003.02", "Spike Arrest Violation", "throttled"],
  ["500.003.03", "Quota Violation", "throttled"],
  ["405.001", "Method Not Allowed", "refused"],
  ["500.003.1001", "Urls are already registered", "repeated"],
  ["500.003.1001", "Duplicate notification info", "repeated"],
  ["500.002.1001", "Duplicate OriginatorConversationID.", "repeated"],
])("error %s (%s) is %s", (code, message, category) => {
  expect(describeError(code, message, 500)).toMatchObject({ outcome: "failed", category, result: { code } });
});

test.each(["500.001.1001", "500.002.1001", "500.003.1001", "500.999"])(
  "error %s with another text may have come after the effect",
  (code) => expect(describeError(code, "Internal Server Error", 500)).toMatchObject({ outcome: "uncertain" }),
);

test("an error that nobody wrote down is judged by its status, and its text is not shown", () => {
  expect(describeError("999.1", "call 254712345678", 500)).toMatchObject({ outcome: "uncertain" });
  expect(describeError("254712345678", "x", 400)).toMatchObject({
    category: "refused",
    result: { code: "unknown" },
  });
  expect(describeError("999.1", "Spike arrest", 500)).toMatchObject({ category: "throttled" });
  expect(JSON.stringify(describeError("999.1", "call 254712345678", 500))).not.toContain("254712345678");
});
