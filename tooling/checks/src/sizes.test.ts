import { expect, test } from "vitest";
import { measureSizes, sizes } from "./sizes.ts";
import { findIn, plantTree } from "./test-tree.ts";

const linesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => `export const n${index} = ${index};\n`).join("");

test("refuses a file that is too long, and no other", async () => {
  const files = { "packages/a/src/long.ts": linesOf(401), "packages/a/src/fits.ts": linesOf(400) };
  expect(await findIn(sizes, files)).toEqual([expect.stringContaining("packages/a/src/long.ts: 401 lines")]);
});

test("reports the spread, wide files and long functions outside tests", () => {
  const longFunction = `export function climb(): void {\n${"  void 0;\n".repeat(61)}}\n`;
  const report = measureSizes(
    plantTree({
      "packages/a/src/wide.ts": linesOf(221),
      "packages/a/src/climb.ts": longFunction,
      "packages/a/src/climb.test.ts": longFunction,
      "packages/a/src/short.ts": linesOf(10),
    }),
  );
  expect(report.files).toBe(4);
  expect(report.wideFiles).toEqual([{ file: "packages/a/src/wide.ts", lines: 221 }]);
  expect(report.p90Lines).toBe(221);
  expect(report.longFunctions).toEqual([expect.stringContaining("packages/a/src/climb.ts:1")]);
});
