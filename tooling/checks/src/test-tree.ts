import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { openTree, type Check, type Tree } from "./tree.ts";

/** A small project of its own, on disk, removed when the test ends. Packages find each other by name. */
export function plantTree(files: Record<string, string>): Tree {
  const root = mkdtempSync(path.join(tmpdir(), "stead-checks-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  execFileSync("git", ["init", "--quiet"], { cwd: root });
  for (const [file, text] of Object.entries({ ".gitignore": "node_modules/\ndist/\n", ...files })) {
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  linkPackages(root, Object.keys(files));
  return openTree(root);
}

function linkPackages(root: string, files: readonly string[]): void {
  const scope = path.join(root, "node_modules", "@stead");
  mkdirSync(scope, { recursive: true });
  const folders = new Set(files.flatMap((file) => /^(?:apps|packages|tooling)\/[^/]+/.exec(file) ?? []));
  for (const folder of folders) {
    const name = path.basename(folder);
    symlinkSync(path.join(root, folder), path.join(scope, name));
    const manifest = { name: `@stead/${name}`, type: "module", exports: { "./*": "./src/*.ts" } };
    writeFileSync(path.join(root, folder, "package.json"), JSON.stringify(manifest));
  }
}

/** What a check finds in a planted tree, as `file: message`. */
export async function findIn(check: Check, files: Record<string, string>): Promise<string[]> {
  const findings = await check.run(plantTree(files));
  return findings.map((finding) => `${finding.file}: ${finding.message}`);
}
