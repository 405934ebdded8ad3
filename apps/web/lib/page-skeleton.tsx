import { Skeleton } from "@stead/ui/skeleton";

const rows = ["w-3/4", "w-1/2", "w-2/3", "w-3/5", "w-2/5", "w-3/4", "w-1/2", "w-2/3"] as const;

/** The shape of a page while its script or its session comes: a title, a bar, rows. */
export function PageSkeleton({ label }: { readonly label: string }) {
  return (
    <div role="status" aria-label={label}>
      <Skeleton className="mb-6 h-7 w-48" />
      <Skeleton className="mb-5 h-9 w-72 max-w-full" />
      <div className="grid gap-5">
        {rows.map((width, index) => (
          <Skeleton key={index} className={`h-4 ${width}`} />
        ))}
      </div>
    </div>
  );
}
