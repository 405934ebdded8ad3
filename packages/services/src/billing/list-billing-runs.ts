import type { BillingRunDto, ListBillingRunsInput } from "@stead/contracts/billing";
import type { Page } from "@stead/contracts/lists";
import type { z } from "zod";
import { condition, readPage, requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";
import { runColumns } from "./rows.ts";

/** Billing runs, the latest month first. */
export async function listBillingRuns({
  ctx,
  input,
}: Verb<z.infer<typeof ListBillingRunsInput>>): Promise<Page<BillingRunDto>> {
  requirePermission(ctx, "billing:read");
  requireWholeAgency(ctx);
  return readPage<BillingRunDto>(
    ctx,
    {
      name: "billing_runs",
      select: runColumns,
      from: "billing_runs r",
      where: [condition("r.agency_id = $1")],
      order: {
        name: "month",
        columns: [
          { expression: "r.period_start", type: "date" },
          { expression: "r.created_at", type: "timestamptz" },
          { expression: "r.id", type: "uuid" },
        ],
        direction: input.order ?? "desc",
      },
      cursorOf: (run) => [run.periodStart, run.createdAt, run.id],
    },
    input,
  );
}
