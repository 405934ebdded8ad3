import { Skeleton } from "@stead/ui/skeleton";

/** The shape of a page while the session loads. */
export function FrameSkeleton({ label }: { readonly label: string }) {
  return (
    <div role="status" aria-label={label} className="grid min-h-dvh gap-6 p-6 md:grid-cols-[15rem_1fr]">
      <div className="hidden content-start gap-3 md:grid">
        {Array.from({ length: 12 }, (_, index) => (
          <Skeleton key={index} className="h-6" />
        ))}
      </div>
      <div className="grid content-start gap-4">
        <Skeleton className="h-8 w-64" />
        <Skeleton className="h-24" />
        <Skeleton className="h-64" />
      </div>
    </div>
  );
}
