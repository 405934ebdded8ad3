import path from "node:path";
import type { NextConfig } from "next";
import { env } from "./env.ts";

const root = path.resolve(import.meta.dirname, "../..");

export default {
  reactCompiler: true,
  experimental: { turbopackRustReactCompiler: true },
  poweredByHeader: false,
  ...(env.assetPrefix !== null && { assetPrefix: env.assetPrefix, crossOrigin: "anonymous" as const }),
  transpilePackages: ["@stead/ui", "@stead/client", "@stead/contracts", "@stead/kernel"],
  turbopack: { root },
  // `typecheck` judges the types, with the rest of the tree; whoever starts Stead need not wait for it.
  typescript: { ignoreBuildErrors: true },
  outputFileTracingRoot: root,
  devIndicators: false,
} satisfies NextConfig;
