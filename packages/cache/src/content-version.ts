import { createHash } from "node:crypto";

const versions = new WeakMap<object, string>();

/**
 * Names the content of a value that the cache gave: equal for equal content, in any process. Made once for a value, which
 * must not change.
 */
export function contentVersion(value: object): string {
  const known = versions.get(value);
  if (known !== undefined) return known;
  const version = createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 22);
  versions.set(value, version);
  return version;
}
