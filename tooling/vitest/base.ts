import { defineConfig } from "vitest/config";

/** The settings every package's tests share; a package merges its own on top with `mergeConfig`. */
export const base = defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
