import { DashboardDto, DashboardInput, SearchDto, SearchInput } from "@stead/contracts/dashboard";
import { getDashboard, searchEverything } from "@stead/services/dashboard";
import { heldUntilChanged } from "../../trpc/cache-rules.ts";
import { memberProcedure } from "../../trpc/init.ts";

export const dashboardRoutes = {
  get: memberProcedure("billing:read", { cache: heldUntilChanged, mayLag: true })
    .input(DashboardInput)
    .output(DashboardDto)
    .query(({ ctx, input }) => getDashboard({ ctx: ctx.services, input })),
  search: memberProcedure("agency:read", { mayLag: true })
    .input(SearchInput)
    .output(SearchDto)
    .query(({ ctx, input }) => searchEverything({ ctx: ctx.services, input })),
};
