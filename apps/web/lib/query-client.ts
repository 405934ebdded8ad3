import { QueryClient, type InvalidateOptions, type InvalidateQueryFilters } from "@tanstack/react-query";

/**
 * A client that reads again what is invalidated while it is read for the first time. The library lets such a read
 * finish and takes its answer for fresh, although it may be from before the change: a page that opens while a job ends
 * would show it as running for good.
 */
export class FreshQueryClient extends QueryClient {
  override async invalidateQueries(
    filters: InvalidateQueryFilters = {},
    options: InvalidateOptions = {},
  ): Promise<void> {
    const first = this.getQueryCache()
      .findAll({ ...filters, fetchStatus: "fetching" })
      .filter(({ state }) => state.data === undefined);
    await super.invalidateQueries(filters, options);
    if (first.length === 0 || filters.refetchType === "none") return;
    await this.refetchQueries({ type: "active", predicate: (query) => first.includes(query) }, options);
  }
}
