import { createHash } from "node:crypto";
import { today } from "@stead/kernel/clock";
import { permissionsOf, type ApiContext } from "./context.ts";

/**
 * Names what a caller may see, for the tags of answers: the person or key, the agency, the properties, the permissions,
 * and the agency's day, because much of what is shown depends on it. The tag of an answer to one is no tag of another's.
 */
export function scopeOf({ caller, deps }: Pick<ApiContext, "caller" | "deps">): string {
  if (caller.kind === "nobody") return "nobody";
  const { membership } = caller;
  const parts = [
    caller.kind === "session" ? caller.user.id : caller.apiKeyId,
    membership?.agency.id,
    membership === null ? null : today(deps.clock, membership.agency.timeZone),
    membership?.propertyIds?.toSorted() ?? null,
    [...permissionsOf(caller)],
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 11);
}
