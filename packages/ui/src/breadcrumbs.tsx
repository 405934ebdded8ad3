import ChevronRight from "lucide-react/icons/chevron-right";
import { joinClasses } from "./class-names.ts";
import { AppLink } from "./link.tsx";

export interface Crumb {
  readonly label: string;
  /** The last one, where I am, needs none. */
  readonly href?: string;
}

export interface BreadcrumbsProps {
  /** The accessible name, for example "Where you are". */
  readonly label: string;
  readonly crumbs: readonly Crumb[];
}

/** Where I am; on a phone the last two. */
export function Breadcrumbs({ label, crumbs }: BreadcrumbsProps) {
  const last = crumbs.length - 1;
  return (
    <nav aria-label={label} className="min-w-0">
      <ol className="-ml-1 flex min-w-0 items-center gap-1">
        {crumbs.map((crumb, index) => (
          <li
            key={`${crumb.label}${crumb.href ?? ""}`}
            className={
              index < last - 1 ? "hidden items-center gap-1 sm:flex" : "flex min-w-0 items-center gap-1"
            }
          >
            {index > 0 && (
              <ChevronRight
                aria-hidden
                className={joinClasses(
                  "size-3.5 flex-none text-ink-3",
                  index === last - 1 && "max-sm:hidden",
                )}
              />
            )}
            {crumb.href === undefined || index === last ? (
              <span aria-current={index === last ? "page" : undefined} className="truncate px-1 font-medium">
                {crumb.label}
              </span>
            ) : (
              <AppLink href={crumb.href} className="truncate rounded-sm px-1 text-ink-2 hover:text-ink">
                {crumb.label}
              </AppLink>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
