import {
  BillingPreviewDto,
  BillingRunDto,
  BillingRunPage,
  ChargeOnceInput,
  CreditInvoiceInput,
  InvoiceDto,
  InvoicePage,
  ListBillingRunsInput,
  ListInvoicesInput,
  PreviewBillingInput,
  RecoverWriteOffInput,
  StartBillingRunInput,
  WriteOffInvoiceInput,
} from "@stead/contracts/billing";
import { IdInput } from "@stead/contracts/portfolio";
import {
  chargeOnce,
  creditInvoice,
  getBillingRun,
  getInvoice,
  listBillingRuns,
  listInvoices,
  previewBilling,
  recoverWriteOff,
  startBillingRun,
  writeOffInvoice,
} from "@stead/services/billing";
import { heldUntilChanged } from "../../trpc/cache-rules.ts";
import { memberProcedure } from "../../trpc/init.ts";

export const billingRoutes = {
  startRun: memberProcedure("billing:write")
    .input(StartBillingRunInput)
    .output(BillingRunDto)
    .mutation(({ ctx, input }) => startBillingRun({ ctx: ctx.services, input })),
  previewRun: memberProcedure("billing:read")
    .input(PreviewBillingInput)
    .output(BillingPreviewDto)
    .query(({ ctx, input }) => previewBilling({ ctx: ctx.services, input })),
  getRun: memberProcedure("billing:read")
    .input(IdInput)
    .output(BillingRunDto)
    .query(({ ctx, input }) => getBillingRun({ ctx: ctx.services, input })),
  listRuns: memberProcedure("billing:read")
    .input(ListBillingRunsInput)
    .output(BillingRunPage)
    .query(({ ctx, input }) => listBillingRuns({ ctx: ctx.services, input })),
  listInvoices: memberProcedure("billing:read", { cache: heldUntilChanged, mayLag: true })
    .input(ListInvoicesInput)
    .output(InvoicePage)
    .query(({ ctx, input }) => listInvoices({ ctx: ctx.services, input })),
  getInvoice: memberProcedure("billing:read")
    .input(IdInput)
    .output(InvoiceDto)
    .query(({ ctx, input }) => getInvoice({ ctx: ctx.services, input })),
  chargeOnce: memberProcedure("billing:write")
    .input(ChargeOnceInput)
    .output(InvoiceDto)
    .mutation(({ ctx, input }) => chargeOnce({ ctx: ctx.services, input })),
  creditInvoice: memberProcedure("billing:write")
    .input(CreditInvoiceInput)
    .output(InvoiceDto)
    .mutation(({ ctx, input }) => creditInvoice({ ctx: ctx.services, input })),
  writeOffInvoice: memberProcedure("billing:write")
    .input(WriteOffInvoiceInput)
    .output(InvoiceDto)
    .mutation(({ ctx, input }) => writeOffInvoice({ ctx: ctx.services, input })),
  recoverWriteOff: memberProcedure("billing:write")
    .input(RecoverWriteOffInput)
    .output(InvoiceDto)
    .mutation(({ ctx, input }) => recoverWriteOff({ ctx: ctx.services, input })),
};
