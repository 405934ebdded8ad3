import { useRef, useState, type MouseEvent, type RefObject } from "react";
import type { TableProps } from "./table-column.ts";
import { useRowKeys } from "./use-row-keys.ts";

export interface Rows {
  readonly activeId: string | null;
  readonly setActiveId: (id: string | null) => void;
  readonly toggle: (id: string, isRange: boolean) => void;
  readonly toggleAll: () => void;
  readonly isAllSelected: boolean;
  readonly isHelpOpen: boolean;
  readonly setIsHelpOpen: (isOpen: boolean) => void;
  readonly onRowClick: (event: MouseEvent<HTMLTableRowElement>, index: number) => void;
}

const controls = "a, button, input, label, select, textarea, summary, [popover]";

function findRow(container: HTMLElement | null, id: string | undefined): HTMLElement | null {
  return id === undefined
    ? null
    : (container?.querySelector<HTMLElement>(`[data-row-id="${CSS.escape(id)}"]`) ?? null);
}

function followLink(row: Element | null): boolean {
  const link = row?.querySelector<HTMLElement>(".row-link");
  link?.click();
  return link !== null && link !== undefined;
}

/** The cursor, the selection and the keys that every kind of table shares. */
export function useRows<Row>(
  props: TableProps<Row>,
  container: RefObject<HTMLElement | null>,
  reveal?: (index: number) => void,
): Rows {
  const { rows = [], getRowId, onOpen, onPeek, selectedIds, onSelectedChange, hasKeys = false } = props;
  const [activeId, setActiveId] = useState<string | null>(null);
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const lastToggled = useRef<string | null>(null);
  const ids = rows.map((row) => getRowId(row));
  const activeIndex = activeId === null ? -1 : ids.indexOf(activeId);
  const activeRow = rows[activeIndex];

  const focusRow = (index: number) => {
    const id = ids[index];
    if (id === undefined) return;
    setActiveId(id);
    reveal?.(index);
    requestAnimationFrame(() => {
      const row = findRow(container.current, id);
      row?.focus({ preventScroll: true });
      row?.scrollIntoView({ block: "nearest" });
    });
  };
  const toggle = (id: string, isRange: boolean) => {
    const next = new Set(selectedIds);
    const willSelect = !next.has(id);
    const from = isRange && lastToggled.current !== null ? ids.indexOf(lastToggled.current) : -1;
    const to = ids.indexOf(id);
    const range = from < 0 ? [id] : ids.slice(Math.min(from, to), Math.max(from, to) + 1);
    for (const each of range) {
      if (willSelect) next.add(each);
      else next.delete(each);
    }
    lastToggled.current = id;
    onSelectedChange?.(next);
  };
  const isAllSelected = ids.length > 0 && ids.every((id) => selectedIds?.has(id));
  const toggleAll = () => {
    const next = new Set(selectedIds);
    for (const id of ids) {
      if (isAllSelected) next.delete(id);
      else next.add(id);
    }
    onSelectedChange?.(next);
  };
  const open = (row: Row | undefined, element: Element | null): boolean => {
    if (row === undefined) return false;
    if (onOpen) {
      onOpen(row);
      return true;
    }
    return followLink(element);
  };

  useRowKeys({
    isEnabled: hasKeys,
    move: (step) => focusRow(activeIndex < 0 ? 0 : Math.min(ids.length - 1, Math.max(0, activeIndex + step))),
    open: () => open(activeRow, findRow(container.current, activeId ?? undefined)),
    peek: () => {
      if (activeRow === undefined || !onPeek) return false;
      onPeek(activeRow);
      return true;
    },
    select: () => {
      if (activeId === null || !onSelectedChange) return false;
      toggle(activeId, false);
      return true;
    },
    selectAll: () => {
      if (ids.length === 0 || !onSelectedChange) return false;
      toggleAll();
      return true;
    },
    help: () => setIsHelpOpen(true),
  });

  const onRowClick = (event: MouseEvent<HTMLTableRowElement>, index: number) => {
    const target = event.target;
    const isOnControl = target instanceof Element && target.closest(controls) !== null;
    const isSelectingText = (getSelection()?.toString() ?? "") !== "";
    if (isOnControl || isSelectingText || event.metaKey || event.ctrlKey) return;
    setActiveId(ids[index] ?? null);
    open(rows[index], event.currentTarget);
  };
  return { activeId, setActiveId, toggle, toggleAll, isAllSelected, isHelpOpen, setIsHelpOpen, onRowClick };
}
