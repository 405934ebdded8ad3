import { base } from "@stead/vitest/base";
import { defineConfig, mergeConfig } from "vitest/config";

export default mergeConfig(
  base,
  defineConfig({ test: { globalSetup: ["./vitest.setup.ts"], testTimeout: 120_000, hookTimeout: 120_000 } }),
);
