import type { Clock } from "@stead/kernel/clock";
import type { Seams } from "@stead/kernel/seams";
import type { RailId } from "@stead/contracts/rails";
import type { RailLimits } from "./rail-limits.ts";

export type RailOptions = {
  /** Where a provider is; its own address where left out. */
  baseUrls: Partial<Record<RailId, string | undefined>>;
  seams?: Pick<Seams, "emit">;
  clock?: Clock;
  /** Addresses and networks that unsigned callbacks are believed from; the provider's known ones where left out. */
  allowedAddresses?: readonly string[];
  /** Other waits and widths than the policy's own. */
  limits?: Partial<RailLimits>;
};
