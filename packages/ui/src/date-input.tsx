"use client";

import CalendarDays from "lucide-react/icons/calendar-days";
import { use, useEffect, useRef, useState } from "react";
import { joinClasses } from "./class-names.ts";
import { FieldContext, useControlProps } from "./field-context.tsx";
import { formatCivilDate } from "./format.ts";
import { useLabels } from "./labels.tsx";
import { getLocalToday, parseDate, type DateReading } from "./parse-date.ts";
import type { TextInputProps } from "./text-input.tsx";

export interface DateInputProps extends Omit<
  TextInputProps,
  "value" | "defaultValue" | "onChange" | "type" | "before" | "after" | "min" | "max" | "ref" | "size"
> {
  /** Civil date `YYYY-MM-DD`, null for empty. */
  readonly value: string | null;
  /** Called with a civil date, or null while the text is empty or no date. */
  readonly onChange: (value: string | null) => void;
  /** How "3/11" is read. */
  readonly order?: DateReading["order"];
  /** The civil date that "today" means; the viewer's own when left out. */
  readonly today?: string;
  readonly min?: string;
  readonly max?: string;
}

/** A date, typed as people type it, or picked in the browser's own calendar. */
export function DateInput(props: DateInputProps) {
  const { value, onChange, order = "day-first", today, min, max, onBlur, name, className, ...rest } = props;
  const labels = useLabels();
  const field = use(FieldContext);
  const control = useControlProps(rest);
  const input = useRef<HTMLInputElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const write = (date: string | null) => (date === null ? "" : formatCivilDate(date));
  const [text, setText] = useState(() => write(value));
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setText(write(value));
  }

  const read = (typed: string) => parseDate(typed, { order, today: today ?? getLocalToday() });
  const reading = read(text);
  const problem = reading.isOk ? null : reading.problem;
  const error = problem && (problem === "impossible" ? labels.dateImpossible : labels.dateInvalid);
  useEffect(() => input.current?.setCustomValidity(error ?? ""), [error]);

  const change = (typed: string) => {
    const next = read(typed);
    const date = next.isOk ? next.date : null;
    setText(typed);
    setSeen(date);
    if (next.isOk) field?.reportError(null);
    if (date !== value) onChange(date);
  };
  const pick = (date: string) => {
    field?.reportError(null);
    onChange(date === "" ? null : date);
  };
  return (
    <div className={joinClasses("control-group relative", className)}>
      <input
        autoComplete="off"
        {...rest}
        {...control}
        ref={input}
        type="text"
        value={text}
        onChange={(event) => change(event.target.value)}
        onBlur={(event) => {
          field?.reportError(error);
          if (reading.isOk) setText(write(reading.date));
          onBlur?.(event);
        }}
      />
      <input
        ref={picker}
        type="date"
        // Of no form: a picker that nobody sees must not stop one from being sent.
        form=""
        tabIndex={-1}
        aria-hidden="true"
        className="pointer-events-none absolute right-0 bottom-0 size-0 opacity-0"
        value={value ?? ""}
        min={min}
        max={max}
        onChange={(event) => pick(event.target.value)}
      />
      <button
        type="button"
        aria-label={labels.openCalendar}
        className="mr-1 grid size-7 flex-none place-items-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
        disabled={rest.disabled || rest.readOnly}
        onClick={() => picker.current?.showPicker()}
      >
        <CalendarDays className="size-4" />
      </button>
      {name !== undefined && <input type="hidden" name={name} value={value ?? ""} />}
    </div>
  );
}
