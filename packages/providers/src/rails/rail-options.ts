import type { Clock } from "@stead/kernel/clock";
import type { Seams } from "@stead/kernel/seams";
import { railAddressName, railIds, type RailAddressName, type RailId } from "@stead/contracts/rails";
import type { RailLimits } from "./rail-limits.ts";

export type RailOptions = {
  /** Where a provider is; its own address where left out. */
  baseUrls: Partial<Record<RailId, string | undefined>>;
  seams?: Pick<Seams, "emit">;
  clock?: Clock;
  /** Addresses and networks that unsigned callbacks are believed from; the provider's known ones where left out. */
  allowedAddresses?: readonly string[] | undefined;
  /** Other waits and widths than the policy's own. */
  limits?: Partial<RailLimits>;
};

type Addresses = { readonly [Name in RailAddressName]?: string | undefined };

/** Where the providers are by the operator's settings. A rail whose setting is not declared does not compile. */
export function baseUrlsOf<Settings extends Addresses>(
  settings: Settings & Record<Exclude<RailAddressName, keyof Settings>, string>,
): RailOptions["baseUrls"] {
  return Object.fromEntries(railIds.map((rail) => [rail, settings[railAddressName(rail)]]));
}
