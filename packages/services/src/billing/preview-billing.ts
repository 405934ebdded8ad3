import type { BillingPreviewDto, PreviewBillingInput } from "@stead/contracts/billing";
import { monthEnd } from "@stead/kernel/dates";
import type { z } from "zod";
import { requirePermission, type Verb } from "../context/index.ts";
import { draftMonth, type BillingProblem } from "./draft-month.ts";
import { totalsOf } from "./issue-invoices.ts";
import { readLeasesAfter } from "./queries.ts";
import { mergeProblems, mergeTotals, type CurrencyTotal } from "./rows.ts";

const leasesPerRead = 1_000;

/** What a run of the month would bill now, without writing anything. Limited to the actor's properties. */
export async function previewBilling({
  ctx,
  input,
}: Verb<z.infer<typeof PreviewBillingInput>>): Promise<BillingPreviewDto> {
  requirePermission(ctx, "billing:read");
  const { periodStart } = input;
  let leaseCount = 0;
  let billedLeaseCount = 0;
  let totals: CurrencyTotal[] = [];
  let problems: BillingProblem[] = [];
  let afterId = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const leases = await readLeasesAfter(ctx.db.sql, ctx, {
      afterId,
      monthEndOn: monthEnd(periodStart),
      limit: leasesPerRead,
    });
    const { drafts, problems: found } = await draftMonth(ctx.db.sql, ctx, leases, periodStart);
    leaseCount += leases.length;
    billedLeaseCount += new Set(drafts.map((draft) => draft.leaseId)).size;
    totals = mergeTotals(totals, totalsOf(drafts));
    problems = mergeProblems(problems, found);
    const last = leases.at(-1);
    if (last === undefined || leases.length < leasesPerRead) break;
    afterId = last.id;
  }
  return { periodStart, leaseCount, billedLeaseCount, totals, problems };
}
