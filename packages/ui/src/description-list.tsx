import type { ReactNode } from "react";
import { joinClasses } from "./class-names.ts";

export interface Description {
  readonly term: ReactNode;
  readonly value: ReactNode;
}

export interface DescriptionListProps {
  readonly items: readonly Description[];
  /** "rows": term left, value beside. "grid": term above value, in columns. */
  readonly layout?: "rows" | "grid";
  readonly className?: string;
}

/** Facts about one thing. */
export function DescriptionList({ items, layout = "rows", className }: DescriptionListProps) {
  if (layout === "grid") {
    return (
      <dl
        className={joinClasses("grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3 lg:grid-cols-4", className)}
      >
        {items.map((item, index) => (
          <div key={index} className="min-w-0">
            <dt className="text-sm text-ink-3">{item.term}</dt>
            <dd className="mt-0.5 wrap-break-word">{item.value}</dd>
          </div>
        ))}
      </dl>
    );
  }
  return (
    <dl className={joinClasses("grid grid-cols-[minmax(96px,max-content)_minmax(0,1fr)] gap-x-6", className)}>
      {items.map((item, index) => (
        <div key={index} className="col-span-2 grid grid-cols-subgrid border-b py-2 last:border-b-0">
          <dt className="text-ink-2">{item.term}</dt>
          <dd className="wrap-break-word">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
