import { joinClasses } from "./class-names.ts";

const widths = ["w-3/4", "w-1/2", "w-2/3", "w-5/6", "w-2/5"] as const;

export interface SkeletonProps {
  /** Size and shape by classes, for example "h-4 w-24". */
  readonly className?: string;
}

/** One grey shape in place of what comes. Hidden from assistive technology: say "loading" once around it. */
export function Skeleton({ className = "h-4 w-full" }: SkeletonProps) {
  return <span aria-hidden className={joinClasses("skeleton", className)} />;
}

/** Lines of text to come. */
export function SkeletonText({
  lines = 3,
  className,
}: {
  readonly lines?: number;
  readonly className?: string;
}) {
  return (
    <span aria-hidden className={joinClasses("grid content-start gap-2.5", className)}>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className={joinClasses("skeleton h-3.5", widths[index % widths.length])} />
      ))}
    </span>
  );
}

/** A figure with its label to come. */
export function SkeletonStat({ className }: SkeletonProps) {
  return (
    <span aria-hidden className={joinClasses("grid content-start gap-2", className)}>
      <span className="skeleton h-3.5 w-24" />
      <span className="skeleton h-7 w-36" />
      <span className="skeleton h-3.5 w-20" />
    </span>
  );
}

/** A form to come: labels above boxes. */
export function SkeletonForm({
  fields = 4,
  className,
}: {
  readonly fields?: number;
  readonly className?: string;
}) {
  return (
    <span aria-hidden className={joinClasses("grid content-start gap-5", className)}>
      {Array.from({ length: fields }, (_, index) => (
        <span key={index} className="grid gap-2">
          <span className="skeleton h-3.5 w-28" />
          <span className="skeleton h-9 w-full" />
        </span>
      ))}
    </span>
  );
}

/** A plot to come. */
export function SkeletonChart({ className = "h-56" }: SkeletonProps) {
  const bars = ["h-1/2", "h-3/5", "h-2/5", "h-3/4", "h-2/3", "h-4/5", "h-1/2", "h-3/5", "h-3/4", "h-11/12"];
  return (
    <span aria-hidden className={joinClasses("flex items-end gap-3", className)}>
      {bars.map((height, index) => (
        <span key={index} className={joinClasses("skeleton flex-1", height)} />
      ))}
    </span>
  );
}
