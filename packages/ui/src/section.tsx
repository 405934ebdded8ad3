import { useId, type ReactNode } from "react";
import { joinClasses } from "./class-names.ts";

export interface SectionProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** On the right of the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** A line above, when the section follows another. */
  readonly hasRule?: boolean;
  readonly className?: string;
}

/** A part of a page: a heading and space, no box. */
export function Section({ title, description, actions, children, hasRule = false, className }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={joinClasses(hasRule && "border-t pt-6", className)}>
      <div className="mb-3 flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div>
          <h2 id={id} className="text-lg font-semibold">
            {title}
          </h2>
          {description && <p className="text-ink-2">{description}</p>}
        </div>
        {actions && <div className="flex items-center gap-2">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
