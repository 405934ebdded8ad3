import type { AuditRowDto } from "@stead/contracts/audit";

/** `{ field: [before, after] }` as the trail keeps it, as a list of texts by field. */
export function shownChanges(changes: Record<string, unknown>): AuditRowDto["changes"] {
  return Object.entries(changes)
    .map(([field, pair]) => {
      const values: readonly unknown[] = Array.isArray(pair) ? pair : [null, pair];
      return { field, before: shownValue(values[0]), after: shownValue(values[1]) };
    })
    .toSorted((left, right) => (left.field < right.field ? -1 : 1));
}

function shownValue(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}
