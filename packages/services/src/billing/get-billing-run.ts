import type { BillingRunDto } from "@stead/contracts/billing";
import { requireFound, requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";
import { readBillingRun } from "./rows.ts";

/** One billing run: how far it is, what it billed, and which leases had problems. */
export async function getBillingRun({ ctx, input }: Verb<{ id: string }>): Promise<BillingRunDto> {
  requirePermission(ctx, "billing:read");
  requireWholeAgency(ctx);
  return requireFound(await readBillingRun(ctx.db.sql, ctx, input.id), "billing run");
}
