import { Skeleton, SkeletonText } from "@stead/ui/skeleton";
import { views as text } from "../../messages/en/views.ts";

/** The shape of the portal while it is asked who is here. */
export function PortalSkeleton() {
  return (
    <div role="status" aria-label={text.loading} className="mx-auto w-full max-w-2xl px-4 py-6">
      <Skeleton className="h-5 w-40" />
      <div className="mt-10 grid gap-4">
        <Skeleton className="h-4 w-24" />
        <Skeleton className="h-9 w-56" />
        <Skeleton className="h-11 w-full" />
        <SkeletonText lines={4} />
      </div>
    </div>
  );
}
