import {
  CreateExportInput,
  DownloadLinkDto,
  ExportDto,
  ExportIdInput,
  ExportPage,
  ListExportsInput,
} from "@stead/contracts/exports";
import { cancelExport, createExport, getExport, linkExport, listExports } from "@stead/services/exports";
import { memberProcedure } from "../../trpc/init.ts";

export const exportsRoutes = {
  create: memberProcedure("exports:write")
    .input(CreateExportInput)
    .output(ExportDto)
    .mutation(({ ctx, input }) => createExport({ ctx: ctx.services, input })),
  get: memberProcedure("exports:write")
    .input(ExportIdInput)
    .output(ExportDto)
    .query(({ ctx, input }) => getExport({ ctx: ctx.services, input })),
  list: memberProcedure("exports:write")
    .input(ListExportsInput)
    .output(ExportPage)
    .query(({ ctx, input }) => listExports({ ctx: ctx.services, input })),
  /** A link that works without a session, so that a browser or another program can fetch the file. */
  link: memberProcedure("exports:write")
    .input(ExportIdInput)
    .output(DownloadLinkDto)
    .mutation(({ ctx, input }) => linkExport({ ctx: ctx.services, input })),
  cancel: memberProcedure("exports:write")
    .input(ExportIdInput)
    .output(ExportDto)
    .mutation(({ ctx, input }) => cancelExport({ ctx: ctx.services, input })),
};
