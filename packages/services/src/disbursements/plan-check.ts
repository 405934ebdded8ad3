import type { Tx } from "@stead/db/client";
import { enqueue } from "@stead/queue/enqueue";
import type { ServiceContext } from "../context/index.ts";
import type { Disbursement } from "./rows.ts";
import { nextCheckMs } from "./rules.ts";

/** Plans when its provider is asked about it next; after the last time nobody is. Written by the caller. */
export async function planCheck(tx: Tx, ctx: ServiceContext, row: Disbursement): Promise<void> {
  const atMs = nextCheckMs(row.checks, ctx.clock.nowMs());
  row.nextCheckAt = atMs === null ? null : new Date(atMs).toISOString();
  if (atMs === null) return;
  const payload = { agencyId: ctx.agencyId, disbursementId: row.id };
  await enqueue(tx, ctx, "disbursements.check", payload, { runAfterMs: atMs });
}
