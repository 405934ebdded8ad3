import type { AppRouter } from "@stead/api/router";
import type { inferRouterOutputs } from "@trpc/server";

/** A month of the books, as the API lists it. */
export type Period = inferRouterOutputs<AppRouter>["ledger"]["listPeriods"]["items"][number];
