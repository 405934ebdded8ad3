import { useState } from "react";

/** Rows chosen on a list: some by their ids, or all that its filters leave. */
export type Selection = {
  /** Of rows; those shown, where everything is chosen. */
  ids: ReadonlySet<string>;
  isAll: boolean;
  /** Rows that are shown and not chosen yet. */
  unchosenCount: number;
  choose: (ids: ReadonlySet<string>) => void;
  chooseShown: () => void;
  chooseAll: () => void;
  clear: () => void;
};

const nothing: ReadonlySet<string> = new Set();

/**
 * What is chosen on a list. Choosing everything holds for the filters it was said for: with others, nothing is chosen.
 * Letting go of one row of everything leaves the others that are shown.
 */
export function useSelection(list: object | undefined, shownIds: readonly string[]): Selection {
  const filters = JSON.stringify(list);
  const [chosen, setChosen] = useState<{ ids: ReadonlySet<string>; allOf?: string | undefined }>({
    ids: nothing,
  });
  const isAll = chosen.allOf !== undefined && chosen.allOf === filters;
  const shown = new Set(shownIds);
  const ids = isAll ? shown : chosen.allOf === undefined ? chosen.ids : nothing;
  return {
    ids,
    isAll,
    unchosenCount: shown.difference(ids).size,
    choose: (next) => setChosen({ ids: next }),
    chooseShown: () => setChosen({ ids: ids.union(shown) }),
    chooseAll: () => setChosen({ ids: nothing, allOf: filters }),
    clear: () => setChosen({ ids: nothing }),
  };
}
