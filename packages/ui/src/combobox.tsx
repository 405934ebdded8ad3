"use client";

import { lazy, Suspense, useRef } from "react";
import type { ComboboxPartProps, ComboboxProps } from "./combobox-props.ts";
import { useControlProps } from "./field-context.tsx";

export type { ComboboxOption, ComboboxProps } from "./combobox-props.ts";

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
