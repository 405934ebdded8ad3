import type { JobRunDto, ListJobRunsInput } from "@stead/contracts/jobs";
import type { Page } from "@stead/contracts/lists";
import { condition, readPage, requirePermission, searchWords, when, type Verb } from "../context/index.ts";
import { jobRunColumns, visibleJobRuns } from "./rows.ts";

/** Jobs, newest first. A member limited to some properties sees only jobs of their own. */
export async function listJobRuns({ ctx, input }: Verb<ListJobRunsInput>): Promise<Page<JobRunDto>> {
  requirePermission(ctx, "jobs:read");
  return readPage<JobRunDto>(
    ctx,
    {
      name: "job_runs_list",
      select: jobRunColumns,
      from: "job_runs r",
      where: [
        condition("r.agency_id = $1"),
        visibleJobRuns(ctx),
        when(input.isMine || undefined, () => condition("r.actor_user_id = ?::uuid", ctx.actor.id)),
        when(input.status, (status) => condition("r.status = ?", status)),
        when(input.name, (name) => condition("r.name = ?", name)),
        when(input.q || undefined, (q) => condition("r.name like all (?::text[])", searchWords(q))),
      ],
      order: {
        name: "created",
        columns: [
          { expression: "r.created_at", type: "timestamptz" },
          { expression: "r.id", type: "uuid" },
        ],
        direction: input.order ?? "desc",
      },
      cursorOf: (row) => [row.createdAt, row.id],
    },
    input,
  );
}
