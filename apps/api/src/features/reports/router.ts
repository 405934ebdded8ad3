import {
  CreateReportScheduleInput,
  EndReportScheduleInput,
  ListReportRunsInput,
  ListReportSchedulesInput,
  MakeReportFilesInput,
  ReportDto,
  ReportLinkDto,
  ReportLinkInput,
  ReportListDto,
  ReportPeopleDto,
  ReportRunDto,
  ReportRunIdInput,
  ReportRunPage,
  ReportScheduleDto,
  ReportScheduleIdInput,
  ReportSchedulePage,
  ShowReportInput,
  UpdateReportScheduleInput,
} from "@stead/contracts/reports";
import {
  createReportLink,
  createReportSchedule,
  endReportSchedule,
  getReportRun,
  listReportPeople,
  listReportRuns,
  listReports,
  listReportSchedules,
  makeReportFiles,
  showReport,
  updateReportSchedule,
} from "@stead/services/reports";
import { heldUntilChanged, slowChanging } from "../../trpc/cache-rules.ts";
import { memberProcedure } from "../../trpc/init.ts";

export const reportsRoutes = {
  list: memberProcedure("reports:read", { cache: slowChanging })
    .output(ReportListDto)
    .query(({ ctx }) => listReports({ ctx: ctx.services })),
  show: memberProcedure("reports:read", { cache: heldUntilChanged })
    .input(ShowReportInput)
    .output(ReportDto)
    .query(({ ctx, input }) => showReport({ ctx: ctx.services, input })),
  makeFiles: memberProcedure("reports:read")
    .input(MakeReportFilesInput)
    .output(ReportRunDto)
    .mutation(({ ctx, input }) => makeReportFiles({ ctx: ctx.services, input })),
  getRun: memberProcedure("reports:read")
    .input(ReportRunIdInput)
    .output(ReportRunDto)
    .query(({ ctx, input }) => getReportRun({ ctx: ctx.services, input })),
  listRuns: memberProcedure("reports:read")
    .input(ListReportRunsInput)
    .output(ReportRunPage)
    .query(({ ctx, input }) => listReportRuns({ ctx: ctx.services, input })),
  createLink: memberProcedure("reports:read")
    .input(ReportLinkInput)
    .output(ReportLinkDto)
    .mutation(({ ctx, input }) => createReportLink({ ctx: ctx.services, input })),
  listSchedules: memberProcedure("reports:read")
    .input(ListReportSchedulesInput)
    .output(ReportSchedulePage)
    .query(({ ctx, input }) => listReportSchedules({ ctx: ctx.services, input })),
  createSchedule: memberProcedure("reports:write")
    .input(CreateReportScheduleInput)
    .output(ReportScheduleDto)
    .mutation(({ ctx, input }) => createReportSchedule({ ctx: ctx.services, input })),
  updateSchedule: memberProcedure("reports:write")
    .input(UpdateReportScheduleInput)
    .output(ReportScheduleDto)
    .mutation(({ ctx, input }) => updateReportSchedule({ ctx: ctx.services, input })),
  endSchedule: memberProcedure("reports:write")
    .input(EndReportScheduleInput)
    .output(ReportScheduleIdInput)
    .mutation(({ ctx, input }) => endReportSchedule({ ctx: ctx.services, input })),
  listPeople: memberProcedure("reports:write")
    .output(ReportPeopleDto)
    .query(({ ctx }) => listReportPeople({ ctx: ctx.services })),
};
