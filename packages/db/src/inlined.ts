import { assert } from "@stead/kernel/errors";
import pg from "pg";
import { encodeArray } from "./copy.ts";

/**
 * A statement with its values in their places, for commands that take no parameters. Values are quoted literals without
 * a type, as parameters are, so the statement reads them the same way.
 */
export function inlined(text: string, values: readonly unknown[]): string {
  return text.replaceAll(/\$(\d+)/g, (_, place: string) => {
    const index = Number(place) - 1;
    assert(index >= 0 && index < values.length, "a statement names a value that it was not given");
    return literalOf(values[index]);
  });
}

function literalOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (isList(value)) return pg.escapeLiteral(encodeArray(value));
  if (typeof value === "string") return pg.escapeLiteral(value);
  assert(typeof value === "number" || typeof value === "boolean", "no literal is known for such a value");
  return pg.escapeLiteral(String(value));
}

function isList(value: unknown): value is readonly (string | number | null)[] {
  return Array.isArray(value);
}
