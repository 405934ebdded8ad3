"use client";

import type { ComponentProps, ReactNode } from "react";
import { joinClasses } from "./class-names.ts";

export interface SwitchProps extends Omit<ComponentProps<"input">, "type" | "role"> {
  readonly label: ReactNode;
  readonly help?: ReactNode;
}

/** On or off, taking effect at once. */
export function Switch({ label, help, className, ...rest }: SwitchProps) {
  return (
    <label className={joinClasses("flex items-start justify-between gap-4", className)}>
      <span>
        <span className="font-medium">{label}</span>
        {help && <span className="block text-sm text-ink-3">{help}</span>}
      </span>
      <input {...rest} type="checkbox" role="switch" className="switch" />
    </label>
  );
}
