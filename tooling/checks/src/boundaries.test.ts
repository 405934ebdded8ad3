import { describe, expect, test } from "vitest";
import { boundaries } from "./boundaries.ts";
import { findIn } from "./test-tree.ts";

const base = {
  "packages/kernel/src/money.ts": "export type Money = { minor: number };\nexport const zero = 0;\n",
  "packages/db/src/client.ts":
    'import type { Money } from "@stead/kernel/money";\nexport type Row = Money;\nexport const rows = 1;\n',
  "packages/services/src/billing/index.ts": 'export { runBilling } from "./run-billing.ts";\n',
  "packages/services/src/billing/run-billing.ts": "export const runBilling = 1;\n",
  "apps/api/src/router.ts": "export type AppRouter = { a: 1 };\nexport const router = 1;\n",
};

describe("imports", () => {
  test("what the table names is accepted", async () => {
    expect(await findIn(boundaries, base)).toEqual([]);
  });

  const planted: [string, string, string, string][] = [
    [
      "an import upwards",
      "packages/kernel/src/up.ts",
      'import { rows } from "@stead/db/client";\nexport { rows };',
      "kernel-imports",
    ],
    [
      "an import upwards of a type alone",
      "packages/kernel/src/up.ts",
      'import type { Row } from "@stead/db/client";\nexport type R = Row;',
      "kernel-imports",
    ],
    [
      "an import upwards by a dynamic import",
      "packages/kernel/src/up.ts",
      'export const late = () => import("@stead/db/client");',
      "kernel-imports",
    ],
    [
      "the database in the web app",
      "apps/web/lib/rows.ts",
      'export { rows } from "@stead/db/client";',
      "web-imports",
    ],
    [
      "the router as a value in the client",
      "packages/client/src/link.ts",
      'import { router } from "@stead/api/router";\nexport { router };',
      "client-types-only",
    ],
    [
      "the database outside the container",
      "apps/api/src/app.ts",
      'import { rows } from "@stead/db/client";\nexport { rows };',
      "api-types-only",
    ],
    [
      "another app",
      "apps/worker/src/main.ts",
      'import type { AppRouter } from "@stead/api/router";\nexport type A = AppRouter;',
      "worker-imports",
    ],
    [
      "test tools in the product",
      "packages/db/src/fake.ts",
      'export { start } from "@stead/testing/database";',
      "db-imports",
    ],
    [
      "a test file in the product",
      "packages/db/src/fake.ts",
      'export { a } from "./rows.test.ts";',
      "no-tests-in-product",
    ],
    [
      "Node in a browser package",
      "packages/contracts/src/hash.ts",
      'import { createHash } from "node:crypto";\nexport { createHash };',
      "contracts-browser",
    ],
    [
      "a package by a relative path",
      "packages/db/src/near.ts",
      'export { zero } from "../../kernel/src/money.ts";',
      "package-by-its-name",
    ],
    [
      "an import of nothing",
      "packages/db/src/lost.ts",
      'export { lost } from "./nowhere.ts";',
      "no-unresolvable",
    ],
    [
      "a file of another slice",
      "packages/services/src/leases/end-lease.ts",
      'export { runBilling } from "../billing/run-billing.ts";',
      "slice-surface",
    ],
    [
      "a route in a feature",
      "apps/web/features/leases/list.ts",
      'export { page } from "../../app/page.ts";',
      "routes-compose-features",
    ],
  ];

  test.each(planted)("refuses %s", async (_title, file, text, rule) => {
    const found = await findIn(boundaries, {
      ...base,
      "packages/db/src/rows.test.ts": "export const a = 1;\n",
      "packages/testing/src/database.ts": "export const start = 1;\n",
      "apps/web/app/page.ts": "export const page = 1;\n",
      [file]: text,
    });
    expect(found).toEqual([expect.stringContaining(`${file}: ${rule}:`)]);
  });

  test("refuses a package that the table does not know", async () => {
    const found = await findIn(boundaries, { "packages/extras/src/more.ts": "export const more = 1;\n" });
    expect(found).toEqual(["packages/extras: has no row in layers.ts"]);
  });

  test("refuses a provider as a value in the services", async () => {
    const found = await findIn(boundaries, {
      "packages/providers/src/storage.ts": "export type Storage = { a: 1 };\nexport const open = 1;\n",
      "packages/services/src/imports/store-file.ts": 'export { open } from "@stead/providers/storage";\n',
      "packages/services/src/imports/read-file.ts":
        'export type { Storage } from "@stead/providers/storage";\n',
    });
    expect(found).toEqual([expect.stringContaining("store-file.ts: services-types-only")]);
  });

  test("refuses a cycle, also of types", async () => {
    const found = await findIn(boundaries, {
      "packages/kernel/src/a.ts": 'import type { B } from "./b.ts";\nexport type A = B | 1;\n',
      "packages/kernel/src/b.ts": 'import type { A } from "./a.ts";\nexport type B = A | 2;\n',
    });
    expect(found).toContainEqual(expect.stringContaining("no-cycles"));
  });

  test("accepts the doors that the table opens", async () => {
    const found = await findIn(boundaries, {
      ...base,
      "packages/client/src/link.ts":
        'import type { AppRouter } from "@stead/api/router";\nexport type A = AppRouter;\n',
      "apps/api/src/container.ts": 'import { rows } from "@stead/db/client";\nexport const wired = rows;\n',
      "apps/api/src/context.ts": 'import type { Row } from "@stead/db/client";\nexport type Context = Row;\n',
      "packages/services/src/leases/end-lease.ts": 'export { runBilling } from "../billing/index.ts";\n',
      "packages/testing/src/database.ts": "export const start = 1;\n",
      "packages/db/src/client.test.ts":
        'import { start } from "@stead/testing/database";\nexport { start };\n',
    });
    expect(found).toEqual([]);
  });
});
