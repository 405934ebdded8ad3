import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { TemplateName } from "./data.ts";
import { templateFolder } from "./templates.ts";

const versions = new Map<TemplateName, string>();
/** What the templates share, and what gives their fields their form. */
const sharedSources = ["stead.typ", "plots.typ", "../formats.ts", "../present.ts", "../texts/en.ts"];

/**
 * Names how a document of this template looks, such as `invoice-3f0c2b7a91de`: it changes when the template's source
 * does. Stored beside what was made with it.
 */
export function templateVersion(name: TemplateName): string {
  const known = versions.get(name);
  if (known !== undefined) return known;
  const hash = createHash("sha256");
  for (const source of [`${name}.typ`, ...sharedSources])
    hash.update(readFileSync(new URL(source, templateFolder)));
  const version = `${name}-${hash.digest("hex").slice(0, 12)}`;
  versions.set(name, version);
  return version;
}
