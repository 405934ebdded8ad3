import type { BillingRunDto, ListBillingRunsInput } from "@stead/contracts/billing";
import type { z } from "zod";
import {
  condition,
  listVerbs,
  requireWholeAgency,
  type ListSpec,
  type ServiceContext,
} from "../context/index.ts";
import { runColumns } from "./rows.ts";

type BillingRunsFilter = z.infer<typeof ListBillingRunsInput>;

const verbs = listVerbs<BillingRunsFilter, BillingRunDto>("billing:read", specOf, requireWholeAgency);

/** Billing runs, the latest month first. */
export const listBillingRuns = verbs.page;
export const readAllBillingRuns = verbs.whole;

function specOf(_ctx: ServiceContext, input: BillingRunsFilter): ListSpec<BillingRunDto> {
  return {
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
  };
}
