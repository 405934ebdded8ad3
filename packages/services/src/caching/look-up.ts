import type { Cache } from "@stead/cache/cache";
import { platformOwner } from "@stead/cache/family";
import type { CacheLookDto, LookCacheInput } from "@stead/contracts/caching";
import { AppError, invalidField } from "@stead/kernel/errors";

/**
 * How a value is kept here and in the shared tier, and never the value. NOT_FOUND for a family that this process has not
 * used since it started, INVALID for an agency where the family is the platform's, and the reverse.
 */
export async function lookUp(
  cache: Pick<Cache, "look" | "familyOf">,
  { agencyId, family: name, id }: LookCacheInput,
): Promise<CacheLookDto> {
  const family = cache.familyOf(name);
  if (family === undefined)
    throw new AppError("NOT_FOUND", "this process has not used a family of this name since it started");
  if (family.isOfPlatform !== (agencyId === null))
    throw invalidField(
      "agencyId",
      "owner",
      family.isOfPlatform
        ? "this family is the platform's: leave the agency out"
        : "this family is of agencies: name one",
    );
  const key = family.key(agencyId ?? platformOwner, id);
  const { memory, shared } = await cache.look(key);
  const { ttlMs: freshMs, staleMs, graceMs } = family.policy;
  return {
    family: name,
    tags: [...family.tagsOf(id)],
    life: { freshMs, staleMs, graceMs },
    memory: shownOf(memory),
    shared: shownOf(shared),
  };
}

type Kept = Awaited<ReturnType<Cache["look"]>>["memory"];

function shownOf(kept: Kept): CacheLookDto["memory"] {
  if (kept === undefined) return null;
  const { bytes, asOfMs, freshUntilMs, isCurrent } = kept;
  const instant = (ms: number) => new Date(Math.round(ms)).toISOString();
  return { bytes: Math.round(bytes), asOf: instant(asOfMs), freshUntil: instant(freshUntilMs), isCurrent };
}
