import type { Handler } from "@stead/queue/handlers";
import { runReportSchedule } from "@stead/services/reports";
import type { WorkerDeps } from "../../deps.ts";

export function runSchedule(deps: WorkerDeps): Handler<"reports.run-schedule"> {
  return {
    run: async ({ scheduleId }, job) =>
      runReportSchedule({ ctx: await deps.contextOf(job), input: { scheduleId } }),
  };
}
