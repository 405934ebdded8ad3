import type { ReactNode } from "react";
import { joinClasses } from "./class-names.ts";

export interface EmptyStateProps {
  readonly title: string;
  /** What belongs here and why it is empty. */
  readonly children?: ReactNode;
  /** The one action that fills it. */
  readonly action?: ReactNode;
  readonly icon?: ReactNode;
  readonly className?: string;
}

/** Nothing is here yet: says what belongs here, with the one action that fills it. */
export function EmptyState({ title, children, action, icon, className }: EmptyStateProps) {
  return (
    <div
      className={joinClasses(
        "mx-auto grid max-w-md content-start justify-items-center gap-1 px-4 py-12 text-center",
        className,
      )}
    >
      {icon && (
        <span className="mb-2 grid size-10 place-items-center rounded-lg border border-line bg-surface text-ink-3 shadow-sm [&>svg]:size-5">
          {icon}
        </span>
      )}
      <h3 className="text-base font-semibold">{title}</h3>
      {children && <div className="text-pretty text-ink-2">{children}</div>}
      {action && <div className="mt-4">{action}</div>}
    </div>
  );
}
