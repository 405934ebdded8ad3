import type { LimitName, PlanLimits, PlanUsageDto } from "@stead/contracts/plans";
import { plans as text } from "../../messages/en/plans.ts";

/** What plans limit, in the order shown. */
export const limitNames = ["units", "members", "apiKeys", "exportsPerMonth"] as const satisfies LimitName[];

/** In words, what an agency uses more of than a plan allows; null for nothing. */
export function beyondWords(usage: PlanUsageDto, limits: PlanLimits): string | null {
  const beyond = limitNames.filter((name) => {
    const limit = limits[name];
    return limit !== null && usage[name] > limit;
  });
  return beyond.length === 0 ? null : beyond.map((name) => text.limits[name].toLowerCase()).join(", ");
}
