import { base } from "@stead/vitest/base";
import { defineConfig, mergeConfig } from "vitest/config";

// One house of processes at a time: two would measure each other.
export default mergeConfig(
  base,
  defineConfig({
    test: {
      globalSetup: ["./vitest.setup.ts"],
      testTimeout: 600_000,
      hookTimeout: 300_000,
      fileParallelism: false,
    },
  }),
);
