import { describe, expect, test } from "vitest";
import { docs } from "./docs.ts";
import { findIn } from "./test-tree.ts";

const project = {
  "package.json": '{ "name": "stead", "scripts": { "start": "x", "verify": "x", "test": "x" } }',
  "tooling/bench/run.ts": "",
  "packages/db/src/client.ts": "",
  "packages/db/src/scope.ts": "",
  "docs/decisions/queue.md": "# Queue\n",
};

describe("dead paths", () => {
  test.each([
    "see `packages/db/src/gone.ts`",
    "see `packages/gone/src`",
    "see `gone.ts`",
    "see [the queue](decisions/gone.md)",
    "see `packages/db/src/{client,gone}-*.ts`",
  ])("refuses: %s", async (text) => {
    expect(await findIn(docs, { ...project, "docs/guide.md": `${text}\n` })).toEqual([
      expect.stringContaining("does not exist"),
    ]);
  });

  test.each([
    "see `packages/db/src/client.ts` and `client.ts`",
    "see `packages/<name>/src/*.ts` and `packages/db/src/{client,scope}.ts`",
    "see [the queue](decisions/queue.md#why) and [the web](https://example.org/a.md)",
    "built into `packages/db/dist/index.js`, answered as `application/json` by `/api/trpc`",
    "import `@stead/db/client`",
  ])("accepts: %s", async (text) => {
    expect(await findIn(docs, { ...project, "docs/guide.md": `${text}\n` })).toEqual([]);
  });
});

describe("dead commands", () => {
  test.each([
    "run `npm run gone`",
    "run `npx pnpm gone --now`",
    "```\nnpx pnpm --filter @stead/bench gone\n```",
  ])("refuses: %s", async (text) => {
    expect(await findIn(docs, { ...project, "README.md": `${text}\n` })).toEqual([
      expect.stringContaining('no script "gone"'),
    ]);
  });

  test.each([
    "run `npm start -- --full`, `npm test`",
    "run `npx --yes pnpm@12.21.0 install`",
    "```\nnpx pnpm verify\n```",
  ])("accepts: %s", async (text) => {
    expect(await findIn(docs, { ...project, "README.md": `${text}\n` })).toEqual([]);
  });
});
