import type { Sql } from "@stead/db/client";
import { today } from "@stead/kernel/clock";
import { monthEnd, type CivilDate } from "@stead/kernel/dates";
import { isAppError } from "@stead/kernel/errors";
import type { ServiceContext } from "../context/index.ts";
import { planCharges, type PlannedCharge } from "./plan-charges.ts";
import { readExistingCharges, readTakenKeys, type BillableLease, type ExistingCharge } from "./queries.ts";
import { draftInvoices, sourceKeyOf, type InvoiceDraft } from "./rules.ts";

export type BillingProblem = { leaseId: string; leaseNumber: number; message: string };
export type DraftedMonth = { drafts: InvoiceDraft[]; problems: BillingProblem[] };

type PlannedLease = { lease: BillableLease; planned: PlannedCharge[] };

/**
 * The invoices that these leases lack for a month: every charge whose due date lies in it and that nobody has billed.
 * Issued today in the time zone of each property. What is wrong with one lease is a problem and stops no other.
 */
export async function draftMonth(
  sql: Sql,
  ctx: ServiceContext,
  leases: readonly BillableLease[],
  month: CivilDate,
): Promise<DraftedMonth> {
  const problems: BillingProblem[] = [];
  const planned = leases.flatMap((lease) => planLease(lease, month, problems));
  const missing = await withoutBilled(sql, ctx, planned);
  const keys = missing.flatMap(({ lease, planned }) =>
    [...Map.groupBy(planned, ({ dueOn }) => dueOn).values()].map((group) => sourceKeyOf(lease.id, group)),
  );
  const takenKeys = keys.length === 0 ? new Set<string>() : await readTakenKeys(sql, ctx, keys);
  const dayIn = daysByZone(ctx);
  const drafts = missing.flatMap(({ lease, planned }) =>
    guarded(lease, problems, () => {
      const drafted = draftInvoices(lease, planned, { issuedOn: dayIn(lease.timeZone), takenKeys });
      problems.push(...drafted.problems.map((message) => problemOf(lease, message)));
      return drafted.drafts;
    }),
  );
  return { drafts, problems };
}

export function problemOf(lease: Pick<BillableLease, "id" | "number">, message: string): BillingProblem {
  return { leaseId: lease.id, leaseNumber: lease.number, message };
}

function planLease(lease: BillableLease, month: CivilDate, problems: BillingProblem[]): PlannedLease[] {
  if (lease.terms.items.length === 0) {
    problems.push(problemOf(lease, "the lease has no amounts to charge"));
    return [];
  }
  return guarded(lease, problems, () => {
    const planned = planCharges(lease.terms, { from: month, to: monthEnd(month) });
    return planned.length === 0 ? [] : [{ lease, planned }];
  });
}

/** What one lease gives; nothing but a problem when its figures cannot be reckoned. */
function guarded<T>(lease: BillableLease, problems: BillingProblem[], work: () => T[]): T[] {
  try {
    return work();
  } catch (error) {
    if (!isAppError(error)) throw error;
    problems.push(problemOf(lease, `its charges cannot be reckoned: ${error.message}`));
    return [];
  }
}

async function withoutBilled(
  sql: Sql,
  ctx: ServiceContext,
  planned: readonly PlannedLease[],
): Promise<PlannedLease[]> {
  const keys = planned.flatMap(({ lease, planned }) =>
    planned.flatMap((charge) =>
      [charge, ...charge.earlier].map(({ itemId, periodStart }) => ({
        leaseId: lease.id,
        itemId,
        periodStart,
      })),
    ),
  );
  if (keys.length === 0) return [];
  const isBilled = billedBy(await readExistingCharges(sql, ctx, keys));
  return planned
    .map(({ lease, planned }) => ({
      lease,
      planned: planned.filter((charge) => isBilled(lease.id, charge) === undefined),
    }))
    .filter(({ planned }) => planned.length > 0);
}

/** The invoice that billed a planned charge: under its own key, or its days with an earlier item of its line. */
export function billedBy(
  existing: readonly ExistingCharge[],
): (leaseId: string, charge: PlannedCharge) => string | undefined {
  const byKey = new Map(
    existing.map((charge) => [`${charge.leaseId} ${charge.itemId} ${charge.periodStart}`, charge]),
  );
  return (leaseId, charge) => {
    if (byKey.size === 0) return undefined;
    const own = byKey.get(`${leaseId} ${charge.itemId} ${charge.periodStart}`);
    if (own !== undefined) return own.invoiceId;
    const earlier = charge.earlier.map(({ itemId, periodStart }) =>
      byKey.get(`${leaseId} ${itemId} ${periodStart}`),
    );
    return earlier.find((billed) => billed !== undefined && billed.periodEnd >= charge.periodStart)
      ?.invoiceId;
  };
}

function daysByZone(ctx: ServiceContext): (timeZone: string) => CivilDate {
  const days = new Map<string, CivilDate>();
  return (timeZone) => days.getOrInsertComputed(timeZone, () => today(ctx.clock, timeZone));
}
