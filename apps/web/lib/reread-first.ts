import type { QueryClient } from "@tanstack/react-query";

/**
 * Has what is invalidated while it is read for the first time read once more. The library lets such a read finish and
 * takes its answer for fresh, although it may be from before the change: a page that opens while a job ends would show
 * it as running for good. Returns the function that ends it.
 */
export function rereadFirst(queryClient: QueryClient): () => void {
  return queryClient.getQueryCache().subscribe((event) => {
    if (event.type !== "updated" || event.action.type !== "invalidate") return;
    const { query } = event;
    if (query.state.fetchStatus !== "fetching" || query.state.data !== undefined) return;
    const again = () => {
      if (query.isActive()) void query.fetch().catch(() => {});
    };
    void query.promise?.then(again, again);
  });
}
