import type { CacheKey } from "./family.ts";
import { freezeAndWeigh } from "./frozen.ts";
import type { RemoteTier } from "./remote-tier.ts";
import type { Space } from "./space.ts";

/** How a value is kept: never the value. */
export type Kept = {
  /** About how many bytes it holds. */
  bytes: number;
  asOfMs: number;
  freshUntilMs: number;
  /** Whether nothing that it depends on was invalidated since. */
  isCurrent: boolean;
};

export type Look = { memory: Kept | undefined; shared: Kept | undefined };

type Tiers = { space: Space | undefined; shared: RemoteTier | undefined };

/** How a value is kept in either tier. Is no use of it: nothing is counted, and nothing stays longer for it. */
export async function lookAt({ space, shared }: Tiers, key: CacheKey<unknown>): Promise<Look> {
  const entry = space?.entryOf(key);
  const memory = entry && {
    bytes: entry.bytes,
    asOfMs: entry.asOfMs,
    freshUntilMs: entry.freshUntilMs,
    isCurrent: entry.snapshot.holds(),
  };
  const found = await shared?.read(key);
  if (found === undefined) return { memory, shared: undefined };
  const { value, asOfMs, freshUntilMs, isCurrent } = found;
  return { memory, shared: { bytes: freezeAndWeigh(value), asOfMs, freshUntilMs, isCurrent } };
}
