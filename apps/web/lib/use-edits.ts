"use client";

import { useState } from "react";

export type Edits<Fields extends object> = {
  /** The record as it was loaded, with what the person typed over it. */
  values: Fields;
  /** Only what the person changed: the input of a save. */
  changed: Partial<Fields>;
  isChanged: boolean;
  set: (patch: Partial<Fields>) => void;
  /** Puts a newer state of the record under what the person typed. */
  rebase: (newest: Fields) => void;
  reset: () => void;
};

/**
 * The state of a form over a record. What is loaded later does not slip under the person's hands: only `rebase`
 * changes the state that the form was opened with.
 */
export function useEdits<Fields extends object>(loaded: Fields): Edits<Fields> {
  const [base, setBase] = useState(loaded);
  const [changed, setChanged] = useState<Partial<Fields>>({});
  return {
    values: { ...base, ...changed },
    changed,
    isChanged: Object.keys(changed).length > 0,
    set: (patch) => setChanged((before) => ({ ...before, ...patch })),
    rebase: setBase,
    reset: () => setChanged({}),
  };
}
