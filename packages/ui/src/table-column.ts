import type { ReactNode } from "react";

export type PhoneSlot = "title" | "value" | "detail" | "note";

export interface TableColumn<Row> {
  /** Also the sort key. */
  readonly id: string;
  readonly header: string;
  /** What follows the header in lighter type: the currency of the column. */
  readonly unit?: string;
  readonly cell: (row: Row) => ReactNode;
  /** "right" for money and counts. */
  readonly align?: "left" | "right";
  /** Width in px. Columns without one share what is left. */
  readonly width?: number;
  readonly isSortable?: boolean;
  /** Shown only from this screen width up. */
  readonly from?: "lg" | "xl" | "2xl";
  /** Where the cell goes in the two-line row of a phone; without any, the first column is the title, the first right-aligned one the value. */
  readonly phone?: PhoneSlot;
  /** In the totals row. */
  readonly total?: ReactNode;
}

export interface TableSort {
  readonly columnId: string;
  readonly direction: "asc" | "desc";
}

export interface TableProps<Row> {
  /** The accessible name. */
  readonly label: string;
  readonly columns: readonly TableColumn<Row>[];
  /** Undefined while the first page loads. */
  readonly rows: readonly Row[] | undefined;
  readonly getRowId: (row: Row) => string;
  /** Makes the first column's content a link, and the whole row a target for it. Keep links out of that column. */
  readonly getRowHref?: (row: Row) => string;
  /** Enter and click, where there is no address. */
  readonly onOpen?: (row: Row) => void;
  /** Space: look at it beside the list. */
  readonly onPeek?: (row: Row) => void;
  readonly selectedIds?: ReadonlySet<string>;
  readonly onSelectedChange?: (ids: ReadonlySet<string>) => void;
  readonly sort?: TableSort | null;
  readonly onSort?: (sort: TableSort | null) => void;
  /** The label of the totals row; the row shows when a column has a total. */
  readonly totalLabel?: string;
  /** An ErrorState, shown instead of rows. */
  readonly error?: ReactNode;
  /** An EmptyState, shown when there are no rows. */
  readonly empty?: ReactNode;
  readonly skeletonRows?: number;
  /** "page": the page scrolls and the head sticks below the top bar. "box": scrolls in itself; give className a height. */
  readonly layout?: "page" | "box";
  /** The page's one table that listens to j, k, Enter, Space, x and ?. */
  readonly hasKeys?: boolean;
  /** Shown rows are being replaced: dims them. */
  readonly isStale?: boolean;
  readonly className?: string;
}

/** Where each column goes on a phone. */
export function getPhoneSlots<Row>(columns: readonly TableColumn<Row>[]): ReadonlyMap<string, PhoneSlot> {
  const slots = new Map<string, PhoneSlot>();
  const isExplicit = columns.some((column) => column.phone !== undefined);
  for (const column of columns) if (column.phone) slots.set(column.id, column.phone);
  if (isExplicit) return slots;
  const value = columns.slice(1).find((column) => column.align === "right");
  const detail = columns.slice(1).find((column) => column !== value);
  if (columns[0]) slots.set(columns[0].id, "title");
  if (value) slots.set(value.id, "value");
  if (detail) slots.set(detail.id, "detail");
  return slots;
}
