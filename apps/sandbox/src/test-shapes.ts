import fs from "node:fs";
import path from "node:path";

/** A body as the provider's documentation shows it. */
export function readSample(name: string): unknown {
  return JSON.parse(fs.readFileSync(path.join(import.meta.dirname, "../samples", name), "utf8"));
}

/** The same names in the same places, whatever the values are. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== "object" || value === null) return typeof value;
  const named = Object.entries(value).filter(([name]) => name === "Name" || name === "Key");
  return {
    ...Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shapeOf(part)])),
    ...Object.fromEntries(named),
  };
}
