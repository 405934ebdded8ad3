import type { ReportRow } from "@stead/contracts/reports";

type Cells = Readonly<Record<string, string | number | null | undefined>>;

/**
 * The address that a link's pattern comes to: `{key}` is a cell of the row, else a parameter. A part of the query with
 * `{key?}` goes when there is no such cell; without a cell that it needs there is no link.
 */
export function fillLink(pattern: string | null, row: ReportRow, params: Cells): string | null {
  if (pattern === null) return null;
  const read = (key: string) => row[key] ?? params[key] ?? null;
  // The mark behind an optional key is no beginning of a query.
  const at = pattern.search(/\?(?!\})/);
  const [path, query] = at < 0 ? [pattern, ""] : [pattern.slice(0, at), pattern.slice(at + 1)];
  let isWhole = true;
  const fill = (part: string) =>
    part.replaceAll(/\{(\w+)\}/g, (_, key: string) => {
      const value = read(key);
      if (value === null) isWhole = false;
      return encodeURIComponent(String(value ?? ""));
    });
  const parts = query
    .split("&")
    .filter((part) => part !== "")
    .flatMap((part) => {
      const optional = /^(\w+)=\{(\w+)\?\}$/.exec(part);
      if (optional === null) return [fill(part)];
      const [, name = "", key = ""] = optional;
      const value = read(key);
      return value === null ? [] : [`${name}=${encodeURIComponent(String(value))}`];
    });
  const address = fill(path);
  if (!isWhole) return null;
  return parts.length === 0 ? address : `${address}?${parts.join("&")}`;
}
