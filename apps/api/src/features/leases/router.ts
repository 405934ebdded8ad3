import {
  ActivateLeaseInput,
  AmendLeaseInput,
  AmendmentPreviewDto,
  CancelLeaseInput,
  CreateLeaseInput,
  EndLeaseInput,
  FinalAccountDto,
  GiveNoticeInput,
  LeaseDto,
  LeaseLedgerDto,
  LeaseLedgerInput,
  LeasePage,
  LeaseScheduleInput,
  LeaseSuggestionDto,
  ListLeasesInput,
  PreviewScheduleInput,
  RenewLeaseInput,
  ScheduleDto,
  SuggestLeaseInput,
  UpdateDraftInput,
  WithdrawNoticeInput,
} from "@stead/contracts/leases";
import { IdInput } from "@stead/contracts/portfolio";
import {
  activateLease,
  amendLease,
  cancelLease,
  createLease,
  endLease,
  getLease,
  getLeaseLedger,
  getSchedule,
  giveNotice,
  listLeases,
  previewAmendment,
  previewEnd,
  previewSchedule,
  renewLease,
  suggestLease,
  updateDraft,
  withdrawNotice,
} from "@stead/services/leases";
import { heldUntilChanged } from "../../trpc/cache-rules.ts";
import { memberProcedure } from "../../trpc/init.ts";

export const leasesRoutes = {
  list: memberProcedure("leases:read", { cache: heldUntilChanged, mayLag: true })
    .input(ListLeasesInput)
    .output(LeasePage)
    .query(({ ctx, input }) => listLeases({ ctx: ctx.services, input })),
  get: memberProcedure("leases:read")
    .input(IdInput)
    .output(LeaseDto)
    .query(({ ctx, input }) => getLease({ ctx: ctx.services, input })),
  suggest: memberProcedure("leases:read")
    .input(SuggestLeaseInput)
    .output(LeaseSuggestionDto)
    .query(({ ctx, input }) => suggestLease({ ctx: ctx.services, input })),
  create: memberProcedure("leases:write")
    .input(CreateLeaseInput)
    .output(LeaseDto)
    .mutation(({ ctx, input }) => createLease({ ctx: ctx.services, input })),
  updateDraft: memberProcedure("leases:write")
    .input(UpdateDraftInput)
    .output(LeaseDto)
    .mutation(({ ctx, input }) => updateDraft({ ctx: ctx.services, input })),
  activate: memberProcedure("leases:write")
    .input(ActivateLeaseInput)
    .output(LeaseDto)
    .mutation(({ ctx, input }) => activateLease({ ctx: ctx.services, input })),
  cancel: memberProcedure("leases:write")
    .input(CancelLeaseInput)
    .output(LeaseDto)
    .mutation(({ ctx, input }) => cancelLease({ ctx: ctx.services, input })),
  amend: memberProcedure("leases:write")
    .input(AmendLeaseInput)
    .output(LeaseDto)
    .mutation(({ ctx, input }) => amendLease({ ctx: ctx.services, input })),
  giveNotice: memberProcedure("leases:write")
    .input(GiveNoticeInput)
    .output(LeaseDto)
    .mutation(({ ctx, input }) => giveNotice({ ctx: ctx.services, input })),
  withdrawNotice: memberProcedure("leases:write")
    .input(WithdrawNoticeInput)
    .output(LeaseDto)
    .mutation(({ ctx, input }) => withdrawNotice({ ctx: ctx.services, input })),
  previewAmendment: memberProcedure("leases:read")
    .input(AmendLeaseInput)
    .output(AmendmentPreviewDto)
    .query(({ ctx, input }) => previewAmendment({ ctx: ctx.services, input })),
  previewEnd: memberProcedure("leases:read")
    .input(EndLeaseInput)
    .output(FinalAccountDto)
    .query(({ ctx, input }) => previewEnd({ ctx: ctx.services, input })),
  end: memberProcedure("leases:write")
    .input(EndLeaseInput)
    .output(FinalAccountDto)
    .mutation(({ ctx, input }) => endLease({ ctx: ctx.services, input })),
  renew: memberProcedure("leases:write")
    .input(RenewLeaseInput)
    .output(LeaseDto)
    .mutation(({ ctx, input }) => renewLease({ ctx: ctx.services, input })),
  previewSchedule: memberProcedure("leases:read")
    .input(PreviewScheduleInput)
    .output(ScheduleDto)
    .query(({ ctx, input }) => previewSchedule({ ctx: ctx.services, input })),
  schedule: memberProcedure("leases:read")
    .input(LeaseScheduleInput)
    .output(ScheduleDto)
    .query(({ ctx, input }) => getSchedule({ ctx: ctx.services, input })),
  ledger: memberProcedure("leases:read")
    .input(LeaseLedgerInput)
    .output(LeaseLedgerDto)
    .query(({ ctx, input }) => getLeaseLedger({ ctx: ctx.services, input })),
};
