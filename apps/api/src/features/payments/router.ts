import {
  AllocatePaymentInput,
  AllocationPreviewDto,
  ListPaymentsInput,
  PaymentDto,
  PaymentPage,
  PreviewAllocationInput,
  ReceiptDto,
  RecordPaymentInput,
  RefundPaymentInput,
  ReverseAllocationInput,
  ReversePaymentInput,
} from "@stead/contracts/payments";
import { IdInput } from "@stead/contracts/portfolio";
import {
  allocatePayment,
  getPayment,
  getReceipt,
  listPayments,
  previewAllocation,
  recordPayment,
  refundPayment,
  reverseAllocation,
  reversePayment,
} from "@stead/services/payments";
import { heldUntilChanged } from "../../trpc/cache-rules.ts";
import { memberProcedure } from "../../trpc/init.ts";

export const paymentsRoutes = {
  record: memberProcedure("payments:write")
    .input(RecordPaymentInput)
    .output(PaymentDto)
    .mutation(({ ctx, input }) => recordPayment({ ctx: ctx.services, input })),
  list: memberProcedure("payments:read", { cache: heldUntilChanged, mayLag: true })
    .input(ListPaymentsInput)
    .output(PaymentPage)
    .query(({ ctx, input }) => listPayments({ ctx: ctx.services, input })),
  get: memberProcedure("payments:read")
    .input(IdInput)
    .output(PaymentDto)
    .query(({ ctx, input }) => getPayment({ ctx: ctx.services, input })),
  previewAllocation: memberProcedure("payments:read")
    .input(PreviewAllocationInput)
    .output(AllocationPreviewDto)
    .query(({ ctx, input }) => previewAllocation({ ctx: ctx.services, input })),
  allocate: memberProcedure("payments:write")
    .input(AllocatePaymentInput)
    .output(PaymentDto)
    .mutation(({ ctx, input }) => allocatePayment({ ctx: ctx.services, input })),
  reverseAllocation: memberProcedure("payments:write")
    .input(ReverseAllocationInput)
    .output(PaymentDto)
    .mutation(({ ctx, input }) => reverseAllocation({ ctx: ctx.services, input })),
  reverse: memberProcedure("payments:write")
    .input(ReversePaymentInput)
    .output(PaymentDto)
    .mutation(({ ctx, input }) => reversePayment({ ctx: ctx.services, input })),
  refund: memberProcedure("refunds:write")
    .input(RefundPaymentInput)
    .output(PaymentDto)
    .mutation(({ ctx, input }) => refundPayment({ ctx: ctx.services, input })),
  receipt: memberProcedure("payments:read")
    .input(IdInput)
    .output(ReceiptDto)
    .query(({ ctx, input }) => getReceipt({ ctx: ctx.services, input: { paymentId: input.id } })),
};
