import { Skeleton } from "@stead/ui/skeleton";
import { PageSkeleton } from "../../lib/page-skeleton.tsx";

const groups = [6, 13, 4, 8] as const;

/** The shape of the frame while the session loads, where its parts will stand. */
export function FrameSkeleton({
  label,
  isCollapsed = false,
}: {
  readonly label: string;
  readonly isCollapsed?: boolean;
}) {
  return (
    <div className="frame" data-collapsed={isCollapsed ? "" : undefined}>
      <div className="frame-side gap-4 overflow-hidden px-4 py-3">
        <Skeleton className={isCollapsed ? "size-6 flex-none" : "h-6 w-36 flex-none"} />
        {groups.map((items, group) => (
          <div key={group} className="grid flex-none gap-4 pt-1">
            {Array.from({ length: items }, (_, index) => (
              <Skeleton key={index} className={isCollapsed ? "size-4" : "h-4 w-28"} />
            ))}
          </div>
        ))}
      </div>
      <div className="frame-top">
        <Skeleton className="h-4 w-24" />
      </div>
      <div className="min-w-0">
        <div className="frame-main">
          <PageSkeleton label={label} />
        </div>
      </div>
      <div className="frame-bottom" />
    </div>
  );
}
