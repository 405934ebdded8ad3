import path from "node:path";
import type { NextConfig } from "next";

const root = path.resolve(import.meta.dirname, "../..");

export default {
  reactCompiler: true,
  experimental: { turbopackRustReactCompiler: true },
  poweredByHeader: false,
  transpilePackages: ["@stead/ui", "@stead/client", "@stead/contracts", "@stead/kernel"],
  turbopack: { root },
  // `typecheck` judges the types, with the rest of the tree; whoever starts Stead need not wait for it.
  typescript: { ignoreBuildErrors: true },
  outputFileTracingRoot: root,
  devIndicators: false,
} satisfies NextConfig;
