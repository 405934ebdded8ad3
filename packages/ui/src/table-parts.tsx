import ArrowDown from "lucide-react/icons/arrow-down";
import ArrowUp from "lucide-react/icons/arrow-up";
import type { ReactNode } from "react";
import { Checkbox } from "./checkbox.tsx";
import { useLabels } from "./labels.tsx";
import { AppLink } from "./link.tsx";
import { Select } from "./select.tsx";
import type { PhoneSlot, TableColumn, TableProps, TableSort } from "./table-column.ts";
import type { Rows } from "./use-rows.ts";

/** The next state of a sortable column: ascending, descending, the list's own order. */
function nextSort(columnId: string, sort: TableSort | null | undefined): TableSort | null {
  if (sort?.columnId !== columnId) return { columnId, direction: "asc" };
  return sort.direction === "asc" ? { columnId, direction: "desc" } : null;
}

interface HeadProps<Row> {
  readonly table: TableProps<Row>;
  readonly rows: Rows;
}

export function TableColumns<Row>({ table }: { readonly table: TableProps<Row> }) {
  return (
    <colgroup>
      {table.onSelectedChange && <col width={40} />}
      {table.columns.map((column) => (
        <col
          key={column.id}
          data-from={column.from}
          {...(column.width !== undefined && { width: column.width })}
        />
      ))}
    </colgroup>
  );
}

export function TableHead<Row>({ table, rows }: HeadProps<Row>) {
  const labels = useLabels();
  const { columns, sort, onSort, onSelectedChange, selectedIds } = table;
  return (
    <thead>
      <tr>
        {onSelectedChange && (
          <th scope="col" className="cell-select">
            <Checkbox
              aria-label={labels.selectAll}
              checked={rows.isAllSelected}
              isIndeterminate={!rows.isAllSelected && (selectedIds?.size ?? 0) > 0}
              onChange={rows.toggleAll}
            />
          </th>
        )}
        {columns.map((column) => (
          <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
        ))}
      </tr>
    </thead>
  );
}

interface HeadCellProps<Row> {
  readonly column: TableColumn<Row>;
  readonly sort: TableSort | null | undefined;
  readonly onSort: TableProps<Row>["onSort"];
}

function HeadCell<Row>({ column, sort, onSort }: HeadCellProps<Row>) {
  const direction = sort?.columnId === column.id ? sort.direction : null;
  const isSortable = column.isSortable === true && onSort !== undefined;
  const Arrow = direction === "desc" ? ArrowDown : ArrowUp;
  const name = (
    <>
      {column.header}
      {column.unit && <span className="font-normal"> {column.unit}</span>}
    </>
  );
  return (
    <th
      scope="col"
      data-align={column.align}
      data-from={column.from}
      aria-sort={
        direction === null
          ? isSortable
            ? "none"
            : undefined
          : direction === "asc"
            ? "ascending"
            : "descending"
      }
    >
      {isSortable ? (
        <button type="button" className="sort-button" onClick={() => onSort(nextSort(column.id, sort))}>
          <span>{name}</span>
          <Arrow aria-hidden />
        </button>
      ) : (
        <span className="cell">{name}</span>
      )}
    </th>
  );
}

/** On a phone the head is not in sight, so sorting is a list of choices above. */
export function PhoneSort<Row>({ table }: { readonly table: TableProps<Row> }) {
  const labels = useLabels();
  const { columns, sort, onSort } = table;
  const sortable = columns.filter((column) => column.isSortable === true);
  if (!onSort || sortable.length === 0) return null;
  const options = sortable.flatMap((column) => [
    { value: `${column.id}:asc`, label: `${labels.sortBy} ${column.header} ↑` },
    { value: `${column.id}:desc`, label: `${labels.sortBy} ${column.header} ↓` },
  ]);
  const choose = (value: string) => {
    const columnId = value.slice(0, value.lastIndexOf(":"));
    onSort(value === "" ? null : { columnId, direction: value.endsWith(":desc") ? "desc" : "asc" });
  };
  return (
    <Select
      size="sm"
      aria-label={labels.sortBy}
      className="mb-2 w-fit sm:hidden"
      placeholder={labels.noSort}
      options={options}
      value={sort ? `${sort.columnId}:${sort.direction}` : ""}
      onChange={(event) => choose(event.target.value)}
    />
  );
}

interface RowProps<Row> {
  readonly table: TableProps<Row>;
  readonly rows: Rows;
  readonly row: Row;
  readonly index: number;
  readonly slots: ReadonlyMap<string, PhoneSlot>;
  /** The first row takes the tab stop while no row is active. */
  readonly isTabStop: boolean;
  readonly measure?: (element: HTMLTableRowElement | null) => void;
}

export function TableRow<Row>({ table, rows, row, index, slots, isTabStop, measure }: RowProps<Row>) {
  const labels = useLabels();
  const { columns, getRowId, getRowHref, onOpen, onSelectedChange, selectedIds } = table;
  const id = getRowId(row);
  const isSelected = selectedIds?.has(id) === true;
  const isClickable = getRowHref !== undefined || onOpen !== undefined;
  return (
    <tr
      ref={measure}
      data-row-id={id}
      data-index={index}
      data-selected={isSelected ? "" : undefined}
      data-active={rows.activeId === id ? "" : undefined}
      data-clickable={isClickable ? "" : undefined}
      data-selectable={onSelectedChange ? "" : undefined}
      tabIndex={table.hasKeys ? (isTabStop ? 0 : -1) : undefined}
      onFocus={() => rows.setActiveId(id)}
      onClick={isClickable ? (event) => rows.onRowClick(event, index) : undefined}
    >
      {onSelectedChange && (
        <td className="cell-select">
          <Checkbox
            aria-label={labels.selectRow}
            checked={isSelected}
            onChange={(event) =>
              rows.toggle(id, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)
            }
          />
        </td>
      )}
      {columns.map((column, position) => (
        <BodyCell key={column.id} column={column} isFirst={position === 0} slot={slots.get(column.id)}>
          {position === 0 && getRowHref ? (
            <AppLink href={getRowHref(row)} className="row-link text-link font-medium" data-quiet="">
              {column.cell(row)}
            </AppLink>
          ) : (
            column.cell(row)
          )}
        </BodyCell>
      ))}
    </tr>
  );
}

interface CellProps {
  readonly column: Pick<TableColumn<never>, "align" | "from">;
  readonly isFirst: boolean;
  readonly slot: PhoneSlot | undefined;
  readonly children: ReactNode;
}

function BodyCell({ column, isFirst, slot, children }: CellProps) {
  const attributes = { "data-align": column.align, "data-from": column.from, "data-phone": slot };
  const content = <span className="cell">{children}</span>;
  return isFirst ? (
    <th scope="row" {...attributes}>
      {content}
    </th>
  ) : (
    <td {...attributes}>{content}</td>
  );
}

export function TableTotals<Row>({
  table,
  slots,
}: {
  readonly table: TableProps<Row>;
  readonly slots: ReadonlyMap<string, PhoneSlot>;
}) {
  const labels = useLabels();
  const { columns, onSelectedChange, totalLabel = labels.total } = table;
  if (columns.every((column) => column.total === undefined)) return null;
  const first = columns[0];
  const isLabelled = first !== undefined && first.total === undefined;
  // On a phone the label of the totals stands where the title of a row stands.
  const getSlot = (id: string) => {
    if (!isLabelled) return slots.get(id);
    if (id === first.id) return "title";
    return slots.get(id) === "title" ? undefined : slots.get(id);
  };
  return (
    <tfoot>
      <tr>
        {onSelectedChange && <td className="cell-select" />}
        {columns.map((column, position) => (
          <BodyCell key={column.id} column={column} isFirst={position === 0} slot={getSlot(column.id)}>
            {column.total ?? (position === 0 ? totalLabel : null)}
          </BodyCell>
        ))}
      </tr>
    </tfoot>
  );
}

const widths = ["w-3/4", "w-1/2", "w-2/3", "w-3/5", "w-2/5"] as const;

/** Rows in the shape of what comes. */
export function SkeletonRows<Row>({
  table,
  slots,
}: {
  readonly table: TableProps<Row>;
  readonly slots: ReadonlyMap<string, PhoneSlot>;
}) {
  const { columns, onSelectedChange, skeletonRows = 8 } = table;
  return Array.from({ length: skeletonRows }, (_, row) => (
    <tr key={row} data-selectable={onSelectedChange ? "" : undefined}>
      {onSelectedChange && (
        <td className="cell-select">
          <span className="skeleton size-4" />
        </td>
      )}
      {columns.map((column, position) => (
        <BodyCell key={column.id} column={column} isFirst={false} slot={slots.get(column.id)}>
          <span
            className={`skeleton h-3.5 max-sm:min-w-20 ${widths[(row + position * 2) % widths.length] ?? ""} ${column.align === "right" ? "ml-auto" : ""}`}
          />
        </BodyCell>
      ))}
    </tr>
  ));
}

/** What stands instead of rows. Below the table: a cell across columns that a narrow screen hides would make new ones. */
export function TableNotice<Row>({ table }: { readonly table: TableProps<Row> }) {
  const labels = useLabels();
  const { rows, error, empty } = table;
  if (!error && rows?.length !== 0) return null;
  return <div className="border-b border-line px-3 py-3">{error || (empty ?? labels.noResults)}</div>;
}
