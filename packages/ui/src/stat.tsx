import type { ReactNode } from "react";
import { joinClasses } from "./class-names.ts";
import { AppLink } from "./link.tsx";

export interface StatProps {
  readonly label: ReactNode;
  /** The figure, already formatted. */
  readonly value: ReactNode;
  /** What the figure is made of. */
  readonly href?: string;
  /** Below the figure: the change, the comparison. */
  readonly note?: ReactNode;
  /** Beside the label: a "why". */
  readonly aside?: ReactNode;
  readonly className?: string;
}

/** A figure with its name; the figure links to what it is made of. */
export function Stat({ label, value, href, note, aside, className }: StatProps) {
  return (
    <div className={joinClasses("min-w-0", className)}>
      <div className="flex items-center gap-1.5 text-ink-2">
        {label}
        {aside}
      </div>
      <div className="mt-0.5 text-xl font-semibold whitespace-nowrap tabular-nums">
        {href === undefined ? (
          value
        ) : (
          <AppLink href={href} className="text-link" data-quiet="">
            {value}
          </AppLink>
        )}
      </div>
      {note && <div className="mt-0.5 text-sm text-ink-3">{note}</div>}
    </div>
  );
}

export interface DeltaProps {
  /** Already formatted, without a sign: "4.2 %", "KES 1,200". */
  readonly children: ReactNode;
  readonly direction: "up" | "down" | "same";
  /** Whether this direction is welcome; colour follows this, the arrow follows the direction. */
  readonly isGood?: boolean;
}

/** A change against before: arrow, figure, colour. */
export function Delta({ children, direction, isGood }: DeltaProps) {
  const arrow = { up: "↑", down: "↓", same: "→" }[direction];
  const tone =
    isGood === undefined || direction === "same" ? "text-ink-2" : isGood ? "text-good" : "text-bad";
  return (
    <span className={joinClasses("whitespace-nowrap font-medium", tone)}>
      {arrow} {children}
    </span>
  );
}

/** Figures side by side, divided by lines. Put Stats in it. */
export function StatRow({
  children,
  className,
}: {
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <div
      className={joinClasses(
        "flex flex-wrap gap-x-6 gap-y-5 max-sm:*:min-w-min max-sm:*:grow max-sm:*:basis-[42%] sm:gap-x-0 sm:*:border-l sm:*:px-6 sm:*:first:border-l-0 sm:*:first:pl-0",
        className,
      )}
    >
      {children}
    </div>
  );
}
