import type { ReactNode } from "react";
import { joinClasses } from "./class-names.ts";

export interface PageHeaderProps {
  readonly title: ReactNode;
  /** Beside the title: a status. */
  readonly status?: ReactNode;
  /** Below the title: a line of facts. */
  readonly children?: ReactNode;
  /** Buttons on the right, the main one last; on a phone it comes first. */
  readonly actions?: ReactNode;
  /** Above the title: breadcrumbs, when the frame does not show them. */
  readonly above?: ReactNode;
  readonly className?: string;
}

/** The head of a page: what this is, its state, what can be done. Holds the page's only h1. */
export function PageHeader({ title, status, children, actions, above, className }: PageHeaderProps) {
  return (
    <header
      className={joinClasses("mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3", className)}
    >
      <div className={joinClasses("min-w-0 flex-1", above ? "basis-72" : "basis-36 sm:basis-72")}>
        {above && <div className="mb-1">{above}</div>}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-xl font-semibold text-balance">{title}</h1>
          {status}
        </div>
        {children && <div className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-ink-2">{children}</div>}
      </div>
      {actions && (
        <div className="flex flex-wrap items-center gap-2 max-sm:flex-row-reverse max-sm:justify-end">
          {actions}
        </div>
      )}
    </header>
  );
}
