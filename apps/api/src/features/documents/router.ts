import {
  DocumentDto,
  LeaseClausesDto,
  LeaseClausesPreviewDto,
  LetterheadDto,
  OpenDocumentInput,
  PreviewLeaseClausesInput,
  SaveLeaseClausesInput,
  UpdateLetterheadInput,
} from "@stead/contracts/documents";
import {
  getLeaseClauses,
  getLetterhead,
  openDocument,
  previewLeaseClauses,
  saveLeaseClauses,
  updateLetterhead,
} from "@stead/services/documents";
import { slowChanging } from "../../trpc/cache-rules.ts";
import { memberProcedure } from "../../trpc/init.ts";

export const documentsRoutes = {
  /** Needs the permission to read what the document is about. */
  open: memberProcedure("agency:read")
    .input(OpenDocumentInput)
    .output(DocumentDto)
    .mutation(({ ctx, input }) => openDocument({ ctx: ctx.services, input })),
  letterhead: memberProcedure("agency:read", { cache: slowChanging })
    .output(LetterheadDto)
    .query(({ ctx }) => getLetterhead({ ctx: ctx.services })),
  updateLetterhead: memberProcedure("agency:write")
    .input(UpdateLetterheadInput)
    .output(LetterheadDto)
    .mutation(({ ctx, input }) => updateLetterhead({ ctx: ctx.services, input })),
  leaseClauses: memberProcedure("leases:read", { cache: slowChanging })
    .output(LeaseClausesDto)
    .query(({ ctx }) => getLeaseClauses({ ctx: ctx.services })),
  saveLeaseClauses: memberProcedure("agency:write")
    .input(SaveLeaseClausesInput)
    .output(LeaseClausesDto)
    .mutation(({ ctx, input }) => saveLeaseClauses({ ctx: ctx.services, input })),
  previewLeaseClauses: memberProcedure("leases:read")
    .input(PreviewLeaseClausesInput)
    .output(LeaseClausesPreviewDto)
    .query(({ ctx, input }) => previewLeaseClauses({ ctx: ctx.services, input })),
};
