import { AgencyDto, AgencyProgressDto, UpdateAgencyInput } from "@stead/contracts/agency";
import { getAgency, getAgencyProgress, updateAgency } from "@stead/services/agency";
import { slowChanging } from "../../trpc/cache-rules.ts";
import { memberProcedure } from "../../trpc/init.ts";

export const agencyRoutes = {
  get: memberProcedure("agency:read", { cache: slowChanging })
    .output(AgencyDto)
    .query(({ ctx }) => getAgency({ ctx: ctx.services })),
  update: memberProcedure("agency:write")
    .input(UpdateAgencyInput)
    .output(AgencyDto)
    .mutation(({ ctx, input }) => updateAgency({ ctx: ctx.services, input })),
  progress: memberProcedure("agency:read")
    .output(AgencyProgressDto)
    .query(({ ctx }) => getAgencyProgress({ ctx: ctx.services })),
};
