"use client";

import Check from "lucide-react/icons/check";
import { joinClasses } from "./class-names.ts";
import { useLabels } from "./labels.tsx";

export interface Step {
  readonly id: string;
  readonly label: string;
}

export interface StepperProps {
  /** The accessible name. */
  readonly label: string;
  readonly steps: readonly Step[];
  readonly currentId: string;
  /** Makes the steps already done buttons. */
  readonly onSelect?: (id: string) => void;
  readonly className?: string;
}

/** The steps of a wizard: done, now, to come. */
export function Stepper({ label, steps, currentId, onSelect, className }: StepperProps) {
  const labels = useLabels();
  const current = steps.findIndex((step) => step.id === currentId);
  return (
    <ol aria-label={label} className={joinClasses("flex items-center gap-2", className)}>
      {steps.map((step, index) => {
        const isDone = index < current;
        const isCurrent = index === current;
        const look = isCurrent
          ? "bg-accent text-on-accent"
          : isDone
            ? "bg-accent-soft text-accent-ink"
            : "bg-pressed text-ink-2";
        const content = (
          <>
            <span
              className={joinClasses(
                "grid size-5 flex-none place-items-center rounded-full text-sm font-semibold",
                look,
              )}
            >
              {isDone ? <Check aria-hidden className="size-3" /> : index + 1}
            </span>
            <span
              className={joinClasses("truncate", isCurrent ? "font-medium" : "hidden text-ink-2 sm:inline")}
            >
              {step.label}
            </span>
            {isDone && <span className="sr-only">({labels.stepDone})</span>}
          </>
        );
        return (
          <li
            key={step.id}
            aria-current={isCurrent ? "step" : undefined}
            className="flex min-w-0 items-center gap-2"
          >
            {index > 0 && <span aria-hidden className="h-px w-4 flex-none bg-line-strong sm:w-6" />}
            {isDone && onSelect ? (
              <button
                type="button"
                onClick={() => onSelect(step.id)}
                className="flex min-w-0 items-center gap-2 rounded-sm hover:text-ink"
              >
                {content}
              </button>
            ) : (
              <span className="flex min-w-0 items-center gap-2">{content}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
