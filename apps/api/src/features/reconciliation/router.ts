import {
  DayPage,
  DayProofDto,
  DayProofIdInput,
  ListDaysInput,
  ProveDayInput,
} from "@stead/contracts/reconciliation";
import { getDayProof, listDays, proveDay } from "@stead/services/reconciliation";
import { memberProcedure } from "../../trpc/init.ts";

export const reconciliationRoutes = {
  listDays: memberProcedure("payments:read")
    .input(ListDaysInput)
    .output(DayPage)
    .query(({ ctx, input }) => listDays({ ctx: ctx.services, input })),
  getDay: memberProcedure("payments:read")
    .input(DayProofIdInput)
    .output(DayProofDto)
    .query(({ ctx, input }) => getDayProof({ ctx: ctx.services, input })),
  proveDay: memberProcedure("payments:write")
    .input(ProveDayInput)
    .output(DayProofDto)
    .mutation(({ ctx, input }) => proveDay({ ctx: ctx.services, input })),
};
