import { createHash } from "node:crypto";
import { contentVersion } from "@stead/cache/content-version";
import { idOf, type CacheKey, type Family } from "@stead/cache/family";
import { agencyToday, type ServiceContext, type Verb } from "./context.ts";

/**
 * Keeps the answers of a verb in a family, by agency, day, input, and what the actor may see; the family's tags make
 * them old. Where the context has no cache, and for inputs that are not worth it (`isKept`), the verb runs as it is.
 * The verb must decide by nothing else of the actor than permissions and properties.
 */
export function cachedRead<Input extends object, Output extends object>(
  family: Family<Output>,
  verb: (verb: Verb<Input>) => Promise<Output>,
  isKept: (input: Input) => boolean = isNoSearch,
): (verb: Verb<Input>) => Promise<Output> {
  return async ({ ctx, input }) => {
    const { reads } = ctx;
    if (reads === undefined || !isKept(input)) return verb({ ctx, input });
    // Whoever loads does so for all who wait: the end of one request is not theirs.
    const load = () => verb({ ctx: { ...ctx, db: reads.db, signal: undefined, reads: undefined }, input });
    const answer = await reads.cache.getOrSet(keyOf(family, ctx, input), load);
    reads.onVersion?.(contentVersion(answer));
    return answer;
  };
}

/** What people type is hardly ever asked twice. */
function isNoSearch(input: object): boolean {
  return !("q" in input) || input.q === undefined || input.q === "";
}

function keyOf<Output>(family: Family<Output>, ctx: ServiceContext, input: object): CacheKey<Output> {
  return family.key(ctx.agencyId, idOf(viewOf(ctx), agencyToday(ctx), JSON.stringify(input)));
}

const views = new WeakMap<ServiceContext, string>();

/** Names what an actor may see, and the agency's own facts that answers are made with. */
function viewOf(ctx: ServiceContext): string {
  const known = views.get(ctx);
  if (known !== undefined) return known;
  const { agency, permissions, propertyIds } = ctx;
  const parts = [[...permissions].toSorted(), propertyIds?.toSorted() ?? null, agency];
  const view = createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 22);
  views.set(ctx, view);
  return view;
}
