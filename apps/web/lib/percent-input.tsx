"use client";

import { FieldContext } from "@stead/ui/field-context";
import { TextInput, type TextInputProps } from "@stead/ui/text-input";
import { use, useState } from "react";
import { forms as text } from "../messages/en/forms.ts";

export type PercentInputProps = Omit<
  TextInputProps,
  "value" | "onChange" | "type" | "inputMode" | "after"
> & {
  /** Parts per million: 12.5 % is 125,000. Null for empty. */
  valuePpm: number | null;
  onChange: (valuePpm: number | null) => void;
};

function write(ppm: number | null): string {
  return ppm === null ? "" : String(Number((ppm / 10_000).toFixed(4)));
}

function read(typed: string): number | null | "wrong" {
  const figure = typed.replace("%", "").replace(",", ".").trim();
  if (figure === "") return null;
  if (!/^\d{1,3}(\.\d*)?$/.test(figure)) return "wrong";
  const ppm = Math.round(Number(figure) * 10_000);
  return ppm > 1_000_000 ? "wrong" : ppm;
}

/** A percentage with up to four decimals, kept as parts per million. */
export function PercentInput({ valuePpm, onChange, onBlur, ...rest }: PercentInputProps) {
  const field = use(FieldContext);
  const [typed, setTyped] = useState(() => write(valuePpm));
  const [seen, setSeen] = useState(valuePpm);
  if (seen !== valuePpm) {
    setSeen(valuePpm);
    setTyped(write(valuePpm));
  }
  const change = (next: string) => {
    const value = read(next);
    const ppm = value === "wrong" ? null : value;
    setTyped(next);
    setSeen(ppm);
    if (value !== "wrong") field?.reportError(null);
    if (ppm !== valuePpm) onChange(ppm);
  };
  return (
    <TextInput
      autoComplete="off"
      {...rest}
      inputMode="decimal"
      after="%"
      value={typed}
      onChange={(event) => change(event.target.value)}
      onBlur={(event) => {
        field?.reportError(read(typed) === "wrong" ? text.percentInvalid : null);
        onBlur?.(event);
      }}
    />
  );
}
