import { isCivilDate } from "@stead/kernel/dates";
import { isId } from "@stead/kernel/ids";

const hidden = "•••";
const deepest = 4;

/** A payload without anything that may be personal: ids, numbers, days and truth values stay, other text is hidden. */
export function maskPayload(payload: unknown): Record<string, unknown> {
  const masked = mask(payload, 0);
  return typeof masked === "object" && masked !== null && !Array.isArray(masked)
    ? { ...masked }
    : { payload: masked };
}

function mask(value: unknown, depth: number): unknown {
  if (typeof value === "string") return isId(value) || isCivilDate(value) ? value : hidden;
  if (typeof value !== "object" || value === null) return value;
  if (depth === deepest) return hidden;
  if (Array.isArray(value)) return value.map((item) => mask(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mask(item, depth + 1)]));
}
