import { DisputeDto, DisputeIdInput, DisputePage, ListDisputesInput } from "@stead/contracts/disputes";
import { getDispute, listDisputes } from "@stead/services/disputes";
import { memberProcedure } from "../../trpc/init.ts";

export const disputesRoutes = {
  list: memberProcedure("payments:read")
    .input(ListDisputesInput)
    .output(DisputePage)
    .query(({ ctx, input }) => listDisputes({ ctx: ctx.services, input })),
  get: memberProcedure("payments:read")
    .input(DisputeIdInput)
    .output(DisputeDto)
    .query(({ ctx, input }) => getDispute({ ctx: ctx.services, input })),
};
