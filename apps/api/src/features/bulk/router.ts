import {
  BulkIdInput,
  BulkOperationDto,
  BulkPage,
  BulkPreviewDto,
  BulkRowPage,
  ListBulkInput,
  ListBulkRowsInput,
  PreviewBulkInput,
  StartBulkInput,
} from "@stead/contracts/bulk";
import { cancelBulk, getBulk, listBulk, listBulkRows, previewBulk, startBulk } from "@stead/services/bulk";
import { memberProcedure } from "../../trpc/init.ts";

export const bulkRoutes = {
  preview: memberProcedure("bulk:write")
    .input(PreviewBulkInput)
    .output(BulkPreviewDto)
    .query(({ ctx, input }) => previewBulk({ ctx: ctx.services, input })),
  start: memberProcedure("bulk:write")
    .input(StartBulkInput)
    .output(BulkOperationDto)
    .mutation(({ ctx, input }) => startBulk({ ctx: ctx.services, input })),
  get: memberProcedure("bulk:write")
    .input(BulkIdInput)
    .output(BulkOperationDto)
    .query(({ ctx, input }) => getBulk({ ctx: ctx.services, input })),
  list: memberProcedure("bulk:write")
    .input(ListBulkInput)
    .output(BulkPage)
    .query(({ ctx, input }) => listBulk({ ctx: ctx.services, input })),
  listRows: memberProcedure("bulk:write")
    .input(ListBulkRowsInput)
    .output(BulkRowPage)
    .query(({ ctx, input }) => listBulkRows({ ctx: ctx.services, input })),
  cancel: memberProcedure("bulk:write")
    .input(BulkIdInput)
    .output(BulkOperationDto)
    .mutation(({ ctx, input }) => cancelBulk({ ctx: ctx.services, input })),
};
