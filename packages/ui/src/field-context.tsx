"use client";

import { createContext, use } from "react";

export interface FieldControl {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly isInvalid: boolean;
  readonly isRequired: boolean;
  /** A control that checks what is typed tells the field here; null when all is well. */
  readonly reportError: (error: string | null) => void;
}

export const FieldContext = createContext<FieldControl | null>(null);

interface ControlOverrides {
  readonly id?: string | undefined;
  readonly required?: boolean | undefined;
  readonly "aria-describedby"?: string | undefined;
  readonly "aria-invalid"?: boolean | "true" | "false" | "grammar" | "spelling" | undefined;
}

/** The id and aria attributes that tie a control to the field around it; what the caller sets wins. */
export function useControlProps(overrides: ControlOverrides) {
  const field = use(FieldContext);
  return {
    id: overrides.id ?? field?.id,
    required: overrides.required ?? field?.isRequired,
    "aria-describedby": overrides["aria-describedby"] ?? field?.describedBy,
    "aria-invalid": overrides["aria-invalid"] ?? (field?.isInvalid === true ? true : undefined),
  };
}
