import type { Verb } from "../context/index.ts";
import { stopWork, type StopInput } from "../jobs/index.ts";

export type StopBulkInput = StopInput & { operationId: string };

/** Ends an operation whose job did not come to its end; what is done stays. Safe to run again. */
export async function stopBulk({ ctx, input: { operationId, ...stop } }: Verb<StopBulkInput>): Promise<void> {
  await stopWork(ctx.db.sql, ctx, { table: "bulk_operations", columns: "id" }, { id: operationId, ...stop });
}
