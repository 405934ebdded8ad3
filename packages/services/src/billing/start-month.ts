import type { BillingRunDto } from "@stead/contracts/billing";
import { monthStart } from "@stead/kernel/dates";
import {
  agencyToday,
  inTransaction,
  isReadOnly,
  requirePermission,
  requireWholeAgency,
  type ServiceContext,
} from "../context/index.ts";
import { startRun } from "./start-billing-run.ts";

/**
 * Starts the run of the month that it is in the agency's zone, where the agency wants that and may write; else null. Run
 * by a schedule.
 */
export async function startMonth({ ctx }: { ctx: ServiceContext }): Promise<BillingRunDto | null> {
  requirePermission(ctx, "billing:write");
  requireWholeAgency(ctx);
  if (!ctx.agency.policies.isBillingScheduled || isReadOnly(ctx)) return null;
  return inTransaction(ctx, (tx) => startRun(tx, ctx, monthStart(agencyToday(ctx))));
}
