/** A part of the tree, and what it may import. What is not named is forbidden. */
export type Layer = {
  folder: string;
  mayImport: readonly LayerName[];
  /** Only `import type`. */
  mayImportTypesOf?: readonly LayerName[];
  /** Imported in full by `container.ts` alone, which wires the process; elsewhere only their types. */
  containerMayImport?: readonly LayerName[];
  /** Runs in a browser too: nothing of Node. */
  isBrowserSafe?: true;
};

const layerNames = [
  "kernel",
  "contracts",
  "config",
  "metrics",
  "db",
  "cache",
  "queue",
  "auth",
  "providers",
  "documents",
  "services",
  "client",
  "ui",
  "testing",
  "api",
  "worker",
  "sandbox",
  "web",
  "postgres",
  "vitest",
  "checks",
  "dev",
  "bench",
  "chaos",
] as const;

export type LayerName = (typeof layerNames)[number];

const ground = ["kernel", "contracts", "config", "metrics"] as const;
const capabilities = [...ground, "db", "cache", "queue", "auth", "documents"] as const;
const belowApps = [...capabilities, "providers", "services", "client", "testing", "postgres"] as const;
const process = {
  mayImport: ["services", ...ground],
  containerMayImport: ["db", "cache", "queue", "auth", "providers", "documents"],
} as const satisfies Partial<Layer>;

/** Who may import whom: down only. Tests may also import `testing`, and what their package's container may. */
export const layers: Record<LayerName, Layer> = {
  kernel: { folder: "packages/kernel", mayImport: [] },
  contracts: { folder: "packages/contracts", mayImport: ["kernel"], isBrowserSafe: true },
  config: { folder: "packages/config", mayImport: ["kernel"] },
  metrics: { folder: "packages/metrics", mayImport: ["kernel"] },
  db: { folder: "packages/db", mayImport: ground },
  cache: { folder: "packages/cache", mayImport: ground },
  queue: { folder: "packages/queue", mayImport: [...ground, "db"] },
  auth: { folder: "packages/auth", mayImport: [...ground, "db"] },
  providers: { folder: "packages/providers", mayImport: ground },
  documents: { folder: "packages/documents", mayImport: ground },
  services: { folder: "packages/services", mayImport: capabilities, mayImportTypesOf: ["providers"] },
  client: {
    folder: "packages/client",
    mayImport: ["kernel", "contracts"],
    mayImportTypesOf: ["api"],
    isBrowserSafe: true,
  },
  ui: { folder: "packages/ui", mayImport: [], isBrowserSafe: true },
  testing: { folder: "packages/testing", mayImport: [...capabilities, "providers", "services", "postgres"] },
  api: { folder: "apps/api", ...process },
  worker: { folder: "apps/worker", ...process },
  // The providers' side of the wire: it must not share a line with the adapters that it judges.
  sandbox: { folder: "apps/sandbox", mayImport: ["kernel"] },
  web: {
    folder: "apps/web",
    mayImport: ["kernel", "contracts", "client", "ui"],
    mayImportTypesOf: ["api"],
  },
  postgres: { folder: "tooling/postgres", mayImport: [] },
  vitest: { folder: "tooling/vitest", mayImport: [] },
  checks: { folder: "tooling/checks", mayImport: ["testing"] },
  dev: { folder: "tooling/dev", mayImport: belowApps },
  bench: { folder: "tooling/bench", mayImport: [...belowApps, "dev", "api"] },
  chaos: { folder: "tooling/chaos", mayImport: [...belowApps, "dev"] },
};

/** What the test files of any package may import besides. */
export const testsMayImport: readonly LayerName[] = ["testing", "vitest"];
