import { expect, test } from "vitest";
import { plainSpeech } from "./plain-speech.ts";
import { findIn } from "./test-tree.ts";

test.each([
  ["packages/a/src/x.ts", "// oxlint-disable-next-line no-console"],
  ["packages/a/src/x.ts", "// @ts-ignore"],
  ["packages/a/src/x.ts", "// @ts-expect-error it compiles later"],
  ["packages/a/src/x.ts", "// TODO: finish"],
  ["packages/a/src/x.test.ts", 'test.skip("pays", () => {});'],
  ["packages/a/src/x.test.ts", 'test.only("pays", () => {});'],
  ["README.md", "See /home/ada/stead/notes.txt"],
  ["docs/run.md", "Ask ci7.internal for it"],
])("refuses in %s: %s", async (file, text) => {
  expect(await findIn(plainSpeech, { [file]: `${text}\n` })).toHaveLength(1);
});

test("accepts a type error that a test expects, addresses and code that reads alike", async () => {
  const found = await findIn(plainSpeech, {
    "packages/a/src/x.test.ts": "// @ts-expect-error a missing handler does not compile\n",
    "docs/run.md": "Open https://example.org/home/page or `/api/work`\n",
    "packages/a/src/y.ts": "state.internal = 1;\nconst path = `${base}/work/${id}`;\n",
  });
  expect(found).toEqual([]);
});
