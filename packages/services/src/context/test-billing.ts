import type { BillingRunDto } from "@stead/contracts/billing";
import { runBillingChunks, startBillingRun } from "../billing/index.ts";
import type { TestContext, TestHouse } from "./test-house.ts";

let key = 0;
/** A run of a month, with a key of its own. */
export const startRun = (ctx: TestContext, periodStart = "2026-06-01") =>
  startBillingRun({ ctx, input: { periodStart, idempotencyKey: `run-number-${++key}` } });
/** Starts a run of a month and works it off. */
export async function billMonth(ctx: TestContext, periodStart = "2026-06-01"): Promise<BillingRunDto> {
  const run = await startRun(ctx, periodStart);
  return runBillingChunks({ ctx, input: { billingRunId: run.id } });
}

export type BilledNumbers = {
  count: number;
  first: number;
  last: number;
  keys: number;
  charges: number;
  open: number;
  journals: number;
  owed: number;
};

/** What the database says of an agency's invoices: gapless numbers, one charge a key, balances and books that agree. */
export async function countBilled(house: TestHouse, agencyId: string): Promise<BilledNumbers> {
  const [row] = await house.arrange.query<BilledNumbers>(
    `select count(*)::int as count, min(number)::int as first, max(number)::int as last, count(distinct source_key)::int as keys,
      (select count(*)::int from charges where agency_id = $1) as charges,
      (select coalesce(sum(open_minor), 0) from invoice_balances where agency_id = $1) as open,
      (select count(*)::int from journals where agency_id = $1) as journals,
      (select coalesce(sum(amount_minor), 0) from journal_lines where agency_id = $1 and account_code = '1100') as owed
    from invoices where agency_id = $1`,
    agencyId,
  );
  if (row === undefined) throw new Error("no answer");
  return row;
}

export const soundFor = (count: number): Partial<BilledNumbers> => ({
  count,
  first: 1,
  last: count,
  keys: count,
  journals: count,
});

