"use client";

import ChevronsUpDown from "lucide-react/icons/chevrons-up-down";
import type { ComponentProps } from "react";
import { joinClasses } from "./class-names.ts";
import { useControlProps } from "./field-context.tsx";

export interface SelectOption {
  readonly value: string;
  readonly label: string;
  readonly isDisabled?: boolean;
}

export interface SelectProps extends Omit<ComponentProps<"select">, "size" | "children"> {
  readonly options: readonly SelectOption[];
  /** Shown first with an empty value. */
  readonly placeholder?: string;
  readonly size?: "sm" | "md";
}

/** One of up to some twenty, by the browser's own list. For more, or for a search, use Combobox. */
export function Select({ options, placeholder, size = "md", className, ...rest }: SelectProps) {
  const control = useControlProps(rest);
  return (
    <div className={joinClasses("relative", className)}>
      <select {...rest} {...control} data-size={size} className="control">
        {placeholder !== undefined && <option value="">{placeholder}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.isDisabled ?? false}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronsUpDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2 size-4 -translate-y-1/2 text-ink-3"
      />
    </div>
  );
}
