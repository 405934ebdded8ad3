import { useState } from "react";

/** Rows chosen on a list by their ids, or with `allOf` everything that these filters leave. */
export type Chosen = { ids: ReadonlySet<string>; allOf?: string };

export type Selection = {
  /** Of rows; those shown, where everything is chosen. */
  ids: ReadonlySet<string>;
  isAll: boolean;
  choose: (chosen: Chosen) => void;
};

/**
 * What is chosen on a list. Choosing everything holds for the filters it was said for: with others, nothing is chosen.
 * Letting go of one row of everything leaves the others that are shown.
 */
export function useSelection(list: object | undefined, shownIds: readonly string[]): Selection {
  const [{ ids, allOf }, choose] = useState<Chosen>({ ids: new Set() });
  const isAll = allOf !== undefined && allOf === JSON.stringify(list);
  return { ids: isAll ? new Set(shownIds) : ids, isAll, choose };
}
