import type { BillingRunDto, StartBillingRunInput } from "@stead/contracts/billing";
import type { Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import { newId } from "@stead/kernel/ids";
import { enqueue } from "@stead/queue/enqueue";
import {
  actingUserId,
  instantNow,
  once,
  recordAudit,
  requireFound,
  requirePermission,
  requireWholeAgency,
  inTransaction,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { lockBilling } from "./queries.ts";
import { readBillingRun } from "./rows.ts";

const unfinished = {
  name: "billing_run_unfinished",
  text: `select id, status from billing_runs where agency_id = $1 and period_start = $2 and status <> 'done' order by created_at desc limit 1`,
};
const insertRun = {
  name: "billing_run_insert",
  text: `insert into billing_runs (agency_id, id, period_start, created_by, created_at) values ($1, $2, $3, $4, $5)`,
};
const queueRun = {
  name: "billing_run_queue",
  text: `update billing_runs set status = 'queued', job_run_id = $3, finished_at = null where agency_id = $1 and id = $2`,
};

/**
 * Starts the billing of a month as a job that people see. A run of the month that waits or works is answered as it is;
 * one that failed or was cancelled goes on where it stopped; after a finished one, a new run bills what is missing.
 */
export async function startBillingRun({ ctx, input }: Verb<StartBillingRunInput>): Promise<BillingRunDto> {
  requirePermission(ctx, "billing:write");
  requireWholeAgency(ctx);
  return inTransaction(ctx, (tx) =>
    once(tx, ctx, { operation: "billing.start-run", input }, () => startRun(tx, ctx, input.periodStart)),
  );
}

/** The run of a month, queued in the caller's transaction. */
export async function startRun(tx: Tx, ctx: ServiceContext, periodStart: CivilDate): Promise<BillingRunDto> {
  await lockBilling(tx, ctx, "alone");
  const [waiting] = await tx.sql<{ id: string; status: string }>(unfinished, ctx.agencyId, periodStart);
  const billingRunId = waiting?.id ?? newId();
  const actorUserId = actingUserId(ctx);
  const at = instantNow(ctx);
  if (waiting === undefined)
    await tx.sql(insertRun, ctx.agencyId, billingRunId, periodStart, actorUserId, at);
  if (waiting === undefined || waiting.status === "failed" || waiting.status === "cancelled") {
    const jobRunId = await enqueue(
      tx,
      ctx,
      "billing.run",
      { agencyId: ctx.agencyId, billingRunId },
      { jobRun: { subjectId: billingRunId, actorUserId, about: periodStart } },
    );
    await tx.sql(queueRun, ctx.agencyId, billingRunId, jobRunId);
    await recordAudit(tx, ctx, {
      action: "billing_run.started",
      entityType: "billing_run",
      entityId: billingRunId,
      after: { periodStart },
    });
  }
  return requireFound(await readBillingRun(tx.sql, ctx, billingRunId), "billing run");
}
