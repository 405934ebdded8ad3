"use client";

import { useId, type ReactNode } from "react";
import { joinClasses } from "./class-names.ts";
import { FieldError } from "./field.tsx";

export interface RadioOption<Value extends string> {
  readonly value: Value;
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly isDisabled?: boolean;
}

export interface RadioGroupProps<Value extends string> {
  readonly legend: ReactNode;
  readonly options: readonly RadioOption<Value>[];
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly error?: string | null | undefined;
  readonly help?: ReactNode;
  readonly name?: string;
  readonly className?: string;
}

/** One of a few, each explained. */
export function RadioGroup<Value extends string>(props: RadioGroupProps<Value>) {
  const id = useId();
  const { legend, options, value, onChange, error, help, name = id, className } = props;
  const describedBy = [error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(" ") || undefined;
  return (
    <fieldset className={joinClasses("grid content-start gap-2", className)} aria-describedby={describedBy}>
      <legend className="mb-2 font-medium">{legend}</legend>
      {options.map((option) => (
        <label key={option.value} className="flex items-start gap-2.5">
          <span className="flex h-5 items-center">
            <input
              type="radio"
              className="tick"
              name={name}
              value={option.value}
              checked={option.value === value}
              disabled={option.isDisabled ?? false}
              onChange={() => onChange(option.value)}
            />
          </span>
          <span>
            {option.label}
            {option.help && <span className="block text-sm text-ink-3">{option.help}</span>}
          </span>
        </label>
      ))}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
      {help && (
        <p id={`${id}-help`} className="text-sm text-ink-3">
          {help}
        </p>
      )}
    </fieldset>
  );
}
