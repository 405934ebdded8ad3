import {
  DepositPage,
  DepositTotalsDto,
  DepositTotalsInput,
  LeaseDepositDto,
  ListDepositsInput,
  RefundDepositInput,
  TransferDepositInput,
  WithholdDepositInput,
} from "@stead/contracts/deposits";
import { IdInput } from "@stead/contracts/portfolio";
import {
  getDepositTotals,
  getLeaseDeposit,
  listDeposits,
  refundDeposit,
  transferDeposit,
  withholdDeposit,
} from "@stead/services/deposits";
import { memberProcedure } from "../../trpc/init.ts";

export const depositsRoutes = {
  get: memberProcedure("leases:read")
    .input(IdInput)
    .output(LeaseDepositDto)
    .query(({ ctx, input }) => getLeaseDeposit({ ctx: ctx.services, input })),
  list: memberProcedure("leases:read", { mayLag: true })
    .input(ListDepositsInput)
    .output(DepositPage)
    .query(({ ctx, input }) => listDeposits({ ctx: ctx.services, input })),
  totals: memberProcedure("leases:read", { mayLag: true })
    .input(DepositTotalsInput)
    .output(DepositTotalsDto)
    .query(({ ctx, input }) => getDepositTotals({ ctx: ctx.services, input })),
  withhold: memberProcedure("payments:write")
    .input(WithholdDepositInput)
    .output(LeaseDepositDto)
    .mutation(({ ctx, input }) => withholdDeposit({ ctx: ctx.services, input })),
  refund: memberProcedure("refunds:write")
    .input(RefundDepositInput)
    .output(LeaseDepositDto)
    .mutation(({ ctx, input }) => refundDeposit({ ctx: ctx.services, input })),
  transfer: memberProcedure("payments:write")
    .input(TransferDepositInput)
    .output(LeaseDepositDto)
    .mutation(({ ctx, input }) => transferDeposit({ ctx: ctx.services, input })),
};
