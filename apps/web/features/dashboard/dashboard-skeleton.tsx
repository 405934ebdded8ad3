import { Skeleton, SkeletonChart, SkeletonStat } from "@stead/ui/skeleton";

export function DashboardSkeleton() {
  return (
    <div className="grid gap-6" aria-hidden>
      <Skeleton className="h-8 w-48" />
      <div className="grid grid-cols-2 gap-4 md:grid-cols-3 xl:grid-cols-6">
        {Array.from({ length: 6 }, (_, index) => (
          <SkeletonStat key={index} />
        ))}
      </div>
      <div className="grid gap-10 lg:grid-cols-[3fr_2fr]">
        <SkeletonChart />
        <SkeletonChart />
      </div>
    </div>
  );
}
