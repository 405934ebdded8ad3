import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { parseRecordPath, recordShellPath } from "./record-path.ts";

const inlineScript = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g;

function hashesOf(html: string): string[] {
  const scripts = [...html.matchAll(inlineScript)].map((match) => match[1] ?? "");
  return scripts.map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
}

function policy(scriptSources: readonly string[], assetSources: readonly string[]): string {
  const own = ["'self'", ...assetSources].join(" ");
  return [
    "default-src 'self'",
    `script-src ${[own, ...scriptSources].join(" ")}`,
    `style-src ${own}`,
    "style-src-attr 'unsafe-inline'",
    `img-src ${own} data: blob:`,
    `font-src ${own}`,
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/**
 * The policy of each prerendered page: its inline scripts are allowed by their hashes, so nothing injected runs and
 * the page stays static. A page that is not prerendered gets no inline script at all. Where a CDN serves the assets,
 * its origin may as well.
 */
export function createContentSecurityPolicies(
  buildDirectory: string,
  assetPrefix: string | null,
): (pathname: string) => string {
  const assetSources = assetPrefix === null ? [] : [new URL(assetPrefix).origin];
  const pages = path.join(buildDirectory, "server", "app");
  const policies = new Map<string, string>();
  for (const file of fs.readdirSync(pages, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".html")) continue;
    const route = `/${file.slice(0, -".html".length).split(path.sep).join("/")}`;
    policies.set(
      route === "/index" ? "/" : route,
      policy(hashesOf(fs.readFileSync(path.join(pages, file), "utf8")), assetSources),
    );
  }
  const missing = policies.get("/_not-found") ?? policy([], assetSources);
  return (pathname) => {
    const record = parseRecordPath(pathname);
    return policies.get(record ? recordShellPath(record) : pathname) ?? missing;
  };
}
