import type { PaymentDto } from "@stead/contracts/payments";
import { requirePermission, type Verb } from "../context/index.ts";
import { readPayment } from "./dto.ts";

/** One payment with its allocations, refunds, reversal and journals. */
export async function getPayment({ ctx, input }: Verb<{ id: string }>): Promise<PaymentDto> {
  requirePermission(ctx, "payments:read");
  return readPayment(ctx.db.sql, ctx, input.id);
}
