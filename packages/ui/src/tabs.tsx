import type { ReactNode } from "react";
import { joinClasses } from "./class-names.ts";
import { AppLink } from "./link.tsx";

export interface Tab {
  readonly id: string;
  readonly label: ReactNode;
  readonly href: string;
  readonly count?: ReactNode;
}

export interface TabsProps {
  /** The accessible name. */
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly currentId: string;
  readonly className?: string;
}

/** Views of one thing. Each is a link, so that the view is in the address. */
export function Tabs({ label, tabs, currentId, className }: TabsProps) {
  return (
    <nav
      aria-label={label}
      className={joinClasses("overflow-x-auto border-b [scrollbar-width:none]", className)}
    >
      <ul className="flex gap-5">
        {tabs.map((tab) => {
          const isCurrent = tab.id === currentId;
          return (
            <li key={tab.id}>
              <AppLink
                href={tab.href}
                {...(isCurrent && { "aria-current": "page" as const })}
                className={joinClasses(
                  "flex h-10 items-center gap-1.5 border-b-2 font-medium whitespace-nowrap -outline-offset-2",
                  isCurrent ? "border-accent text-ink" : "border-transparent text-ink-2 hover:text-ink",
                )}
              >
                {tab.label}
                {tab.count !== undefined && <span className="badge">{tab.count}</span>}
              </AppLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
