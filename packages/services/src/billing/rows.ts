import type { BillingRunDto } from "@stead/contracts/billing";
import type { Sql } from "@stead/db/client";
import type { ServiceContext } from "../context/index.ts";
import type { BillingProblem } from "./draft-month.ts";

/** Columns of a billing run as its DTO has them; `r` is the run. */
export const runColumns = `r.id, r.period_start as "periodStart", r.status, r.job_run_id as "jobRunId", r.lease_count as "leaseCount",
  r.invoice_count as "invoiceCount", r.charge_count as "chargeCount", r.totals, r.problems, r.created_at as "createdAt", r.finished_at as "finishedAt"`;

const runById = {
  name: "billing_run_get",
  text: `select ${runColumns} from billing_runs r where r.agency_id = $1 and r.id = $2`,
};

export async function readBillingRun(
  sql: Sql,
  ctx: Pick<ServiceContext, "agencyId">,
  id: string,
): Promise<BillingRunDto | undefined> {
  const [row] = await sql<BillingRunDto>(runById, ctx.agencyId, id);
  return row;
}

export type CurrencyTotal = { currency: string; totalMinor: number };

/** Two lists of sums as one, by currency. */
export function mergeTotals(
  left: readonly CurrencyTotal[],
  right: readonly CurrencyTotal[],
): CurrencyTotal[] {
  const sums = new Map<string, number>();
  for (const { currency, totalMinor } of [...left, ...right])
    sums.set(currency, (sums.get(currency) ?? 0) + totalMinor);
  return [...sums]
    .map(([currency, totalMinor]) => ({ currency, totalMinor }))
    .toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
}

/** A run keeps this many problems; more say nothing new. */
const mostProblems = 500;

export function mergeProblems(
  left: readonly BillingProblem[],
  right: readonly BillingProblem[],
): BillingProblem[] {
  return [...left, ...right].slice(0, mostProblems);
}
