"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { lazy, Suspense, useEffect, useEffectEvent, useRef } from "react";
import { joinClasses } from "./class-names.ts";
import { getPhoneSlots, type TableProps } from "./table-column.ts";
import {
  PhoneSort,
  SkeletonRows,
  TableColumns,
  TableHead,
  TableNotice,
  TableRow,
  TableTotals,
} from "./table-parts.tsx";
import { useRows } from "./use-rows.ts";

export interface VirtualTableProps<Row> extends Omit<TableProps<Row>, "layout"> {
  /** Called when the end comes near and there is more. */
  readonly onEnd?: () => void;
  /** Rows that exist beyond those loaded; the list shows that it goes on. */
  readonly hasMore?: boolean;
}

const TableKeys = lazy(() => import("./table-keys.tsx"));
const estimatedRowPx = 45;

/** A table of thousands of rows that draws only those in sight. Scrolls in itself: give className a height. */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  // The virtualizer changes in place, which memoized rendering would not see.
  "use no memo";
  const { columns, rows, getRowId, error, isStale = false, label, className, onEnd, hasMore = false } = props;
  const container = useRef<HTMLDivElement>(null);
  const count = error ? 0 : (rows?.length ?? 0);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => container.current,
    estimateSize: () => estimatedRowPx,
    getItemKey: (index) => {
      const row = rows?.[index];
      return row === undefined ? index : getRowId(row);
    },
    overscan: 12,
    scrollPaddingStart: 40,
    scrollPaddingEnd: 56,
  });
  const state = useRows(props, container, (index) => virtualizer.scrollToIndex(index, { align: "auto" }));
  const slots = getPhoneSlots(columns);
  const items = virtualizer.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  const isNearEnd = hasMore && count > 0 && (items.at(-1)?.index ?? 0) >= count - 20;
  const loadMore = useEffectEvent(() => onEnd?.());
  useEffect(() => {
    if (isNearEnd) loadMore();
  }, [isNearEnd, count]);
  const isLoading = rows === undefined && !error;
  return (
    <div className={joinClasses("flex min-h-0 flex-col", className)}>
      <PhoneSort table={props} />
      <div ref={container} className="table-box min-h-0 flex-1">
        <table
          className={joinClasses("table", isStale && "opacity-60 transition-opacity")}
          data-fixed
          aria-label={label}
          aria-rowcount={hasMore ? -1 : count}
          aria-busy={isLoading || isStale}
        >
          <TableColumns table={props} />
          <TableHead table={props} rows={state} />
          <tbody>
            {isLoading && <SkeletonRows table={props} slots={slots} />}
            {above > 0 && <Spacer heightPx={above} />}
            {items.map((item) => {
              const row = rows?.[item.index];
              if (row === undefined) return null;
              const id = getRowId(row);
              return (
                <TableRow
                  key={id}
                  table={props}
                  rows={state}
                  row={row}
                  index={item.index}
                  slots={slots}
                  isTabStop={state.activeId === null ? item.index === 0 : state.activeId === id}
                  measure={virtualizer.measureElement}
                />
              );
            })}
            {below > 0 && <Spacer heightPx={below} />}
            {hasMore && count > 0 && <SkeletonRows table={{ ...props, skeletonRows: 1 }} slots={slots} />}
          </tbody>
          {count > 0 && <TableTotals table={props} slots={slots} />}
        </table>
        <TableNotice table={props} />
      </div>
      {state.isHelpOpen && (
        <Suspense>
          <TableKeys onClose={() => state.setIsHelpOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}

/** Room for the rows that are not drawn. */
function Spacer({ heightPx }: { readonly heightPx: number }) {
  return (
    <tr aria-hidden className="spacer">
      <td height={heightPx} />
    </tr>
  );
}
