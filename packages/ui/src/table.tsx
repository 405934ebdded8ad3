"use client";

import { lazy, Suspense, useRef } from "react";
import { joinClasses } from "./class-names.ts";
import { useLabels } from "./labels.tsx";
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

export type { TableColumn, TableProps, TableSort } from "./table-column.ts";

const TableKeys = lazy(() => import("./table-keys.tsx"));

/**
 * Rows and columns. Head and totals stay in sight; on a phone a row becomes two lines; with `hasKeys`, j and k move,
 * Enter opens, Space looks, x selects, ? shows the keys.
 */
export function Table<Row>(props: TableProps<Row>) {
  const { columns, rows, getRowId, error, layout = "page", isStale = false, label, className } = props;
  const labels = useLabels();
  const container = useRef<HTMLDivElement>(null);
  const state = useRows(props, container);
  const slots = getPhoneSlots(columns);
  const isLoading = rows === undefined && !error;
  const hasRows = rows !== undefined && rows.length > 0 && !error;
  const tabStop = rows?.some((row) => getRowId(row) === state.activeId) ? state.activeId : null;
  return (
    <div className={className}>
      <PhoneSort table={props} />
      <div ref={container} className={joinClasses(layout === "box" && "table-box h-full")}>
        <table
          className={joinClasses("table", isStale && "opacity-60 transition-opacity")}
          data-fixed
          aria-label={label}
          aria-busy={isLoading || isStale}
        >
          <TableColumns table={props} />
          <TableHead table={props} rows={state} />
          <tbody>
            {isLoading && <SkeletonRows table={props} slots={slots} />}
            {hasRows &&
              rows.map((row, index) => (
                <TableRow
                  key={getRowId(row)}
                  table={props}
                  rows={state}
                  row={row}
                  index={index}
                  slots={slots}
                  isTabStop={tabStop === null ? index === 0 : tabStop === getRowId(row)}
                />
              ))}
          </tbody>
          {hasRows && <TableTotals table={props} slots={slots} />}
        </table>
        <TableNotice table={props} />
      </div>
      {isLoading && (
        <p role="status" className="sr-only">
          {labels.loading}
        </p>
      )}
      {state.isHelpOpen && (
        <Suspense>
          <TableKeys onClose={() => state.setIsHelpOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
