"use client";

import CircleAlert from "lucide-react/icons/circle-alert";
import { useId, useState, type ReactNode } from "react";
import { joinClasses } from "./class-names.ts";
import { FieldContext } from "./field-context.tsx";
import { useLabels } from "./labels.tsx";

export interface FieldProps {
  readonly label: ReactNode;
  /** One control. It finds its id, help and error through context. */
  readonly children: ReactNode;
  readonly help?: ReactNode;
  /** What is wrong and the way out, in plain words. */
  readonly error?: string | null | undefined;
  readonly isRequired?: boolean;
  /** Marks the label "optional". */
  readonly isOptional?: boolean;
  /** Beside the label on the right: a link, a "why". */
  readonly aside?: ReactNode;
  readonly className?: string;
}

/** A label above, a control, help and the error below, tied together for assistive technology. */
export function Field({
  label,
  children,
  help,
  error,
  isRequired = false,
  isOptional = false,
  aside,
  className,
}: FieldProps) {
  const id = useId();
  const labels = useLabels();
  const [controlError, setControlError] = useState<string | null>(null);
  const shownError = error ?? controlError;
  const helpId = help ? `${id}-help` : undefined;
  const errorId = shownError ? `${id}-error` : undefined;
  const describedBy = [errorId, helpId].filter(Boolean).join(" ") || undefined;
  return (
    <div className={joinClasses("grid min-w-0 grid-cols-1 content-start gap-1.5", className)}>
      <div className="flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="font-medium">
          {label}
          {isOptional && <span className="font-normal text-ink-3"> ({labels.optional})</span>}
        </label>
        {aside && <span className="text-sm">{aside}</span>}
      </div>
      <FieldContext
        value={{ id, describedBy, isInvalid: shownError !== null, isRequired, reportError: setControlError }}
      >
        {children}
      </FieldContext>
      <div aria-live="polite" className="contents">
        {shownError && <FieldError id={errorId}>{shownError}</FieldError>}
      </div>
      {help && (
        <p id={helpId} className="text-sm text-ink-3">
          {help}
        </p>
      )}
    </div>
  );
}

/** The error line on its own, for groups that are not a Field. */
export function FieldError({
  id,
  children,
}: {
  readonly id?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <p id={id} className="flex items-start gap-1 text-sm text-bad">
      <CircleAlert aria-hidden className="mt-0.5 size-3 flex-none" />
      <span>{children}</span>
    </p>
  );
}

/** Fields of one form: one column on a phone, `columns` from there up. */
export function FieldGrid({
  columns = 2,
  children,
}: {
  readonly columns?: 1 | 2 | 3;
  readonly children: ReactNode;
}) {
  const grid = { 1: "", 2: "sm:grid-cols-2", 3: "sm:grid-cols-2 lg:grid-cols-3" }[columns];
  return <div className={joinClasses("grid grid-cols-1 gap-x-4 gap-y-5", grid)}>{children}</div>;
}

/** The buttons that end a form, the main one first. */
export function FormActions({ children }: { readonly children: ReactNode }) {
  return <div className="mt-6 flex flex-wrap items-center gap-2">{children}</div>;
}
