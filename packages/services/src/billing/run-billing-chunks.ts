import type { BillingRunDto } from "@stead/contracts/billing";
import type { Tx } from "@stead/db/client";
import { violationOf } from "@stead/db/errors";
import { monthEnd } from "@stead/kernel/dates";
import { AppError } from "@stead/kernel/errors";
import { enqueueMany } from "@stead/queue/enqueue";
import {
  instantNow,
  inTransaction,
  recordAudit,
  requireFound,
  requirePermission,
  requireWholeAgency,
  together,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { draftMonth, problemOf, type BillingProblem } from "./draft-month.ts";
import { issueInvoices, totalsOf, type IssuedInvoice } from "./issue-invoices.ts";
import { lockBilling, readLeasesAfter, type BillableLease } from "./queries.ts";
import { mergeProblems, mergeTotals, readBillingRun } from "./rows.ts";
import { tellRunFinished } from "./tell-run-end.ts";

/** Leases billed in one transaction, at most: the time that the invoice numbers are locked. */
const leasesPerChunk = 1_000;

const firstId = "00000000-0000-0000-0000-000000000000";

type RunState = Pick<
  BillingRunDto,
  "id" | "status" | "periodStart" | "leaseCount" | "invoiceCount" | "chargeCount" | "totals" | "problems"
> & {
  cursorId: string | null;
  createdBy: string | null;
};

const begin = {
  name: "billing_run_begin",
  text: `update billing_runs set status = 'running', finished_at = null
    where agency_id = $1 and id = $2 and status in ('queued', 'running', 'failed') returning id`,
};
const lockRun = {
  name: "billing_run_lock",
  text: `select id, status, period_start as "periodStart", cursor_id as "cursorId", lease_count as "leaseCount", invoice_count as "invoiceCount",
      charge_count as "chargeCount", totals, problems, created_by as "createdBy"
    from billing_runs where agency_id = $1 and id = $2 for update`,
};
const advance = {
  name: "billing_run_advance",
  text: `update billing_runs set status = $3, cursor_id = $4, lease_count = $5, invoice_count = $6, charge_count = $7,
      totals = $8::jsonb, problems = $9::jsonb, finished_at = $10
    where agency_id = $1 and id = $2`,
};
const countLeases = {
  name: "billing_run_count",
  text: `select count(*)::int as count from leases where agency_id = $1 and status in ('active', 'notice') and start_on <= $2`,
};

export type RunBillingInput = { billingRunId: string };
export type RunBillingOptions = {
  /** Told after each chunk: leases done, and leases in all. */
  onProgress?: (done: number, total: number) => void;
};

/**
 * Bills the leases of a run, from where an earlier try ended, in transactions of at most 1,000 leases. Each bills only
 * what is missing, takes its numbers without a gap and moves the run's cursor, so a run that is killed goes on and two
 * runs at once bill everything once. Throws CANCELLED between chunks when `ctx.signal` is aborted; what was issued stays.
 * PRECONDITION when the books of today's month are closed.
 */
export async function runBillingChunks({
  ctx,
  input,
  onProgress,
}: Verb<RunBillingInput> & RunBillingOptions): Promise<BillingRunDto> {
  requirePermission(ctx, "billing:write");
  requireWholeAgency(ctx);
  const { billingRunId } = input;
  const [begun] = await ctx.db.sql<{ id: string }>(begin, ctx.agencyId, billingRunId);
  const run = requireFound(await readBillingRun(ctx.db.sql, ctx, billingRunId), "billing run");
  if (begun === undefined) return run;
  const [counted] = await ctx.db.sql<{ count: number }>(countLeases, ctx.agencyId, monthEnd(run.periodStart));
  let limit = leasesPerChunk;
  for (;;) {
    if (ctx.signal?.aborted)
      throw new AppError("CANCELLED", "the billing run was stopped; what it issued stays");
    const outcome = await tryChunk(ctx, billingRunId, limit);
    limit = outcome.nextLimit;
    onProgress?.(outcome.leaseCount, Math.max(counted?.count ?? 0, outcome.leaseCount));
    if (outcome.isOver) break;
  }
  return requireFound(await readBillingRun(ctx.db.sql, ctx, billingRunId), "billing run");
}

type ChunkOutcome = { isOver: boolean; leaseCount: number; nextLimit: number };

/** A chunk that the database refuses is tried in smaller parts until the lease is alone that is wrong; it becomes a problem. */
async function tryChunk(ctx: ServiceContext, billingRunId: string, limit: number): Promise<ChunkOutcome> {
  try {
    const state = await inTransaction(ctx, (tx) => billChunk(tx, ctx, billingRunId, limit, billLeases));
    return { ...state, nextLimit: leasesPerChunk };
  } catch (error) {
    const violation = violationOf(error);
    if (violation === undefined) throw error;
    if (limit > 1) return tryChunk(ctx, billingRunId, Math.ceil(limit / 10));
    ctx.log.error({ billingRunId, constraint: violation.constraint }, "lease not billed");
    const refuse = (leases: readonly BillableLease[]): Promise<Billed> =>
      Promise.resolve({
        issued: [],
        chargeCount: 0,
        problems: leases.map((lease) =>
          problemOf(lease, `its invoice was refused by the rule ${violation.constraint ?? violation.kind}`),
        ),
      });
    const state = await inTransaction(ctx, (tx) =>
      billChunk(tx, ctx, billingRunId, 1, (_tx, _ctx, leases) => refuse(leases)),
    );
    return { ...state, nextLimit: leasesPerChunk };
  }
}

type Billed = { issued: IssuedInvoice[]; chargeCount: number; problems: BillingProblem[] };
type BillLeases = (
  tx: Tx,
  ctx: ServiceContext,
  leases: readonly BillableLease[],
  run: RunState,
) => Promise<Billed>;

async function billChunk(
  tx: Tx,
  ctx: ServiceContext,
  billingRunId: string,
  limit: number,
  bill: BillLeases,
): Promise<Omit<ChunkOutcome, "nextLimit">> {
  const [, [run]] = await together([
    lockBilling(tx, ctx, "alone"),
    tx.sql<RunState>(lockRun, ctx.agencyId, billingRunId),
  ]);
  const state = requireFound(run, "billing run");
  if (state.status !== "running") return { isOver: true, leaseCount: state.leaseCount };
  const leases = await readLeasesAfter(tx.sql, ctx, {
    afterId: state.cursorId ?? firstId,
    monthEndOn: monthEnd(state.periodStart),
    limit,
  });
  const { issued, chargeCount, problems } = await bill(tx, ctx, leases, state);
  const isOver = leases.length < limit;
  const leaseCount = state.leaseCount + leases.length;
  await tx.sql(
    advance,
    ctx.agencyId,
    billingRunId,
    isOver ? "done" : "running",
    leases.at(-1)?.id ?? state.cursorId,
    leaseCount,
    state.invoiceCount + issued.length,
    state.chargeCount + chargeCount,
    JSON.stringify(mergeTotals(state.totals, totalsOf(issued))),
    JSON.stringify(mergeProblems(state.problems, problems)),
    isOver ? instantNow(ctx) : null,
  );
  if (isOver) {
    await recordAudit(tx, ctx, {
      action: "billing_run.done",
      entityType: "billing_run",
      entityId: billingRunId,
      after: { periodStart: state.periodStart, leaseCount },
    });
    await tellRunFinished(tx, ctx, state, state.invoiceCount + issued.length);
  }
  return { isOver, leaseCount };
}

async function billLeases(
  tx: Tx,
  ctx: ServiceContext,
  leases: readonly BillableLease[],
  run: RunState,
): Promise<Billed> {
  const { drafts, problems } = await draftMonth(tx.sql, ctx, leases, run.periodStart);
  const issued = await issueInvoices(tx, ctx, drafts, { billingRunId: run.id });
  if (ctx.agency.policies.isCreditAutoApplied) await applyCredits(tx, ctx, leases, issued);
  return { issued, problems, chargeCount: drafts.reduce((sum, draft) => sum + draft.charges.length, 0) };
}

/** Lets the payments' job pay new invoices of tenants who have credit. */
async function applyCredits(
  tx: Tx,
  ctx: ServiceContext,
  leases: readonly BillableLease[],
  issued: readonly IssuedInvoice[],
): Promise<void> {
  const withCredit = new Set(leases.filter((lease) => lease.hasCredit).map((lease) => lease.id));
  const leaseIds = new Set(issued.map((invoice) => invoice.leaseId).filter((id) => withCredit.has(id)));
  if (leaseIds.size === 0) return;
  await enqueueMany(
    tx,
    ctx,
    "payments.apply-credit",
    Array.from(leaseIds, (leaseId) => ({ agencyId: ctx.agencyId, leaseId })),
  );
}
