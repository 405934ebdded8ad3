import {
  AssignedDto,
  AssignReceiptInput,
  ListSuspenseInput,
  SuggestionsDto,
  SuspensePage,
  UnassignReceiptInput,
} from "@stead/contracts/desk";
import { PaymentDto } from "@stead/contracts/payments";
import { IdInput } from "@stead/contracts/portfolio";
import { assignReceipt, listSuspense, suggestLeases, unassignReceipt } from "@stead/services/desk";
import { memberProcedure } from "../../trpc/init.ts";

export const deskRoutes = {
  list: memberProcedure("payments:read")
    .input(ListSuspenseInput)
    .output(SuspensePage)
    .query(({ ctx, input }) => listSuspense({ ctx: ctx.services, input })),
  suggest: memberProcedure("payments:read")
    .input(IdInput)
    .output(SuggestionsDto)
    .query(({ ctx, input }) => suggestLeases({ ctx: ctx.services, input })),
  assign: memberProcedure("payments:write")
    .input(AssignReceiptInput)
    .output(AssignedDto)
    .mutation(({ ctx, input }) => assignReceipt({ ctx: ctx.services, input })),
  unassign: memberProcedure("payments:write")
    .input(UnassignReceiptInput)
    .output(PaymentDto)
    .mutation(({ ctx, input }) => unassignReceipt({ ctx: ctx.services, input })),
};
