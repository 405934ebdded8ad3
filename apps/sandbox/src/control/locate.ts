import { AppError } from "@stead/kernel/errors";
import type { Kind, Kinds } from "../stripe/objects.ts";
import { findObject, ownCall, type Call, type StripeSide } from "../stripe/side.ts";

/** The object and its account, whoever it belongs to. Throws NOT_FOUND. */
export function locateObject<Name extends Kind>(
  side: StripeSide,
  kind: Name,
  id: string,
): { call: Call; value: Kinds[Name] } {
  const row = side.objects.need(id);
  const call = ownCall(side, row.account);
  const value = findObject(call, kind, id);
  if (value === undefined) throw new AppError("NOT_FOUND", `this is no ${kind}`);
  return { call, value };
}

/** Runs one of several acts; another name is INVALID and lists them. */
export function choose<Result>(acts: Record<string, () => Result>, name: string): Result {
  const act = acts[name];
  if (act === undefined) throw new AppError("INVALID", `choose one of ${Object.keys(acts).join(", ")}`);
  return act();
}
