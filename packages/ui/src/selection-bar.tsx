"use client";

import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { useLabels } from "./labels.tsx";

export interface SelectionBarProps {
  readonly count: number;
  /** In place of the count, where it is not known exactly. */
  readonly label?: string;
  readonly onClear: () => void;
  /** What can be done with what is selected. */
  readonly children: ReactNode;
}

/** Rises when rows are selected: how many, what can be done, never mind. */
export function SelectionBar({ count, label, onClear, children }: SelectionBarProps) {
  const labels = useLabels();
  if (count === 0) return null;
  return (
    <div className="pointer-events-none sticky bottom-[calc(var(--frame-bottom)+var(--row)+8px)] z-10 flex justify-center py-2">
      <div
        role="status"
        data-selection-bar=""
        className="paper pointer-events-auto flex flex-wrap items-center gap-2 py-2 pr-2 pl-4"
      >
        <span className="font-medium tabular-nums">{label ?? labels.selected(count)}</span>
        <span aria-hidden className="mx-1 h-5 border-l" />
        {children}
        <Button size="sm" variant="quiet" onClick={onClear}>
          {labels.clear}
        </Button>
      </div>
    </div>
  );
}
