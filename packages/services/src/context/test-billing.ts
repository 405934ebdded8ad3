import type { BillingRunDto } from "@stead/contracts/billing";
import { RecordPaymentInput, type PaymentDto } from "@stead/contracts/payments";
import { runBillingChunks, startBillingRun } from "../billing/index.ts";
import { recordPayment } from "../payments/index.ts";
import { makeEstate, type Estate } from "./test-estate.ts";
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

let payments = 0;

/** Money by bank on the day of the tests' clock, allocated by policy. */
export function pay(
  { ctx }: { ctx: TestContext },
  leaseId: string,
  amountMinor: number,
): Promise<PaymentDto> {
  const idempotencyKey = `payment-${++payments}`;
  return recordPayment({
    ctx,
    input: RecordPaymentInput.parse({
      leaseId,
      rail: "bank",
      amountMinor,
      currency: "KES",
      receivedOn: "2026-06-15",
      idempotencyKey,
    }),
  });
}

export type InvoiceFigures = {
  id: string;
  kind: string;
  total: number;
  open: number;
  credited: number;
  paid: number;
  status: string;
  period: string;
};

/** The invoices of a lease by number, with what became of them. */
export function invoicesOf(house: TestHouse, leaseId: string): Promise<InvoiceFigures[]> {
  return house.arrange.query<InvoiceFigures>(
    `select i.id, i.kind, b.total_minor::int as total, b.open_minor::int as open, b.credited_minor::int as credited, b.paid_minor::int as paid, b.status,
      i.period_start || '..' || i.period_end as period
    from invoices i join invoice_balances b on b.agency_id = i.agency_id and b.invoice_id = i.id where i.lease_id = $1 order by i.number`,
    leaseId,
  );
}

/** What a lease was charged for a month: charges less credit notes. */
export async function chargedFor(house: TestHouse, leaseId: string): Promise<number> {
  return (await invoicesOf(house, leaseId))
    .filter(({ kind }) => kind === "regular")
    .reduce((sum, { total, credited }) => sum + total - credited, 0);
}

/** A lease with its books, billed for June 2026. */
export async function aBilledLease(
  house: TestHouse,
  row: Record<string, unknown> = {},
): Promise<Estate & { id: string }> {
  const estate = await makeEstate(house, 1, row);
  await billMonth(estate.ctx);
  return { ...estate, id: estate.leases[0]?.id ?? "" };
}
