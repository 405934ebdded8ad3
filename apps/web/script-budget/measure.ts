import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

/** The script that a browser loads before anybody can act on a route, compressed as servers send it. */
export type RouteScript = { route: string; files: number; bytes: number };

const scriptTag = /<script\b[^>]*\bsrc="\/_next\/(static\/[^"?]+\.js)[^"]*"[^>]*>/g;

/** What the page names in its head and body. Browsers that know modules leave `nomodule` scripts alone. */
function scriptsOf(html: string): Set<string> {
  const tags = [...html.matchAll(scriptTag)].filter(([tag]) => !/\bnomodule\b/i.test(tag));
  return new Set(tags.map(([, file = ""]) => file));
}

/**
 * Measures every prerendered page of a Next build (`buildDirectory` is its `.next`), by route. Next writes each page's
 * first scripts into its HTML; what is imported on intent is not among them.
 */
export function measureBuild(buildDirectory: string): RouteScript[] {
  const sizes = new Map<string, number>();
  const sizeOf = (file: string) =>
    sizes.getOrInsertComputed(
      file,
      () => gzipSync(readFileSync(path.join(buildDirectory, file)), { level: 9 }).length,
    );
  const pages = path.join(buildDirectory, "server", "app");
  return readdirSync(pages, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".html") && !path.basename(file).startsWith("_"))
    .toSorted()
    .map((file) => {
      const route = `/${file.slice(0, -".html".length).split(path.sep).join("/")}`;
      const scripts = [...scriptsOf(readFileSync(path.join(pages, file), "utf8"))];
      const bytes = scripts.reduce((sum, script) => sum + sizeOf(script), 0);
      return { route: route === "/index" ? "/" : route, files: scripts.length, bytes };
    });
}
