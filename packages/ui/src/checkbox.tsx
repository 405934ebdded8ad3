"use client";

import { useEffect, useRef, type ComponentProps, type ReactNode } from "react";
import { joinClasses } from "./class-names.ts";

export interface CheckboxProps extends Omit<ComponentProps<"input">, "type" | "ref"> {
  /** The words beside the box; leave out only together with an aria-label. */
  readonly label?: ReactNode;
  readonly help?: ReactNode;
  /** Some of the things below are checked. */
  readonly isIndeterminate?: boolean;
}

/** Yes or no, taking effect when the form is sent. */
export function Checkbox({ label, help, isIndeterminate = false, className, ...rest }: CheckboxProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.indeterminate = isIndeterminate;
  }, [isIndeterminate]);
  const box = <input {...rest} ref={input} type="checkbox" className="tick" />;
  if (label === undefined) return box;
  return (
    <label className={joinClasses("flex items-start gap-2.5", className)}>
      <span className="flex h-5 items-center">{box}</span>
      <span>
        {label}
        {help && <span className="block text-sm text-ink-3">{help}</span>}
      </span>
    </label>
  );
}
