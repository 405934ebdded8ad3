import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { NextConfig } from "next";
import { env } from "./env.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** Names what a build is made of: with other pages or other answers, nothing that a browser kept is read again. */
function versionOf(folders: readonly string[]): string {
  const hash = createHash("sha256");
  for (const folder of folders) {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
      /\.tsx?$/.test(file),
    );
    for (const file of files.toSorted()) hash.update(file).update(readFileSync(path.join(folder, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

export default {
  reactCompiler: true,
  compiler: {
    define: {
      steadWebVersion: JSON.stringify(
        versionOf(
          ["packages/contracts/src", "apps/web/features", "apps/web/lib"].map((each) =>
            path.join(root, each),
          ),
        ),
      ),
    },
  },
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
