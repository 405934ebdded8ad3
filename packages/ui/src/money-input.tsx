"use client";

import { use, useEffect, useRef, useState } from "react";
import { FieldContext } from "./field-context.tsx";
import { formatMoney } from "./format.ts";
import { useLabels, type Labels } from "./labels.tsx";
import { parseMoney, type MoneyProblem } from "./parse-money.ts";
import { TextInput, type TextInputProps } from "./text-input.tsx";

export interface MoneyInputProps extends Omit<
  TextInputProps,
  "value" | "defaultValue" | "onChange" | "type" | "inputMode" | "before" | "ref"
> {
  /** Minor units, null for empty. */
  readonly valueMinor: number | null;
  /** Called with minor units, or null while the text is empty or not an amount. */
  readonly onChange: (valueMinor: number | null) => void;
  /** Decimal places of the currency. */
  readonly exponent: number;
  /** Shown inside the box. */
  readonly currency?: string;
  readonly isNegativeAllowed?: boolean;
}

function describe(labels: Labels, problem: MoneyProblem, exponent: number): string {
  if (problem === "decimals") return labels.amountDecimals(exponent);
  if (problem === "negative") return labels.amountNegative;
  return problem === "too-large" ? labels.amountTooLarge : labels.amountInvalid;
}

/** An amount, typed as people type it. Rewrites itself neatly on leaving; says what is wrong inside a Field. */
export function MoneyInput(props: MoneyInputProps) {
  const {
    valueMinor,
    onChange,
    exponent,
    currency,
    isNegativeAllowed = false,
    onBlur,
    name,
    ...rest
  } = props;
  const labels = useLabels();
  const field = use(FieldContext);
  const input = useRef<HTMLInputElement>(null);
  const write = (minor: number | null) => (minor === null ? "" : formatMoney(minor, { exponent }));
  const [text, setText] = useState(() => write(valueMinor));
  const [seenMinor, setSeenMinor] = useState(valueMinor);
  if (seenMinor !== valueMinor) {
    setSeenMinor(valueMinor);
    setText(write(valueMinor));
  }

  const read = (typed: string) => {
    const parsed = parseMoney(typed, exponent);
    const isForbidden = parsed.isOk && parsed.minor !== null && parsed.minor < 0 && !isNegativeAllowed;
    return isForbidden ? ({ isOk: false, problem: "negative" } as const) : parsed;
  };
  const reading = read(text);
  const error = reading.isOk ? null : describe(labels, reading.problem, exponent);
  useEffect(() => input.current?.setCustomValidity(error ?? ""), [error]);

  const change = (typed: string) => {
    const next = read(typed);
    const minor = next.isOk ? next.minor : null;
    setText(typed);
    setSeenMinor(minor);
    if (next.isOk) field?.reportError(null);
    if (minor !== valueMinor) onChange(minor);
  };
  return (
    <>
      <TextInput
        autoComplete="off"
        {...rest}
        ref={input}
        {...(currency !== undefined && { before: currency })}
        inputMode="decimal"
        value={text}
        onChange={(event) => change(event.target.value)}
        onBlur={(event) => {
          field?.reportError(error);
          if (reading.isOk) setText(write(reading.minor));
          onBlur?.(event);
        }}
      />
      {name !== undefined && <input type="hidden" name={name} value={valueMinor ?? ""} />}
    </>
  );
}
