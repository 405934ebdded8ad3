import type { ReactNode } from "react";
import { joinClasses } from "./class-names.ts";

export interface ProgressProps {
  readonly label: ReactNode;
  /** How much is done; null while nobody knows. */
  readonly value: number | null;
  readonly max?: number;
  /** On the right of the label: "1,200 of 24,440". */
  readonly note?: ReactNode;
  readonly tone?: "accent" | "good" | "bad";
  /** Below: a cancel button, a result. */
  readonly children?: ReactNode;
  readonly className?: string;
}

const bars = {
  accent: "[&::-webkit-progress-value]:bg-accent [&::-moz-progress-bar]:bg-accent",
  good: "[&::-webkit-progress-value]:bg-good-solid [&::-moz-progress-bar]:bg-good-solid",
  bad: "[&::-webkit-progress-value]:bg-bad-solid [&::-moz-progress-bar]:bg-bad-solid",
} as const;

/** Work under way: its name, how far it is, a thin bar. */
export function Progress({
  label,
  value,
  max = 100,
  note,
  tone = "accent",
  children,
  className,
}: ProgressProps) {
  return (
    <div className={className}>
      <label className="block">
        <span className="mb-1.5 flex justify-between gap-4">
          <span className="font-medium">{label}</span>
          {note && <span className="text-ink-2 tabular-nums">{note}</span>}
        </span>
        {value === null ? (
          <>
            <progress className="sr-only" />
            <span aria-hidden className="skeleton h-1.5 w-full rounded-full" />
          </>
        ) : (
          <progress
            value={value}
            max={max}
            className={joinClasses(
              "block h-1.5 w-full appearance-none overflow-hidden rounded-full border-0 bg-pressed",
              "[&::-webkit-progress-bar]:bg-pressed [&::-webkit-progress-value]:rounded-full [&::-webkit-progress-value]:transition-[width]",
              bars[tone],
            )}
          />
        )}
      </label>
      {children && <div className="mt-2">{children}</div>}
    </div>
  );
}
