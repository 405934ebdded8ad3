import { defineConfig } from "vitest/config";

/**
 * The settings every package's tests share; a package merges its own on top with `mergeConfig`.
 *
 * The JSON report is what `npm test` counts; it is an output of the `test` task, so a cached run counts too.
 */
export const base = defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    passWithNoTests: true,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    reporters: ["default", ["json", { outputFile: "test-results/vitest.json" }]],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      exclude: ["src/**/*.test.ts", "src/generated/**"],
      reporter: ["text-summary", "json-summary"],
    },
  },
});
