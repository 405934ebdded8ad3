"use client";

import ListFilter from "lucide-react/icons/list-filter";
import X from "lucide-react/icons/x";
import { useState, type ReactNode } from "react";
import { Button } from "./button.tsx";
import { joinClasses } from "./class-names.ts";
import { useLabels } from "./labels.tsx";
import { Popover } from "./popover.tsx";

export interface FilterField {
  readonly id: string;
  /** "Status". */
  readonly label: string;
  readonly icon?: ReactNode;
}

export interface ActiveFilter {
  /** The field's id. */
  readonly id: string;
  /** "Status". */
  readonly label: string;
  /** "is overdue", "before 1 Nov". */
  readonly words: string;
}

export interface FilterBarProps {
  /** The accessible name. */
  readonly label: string;
  readonly fields: readonly FilterField[];
  readonly active: readonly ActiveFilter[];
  /** The control that sets a field, for example an OptionList; `close` ends it. */
  readonly renderEditor: (fieldId: string, close: () => void) => ReactNode;
  readonly onRemove: (fieldId: string) => void;
  readonly onClear: () => void;
  /** Before the chips: the SearchInput. */
  readonly children?: ReactNode;
  /** At the right end: saved views, columns, export. */
  readonly actions?: ReactNode;
  readonly className?: string;
}

/** What the list is narrowed to, in words; each chip opens its editor or goes away. */
export function FilterBar(props: FilterBarProps) {
  const { label, fields, active, renderEditor, onRemove, onClear, children, actions, className } = props;
  const labels = useLabels();
  return (
    <div
      role="group"
      aria-label={label}
      className={joinClasses("mb-3 flex flex-wrap items-center gap-2", className)}
    >
      {children && <div className="min-w-0 flex-1 sm:flex-none">{children}</div>}
      {active.map((filter) => (
        <span key={filter.id} className="chip">
          <Popover
            label={filter.label}
            triggerClassName="truncate"
            trigger={
              <>
                <span className="text-ink-3">{filter.label}</span>
                <span className="truncate font-medium text-ink">{filter.words}</span>
              </>
            }
          >
            {(close) => <Editor>{renderEditor(filter.id, close)}</Editor>}
          </Popover>
          <button
            type="button"
            aria-label={labels.removeFilter(`${filter.label} ${filter.words}`)}
            onClick={() => onRemove(filter.id)}
          >
            <X aria-hidden className="size-3.5" />
          </button>
        </span>
      ))}
      <AddFilter fields={fields} active={active} renderEditor={renderEditor} />
      {active.length > 1 && (
        <Button size="sm" variant="quiet" onClick={onClear}>
          {labels.clearFilters}
        </Button>
      )}
      {actions && <div className="ml-auto flex items-center gap-2">{actions}</div>}
    </div>
  );
}

function Editor({ children }: { readonly children: ReactNode }) {
  return <div className="min-w-56 p-1">{children}</div>;
}

function AddFilter({
  fields,
  active,
  renderEditor,
}: Pick<FilterBarProps, "fields" | "active" | "renderEditor">) {
  const labels = useLabels();
  const [fieldId, setFieldId] = useState<string | null>(null);
  const free = fields.filter((field) => !active.some((filter) => filter.id === field.id));
  if (free.length === 0) return null;
  return (
    <Popover
      label={labels.addFilter}
      triggerClassName="inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-sm font-medium text-ink-2 hover:bg-hover hover:text-ink"
      trigger={
        <>
          <ListFilter aria-hidden className="size-3.5" />
          {labels.addFilter}
        </>
      }
      onClose={() => setFieldId(null)}
    >
      {(close) => (
        <Editor>
          {fieldId === null
            ? free.map((field, index) => (
                <button
                  key={field.id}
                  type="button"
                  className="menu-item"
                  data-autofocus={index === 0 ? "" : undefined}
                  onKeyDown={(event) => moveFocus(event.key, event.currentTarget) && event.preventDefault()}
                  onClick={() => setFieldId(field.id)}
                >
                  {field.icon}
                  {field.label}
                </button>
              ))
            : renderEditor(fieldId, close)}
        </Editor>
      )}
    </Popover>
  );
}

/** Arrow keys walk through a column of buttons. */
function moveFocus(key: string, from: Element): boolean {
  const to =
    key === "ArrowDown" ? from.nextElementSibling : key === "ArrowUp" ? from.previousElementSibling : null;
  if (!(to instanceof HTMLElement)) return false;
  to.focus();
  return true;
}

export interface OptionListProps {
  /** The accessible name. */
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: ReactNode }[];
  readonly values: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
  /** One only: radio buttons instead of check boxes. */
  readonly isSingle?: boolean;
}

/** A few values to tick, for the editor of a filter or the choice of columns. */
export function OptionList({ label, options, values, onChange, isSingle = false }: OptionListProps) {
  const choose = (value: string, isChecked: boolean) => {
    if (isSingle) onChange([value]);
    else onChange(isChecked ? [...values, value] : values.filter((each) => each !== value));
  };
  return (
    <fieldset>
      <legend className="menu-label">{label}</legend>
      {options.map((option) => (
        <label key={option.value} className="menu-item">
          <input
            type={isSingle ? "radio" : "checkbox"}
            name={label}
            className="tick"
            checked={values.includes(option.value)}
            onChange={(event) => choose(option.value, event.target.checked)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
