import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeError, errorCodes, meaningOf, reasonCodes } from "./results.ts";

/** The table that people read, from the one that the adapter reads. */
function tabulate(): string[] {
  const row = (...cells: string[]) => `| ${cells.join(" | ")} |`;
  return [
    ...Object.entries(reasonCodes).map(([code, { attempt, movement, text }]) =>
      row(code, "reason", attempt, movement, text),
    ),
    ...Object.entries(errorCodes).map(([code, { category, text }]) => row(code, "error", category, "", text)),
  ];
}

test("the README's table of codes is the adapter's", () => {
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  const plain = (line: string) => line.replaceAll(/\s+/g, " ").trim();
  const written = readme.split("\n").map(plain);
  expect(tabulate().filter((line) => !written.includes(plain(line)))).toEqual([]);
});

test("every reason and every error says in a sentence what to do, and whose turn it is", () => {
  for (const { text, concern } of [...Object.values(reasonCodes), ...Object.values(errorCodes)]) {
    expect(text).toMatch(/^[A-Z].+\.$/);
    expect(concern).not.toBe("unknown");
  }
});

test("what nobody wrote down is unknown or uncertain, and its words are not shown", () => {
  expect(meaningOf("new_reason")).toMatchObject({ attempt: "unknown", movement: "pending" });
  expect(meaningOf("call 254712345678").result.code).toBe("unknown");
  expect(describeError("new_error", 400)).toMatchObject({
    category: "refused",
    result: { code: "http_400" },
  });
  expect(describeError("new_error", 502)).toMatchObject({ outcome: "uncertain" });
});
