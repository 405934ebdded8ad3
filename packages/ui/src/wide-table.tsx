"use client";

import { useLayoutEffect, useRef, useState } from "react";
import { Table, type TableProps } from "./table.tsx";

/** What a column without a width of its own needs at least, in px. */
const leastColumn = 140;

/** Which sides have more to see; null where everything fits. */
type Hidden = { readonly start: boolean; readonly end: boolean } | null;

/** What is hidden of a box; a pixel more or less is the rounding of a zoomed page. */
function hiddenIn({ scrollWidth, clientWidth, scrollLeft }: HTMLElement): Hidden {
  const most = scrollWidth - clientWidth;
  return most <= 1 ? null : { start: scrollLeft > 1, end: scrollLeft < most - 1 };
}

const isSame = (one: Hidden, other: Hidden) => one?.start === other?.start && one?.end === other?.end;

/**
 * A table that may be wider than its place: then it scrolls in itself, no higher than the screen, reachable by the
 * keyboard, its first column in sight, with a shadow on each side where there is more.
 */
export function WideTable<Row>(props: Omit<TableProps<Row>, "layout">) {
  const { label, columns } = props;
  const minWidth = columns.reduce((sum, { width = leastColumn }) => sum + width, 0);
  const box = useRef<HTMLDivElement>(null);
  const [hidden, setHidden] = useState<Hidden>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const look = () => {
      const next = hiddenIn(element);
      setHidden((known) => (isSame(known, next) ? known : next));
    };
    const observer = new ResizeObserver(look);
    look();
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  return (
    <div
      className="table-wide"
      data-start={hidden?.start ? "" : undefined}
      data-end={hidden?.end ? "" : undefined}
    >
      <div
        ref={box}
        className="table-scroll"
        data-wide={hidden ? "" : undefined}
        {...(hidden && { role: "region", "aria-label": label, tabIndex: 0 })}
      >
        <div className="table-least" style={{ minWidth }}>
          <Table<Row> {...props} />
        </div>
      </div>
    </div>
  );
}
