"use client";

import type { ReactNode } from "react";

export type RowIntentProps = {
  onIntent: ((id: string) => void) | undefined;
  children: ReactNode;
};

/** Notices the row of a table under the pointer or the focus. */
export function RowIntent({ onIntent, children }: RowIntentProps) {
  const notice = (target: EventTarget) => {
    const row = target instanceof Element ? target.closest("[data-row-id]") : null;
    const id = row?.getAttribute("data-row-id");
    if (id) onIntent?.(id);
  };
  return (
    <div onPointerOver={(event) => notice(event.target)} onFocus={(event) => notice(event.target)}>
      {children}
    </div>
  );
}
