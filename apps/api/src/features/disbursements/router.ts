import {
  ApproveDisbursementInput,
  BankFileDto,
  BankFileLinkDto,
  BankFilePage,
  CancelDisbursementInput,
  CreateBankFileInput,
  DisbursementDto,
  DisbursementPage,
  GiveBankFileInput,
  ListBankFilesInput,
  ListDisbursementsInput,
  ListRefundWaysInput,
  RefundWaysDto,
  RequestDepositRefundInput,
  RequestRefundInput,
  RetryDisbursementInput,
  SettleDisbursementInput,
} from "@stead/contracts/disbursements";
import { IdInput } from "@stead/contracts/portfolio";
import {
  approveDisbursement,
  cancelDisbursement,
  createBankFile,
  getDisbursement,
  giveBankFile,
  listBankFiles,
  listDisbursements,
  listRefundWays,
  requestDepositRefund,
  requestRefund,
  retryDisbursement,
  settleDisbursement,
} from "@stead/services/disbursements";
import { memberProcedure } from "../../trpc/init.ts";

export const disbursementsRoutes = {
  listRefundWays: memberProcedure("payments:read")
    .input(ListRefundWaysInput)
    .output(RefundWaysDto)
    .query(({ ctx, input }) => listRefundWays({ ctx: ctx.services, input })),
  requestRefund: memberProcedure("refunds:write")
    .input(RequestRefundInput)
    .output(DisbursementDto)
    .mutation(({ ctx, input }) => requestRefund({ ctx: ctx.services, input })),
  requestDepositRefund: memberProcedure("refunds:write")
    .input(RequestDepositRefundInput)
    .output(DisbursementDto)
    .mutation(({ ctx, input }) => requestDepositRefund({ ctx: ctx.services, input })),
  approve: memberProcedure("refunds:write")
    .input(ApproveDisbursementInput)
    .output(DisbursementDto)
    .mutation(({ ctx, input }) => approveDisbursement({ ctx: ctx.services, input })),
  cancel: memberProcedure("refunds:write")
    .input(CancelDisbursementInput)
    .output(DisbursementDto)
    .mutation(({ ctx, input }) => cancelDisbursement({ ctx: ctx.services, input })),
  retry: memberProcedure("refunds:write")
    .input(RetryDisbursementInput)
    .output(DisbursementDto)
    .mutation(({ ctx, input }) => retryDisbursement({ ctx: ctx.services, input })),
  settle: memberProcedure("refunds:write")
    .input(SettleDisbursementInput)
    .output(DisbursementDto)
    .mutation(({ ctx, input }) => settleDisbursement({ ctx: ctx.services, input })),
  list: memberProcedure("payments:read")
    .input(ListDisbursementsInput)
    .output(DisbursementPage)
    .query(({ ctx, input }) => listDisbursements({ ctx: ctx.services, input })),
  get: memberProcedure("payments:read")
    .input(IdInput)
    .output(DisbursementDto)
    .query(({ ctx, input }) => getDisbursement({ ctx: ctx.services, input })),
  createBankFile: memberProcedure("refunds:write")
    .input(CreateBankFileInput)
    .output(BankFileDto)
    .mutation(({ ctx, input }) => createBankFile({ ctx: ctx.services, input })),
  listBankFiles: memberProcedure("payments:read")
    .input(ListBankFilesInput)
    .output(BankFilePage)
    .query(({ ctx, input }) => listBankFiles({ ctx: ctx.services, input })),
  giveBankFile: memberProcedure("refunds:write")
    .input(GiveBankFileInput)
    .output(BankFileLinkDto)
    .mutation(({ ctx, input }) => giveBankFile({ ctx: ctx.services, input })),
};
