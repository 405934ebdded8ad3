import {
  ImportDto,
  ImportIdInput,
  ImportPage,
  ImportRowPage,
  ImportUndoPreviewDto,
  ListImportRowsInput,
  ListImportsInput,
  MapImportInput,
} from "@stead/contracts/imports";
import {
  applyImport,
  cancelImport,
  checkImport,
  getImport,
  listImportRows,
  listImports,
  mapImport,
  previewImportUndo,
  undoImport,
} from "@stead/services/imports";
import { memberProcedure } from "../../trpc/init.ts";

export const importsRoutes = {
  get: memberProcedure("imports:read")
    .input(ImportIdInput)
    .output(ImportDto)
    .query(({ ctx, input }) => getImport({ ctx: ctx.services, input })),
  list: memberProcedure("imports:read")
    .input(ListImportsInput)
    .output(ImportPage)
    .query(({ ctx, input }) => listImports({ ctx: ctx.services, input })),
  map: memberProcedure("imports:write")
    .input(MapImportInput)
    .output(ImportDto)
    .mutation(({ ctx, input }) => mapImport({ ctx: ctx.services, input })),
  check: memberProcedure("imports:write")
    .input(ImportIdInput)
    .output(ImportDto)
    .mutation(({ ctx, input }) => checkImport({ ctx: ctx.services, input })),
  apply: memberProcedure("imports:write")
    .input(ImportIdInput)
    .output(ImportDto)
    .mutation(({ ctx, input }) => applyImport({ ctx: ctx.services, input })),
  cancel: memberProcedure("imports:write")
    .input(ImportIdInput)
    .output(ImportDto)
    .mutation(({ ctx, input }) => cancelImport({ ctx: ctx.services, input })),
  undo: memberProcedure("imports:write")
    .input(ImportIdInput)
    .output(ImportDto)
    .mutation(({ ctx, input }) => undoImport({ ctx: ctx.services, input })),
  previewUndo: memberProcedure("imports:read")
    .input(ImportIdInput)
    .output(ImportUndoPreviewDto)
    .query(({ ctx, input }) => previewImportUndo({ ctx: ctx.services, input })),
  listRows: memberProcedure("imports:read")
    .input(ListImportRowsInput)
    .output(ImportRowPage)
    .query(({ ctx, input }) => listImportRows({ ctx: ctx.services, input })),
};
