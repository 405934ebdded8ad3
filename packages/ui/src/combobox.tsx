"use client";

import { lazy, Suspense, useRef, type RefObject } from "react";
import { useControlProps } from "./field-context.tsx";

export interface ComboboxOption {
  readonly value: string;
  readonly label: string;
  /** A second line: what tells two of the same name apart. */
  readonly note?: string;
}

export interface ComboboxProps {
  readonly value: ComboboxOption | null;
  readonly onChange: (option: ComboboxOption | null) => void;
  /** Finds options for what is typed; called with an empty text when the list opens. Honour the signal. */
  readonly search: (query: string, signal: AbortSignal) => Promise<readonly ComboboxOption[]>;
  readonly placeholder?: string;
  readonly isDisabled?: boolean;
  /** Only without a Field around it. */
  readonly "aria-label"?: string;
  readonly name?: string;
  /** The wait after a keystroke. */
  readonly delayMs?: number;
}

const load = () => import("./combobox-control.tsx");
const ComboboxControl = lazy(load);

/** One of many, found by typing. Its script is loaded when it first shows; until then it looks the same. */
export function Combobox(props: ComboboxProps) {
  const hasFocusRef = useRef(false);
  return (
    <Suspense fallback={<Waiting {...props} hasFocusRef={hasFocusRef} />}>
      <ComboboxControl {...props} hasFocusRef={hasFocusRef} />
    </Suspense>
  );
}

export interface ComboboxPartProps extends ComboboxProps {
  /** Carries the focus over when the working part takes the place of the waiting one. */
  readonly hasFocusRef: RefObject<boolean>;
}

function Waiting({ value, placeholder, isDisabled = false, hasFocusRef, ...rest }: ComboboxPartProps) {
  const control = useControlProps({});
  return (
    <div className="control-group">
      <input
        {...control}
        aria-label={rest["aria-label"]}
        value={value?.label ?? ""}
        placeholder={placeholder}
        disabled={isDisabled}
        readOnly
        onFocus={() => {
          hasFocusRef.current = true;
        }}
        onBlur={() => {
          hasFocusRef.current = false;
        }}
      />
    </div>
  );
}
