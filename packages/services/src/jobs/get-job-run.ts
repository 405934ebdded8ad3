import type { JobRunDto } from "@stead/contracts/jobs";
import { requireFound, requirePermission, type Verb } from "../context/index.ts";
import { readJobRun } from "./rows.ts";

/** A job with its progress. A member limited to some properties sees only jobs of their own. */
export async function getJobRun({ ctx, input }: Verb<{ id: string }>): Promise<JobRunDto> {
  requirePermission(ctx, "jobs:read");
  return requireFound(await readJobRun(ctx.db.sql, ctx, input.id), "job");
}
