import { JobRunDto, JobRunIdInput, JobRunPage, ListJobRunsInput } from "@stead/contracts/jobs";
import { cancelJobRun, getJobRun, listJobRuns, retryJobRun } from "@stead/services/jobs";
import { memberInPersonProcedure, memberProcedure } from "../../trpc/init.ts";

export const jobsRoutes = {
  list: memberProcedure("jobs:read")
    .input(ListJobRunsInput)
    .output(JobRunPage)
    .query(({ ctx, input }) => listJobRuns({ ctx: ctx.services, input })),
  get: memberProcedure("jobs:read")
    .input(JobRunIdInput)
    .output(JobRunDto)
    .query(({ ctx, input }) => getJobRun({ ctx: ctx.services, input })),
  cancel: memberProcedure("jobs:write")
    .input(JobRunIdInput)
    .output(JobRunDto)
    .mutation(({ ctx, input }) => cancelJobRun({ ctx: ctx.services, input })),
  retry: memberInPersonProcedure("jobs:write")
    .input(JobRunIdInput)
    .output(JobRunDto)
    .mutation(({ ctx, input }) => retryJobRun({ ctx: ctx.services, input }, ctx.deps.queues)),
};
