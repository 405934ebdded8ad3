import type { Tx } from "@stead/db/client";
import { today } from "@stead/kernel/clock";
import { maxDate, type CivilDate } from "@stead/kernel/dates";
import { newId } from "@stead/kernel/ids";
import { sumMinor } from "@stead/kernel/money";
import {
  billedBy,
  creditableMinor,
  creditsOf,
  draftInvoice,
  issueCreditNote,
  issueInvoices,
  readExistingCharges,
  type BillableLease,
  type ChargeDraft,
  type LeaseTerms,
  type PlannedCharge,
} from "../billing/index.ts";
import type { ServiceContext } from "../context/index.ts";
import { computeDifferences, type Difference, type DifferenceWindow } from "./compute-differences.ts";

const billedUntil = {
  name: "lease_billed_until",
  text: `select max(i.due_on) as "dueOn" from invoices i where i.agency_id = $1 and i.lease_id = $2 and i.kind = 'regular'
    and exists (select from charges c join lease_items t on t.agency_id = c.agency_id and t.id = c.item_id
      where c.agency_id = i.agency_id and c.invoice_id = i.id)`,
};

/** The latest due day that was billed for one of the lease's items, or null. */
export async function readBilledUntil(
  tx: Pick<Tx, "sql">,
  ctx: ServiceContext,
  leaseId: string,
): Promise<CivilDate | null> {
  const [row] = await tx.sql<{ dueOn: CivilDate | null }>(billedUntil, ctx.agencyId, leaseId);
  return row?.dueOn ?? null;
}

export type TermsChange = { lease: BillableLease; before: LeaseTerms; after: LeaseTerms };

/** The differences that a change of terms makes to what was billed. Writes nothing. */
export async function readDifferences(
  tx: Pick<Tx, "sql">,
  ctx: ServiceContext,
  { lease, before, after }: TermsChange,
  window: DifferenceWindow,
): Promise<Difference[]> {
  // Every charge that either plan could know, with those that may have billed its days.
  const keys: { leaseId: string; itemId: string; periodStart: CivilDate }[] = [];
  const collect = ({ itemId, periodStart, earlier }: PlannedCharge) => {
    for (const key of [{ itemId, periodStart }, ...earlier]) keys.push({ leaseId: lease.id, ...key });
    return false;
  };
  computeDifferences({ before, after }, window, collect);
  const isBilled = billedBy(await readExistingCharges(tx.sql, ctx, keys));
  return computeDifferences({ before, after }, window, (charge) => isBilled(lease.id, charge) !== undefined);
}

export type Settled = { differences: Difference[]; creditedMinor: number; chargedMinor: number };

/**
 * Settles differences in the caller's transaction: what is owed more is charged on one invoice, what was billed too
 * much is taken back with credit notes on the invoices that billed it, the latest first. Amounts are minor units.
 */
export async function settleDifferences(
  tx: Tx,
  ctx: ServiceContext,
  lease: BillableLease,
  {
    differences,
    sourceKey,
    dueOn,
    reason,
  }: { differences: readonly Difference[]; sourceKey: string; dueOn: CivilDate; reason: string },
): Promise<Settled> {
  const isOwed = (difference: Difference) => difference.netMinor + difference.taxMinor >= 0;
  const owed = differences.filter(isOwed);
  const taken = differences.filter((difference) => !isOwed(difference));
  const issuedOn = today(ctx.clock, lease.timeZone);
  const chargedMinor = sumMinor(owed.map(({ netMinor, taxMinor }) => netMinor + taxMinor));
  if (chargedMinor > 0) {
    const charges = owed.map(toCharge);
    await issueInvoices(tx, ctx, [
      draftInvoice(lease, { kind: "regular", sourceKey, issuedOn, dueOn: maxDate(dueOn, issuedOn), charges }),
    ]);
  }
  const creditedMinor = taken.length === 0 ? 0 : await creditDifferences(tx, ctx, lease, taken, reason);
  return { differences: [...differences], chargedMinor, creditedMinor };
}

function toCharge({
  itemId,
  kind,
  description,
  periodStart,
  periodEnd,
  netMinor,
  taxMinor,
  explanation,
}: Difference): ChargeDraft {
  const id = newId();
  return {
    id,
    itemId: itemId ?? id,
    kind,
    description,
    periodStart,
    periodEnd,
    netMinor,
    taxMinor,
    explanation,
  };
}

type Creditable = {
  id: string;
  itemIds: string[];
  periodEnd: CivilDate;
  totalMinor: number;
  creditedMinor: number;
  writtenOffMinor: number;
};

const creditableInvoices = {
  name: "lease_creditable_invoices",
  text: `select i.id, i.period_end as "periodEnd", b.total_minor as "totalMinor", b.credited_minor as "creditedMinor", b.written_off_minor as "writtenOffMinor",
      (select coalesce(json_agg(c.item_id), '[]') from charges c where c.agency_id = $1 and c.invoice_id = i.id) as "itemIds"
    from invoices i join invoice_balances b on b.agency_id = $1 and b.invoice_id = i.id
    where i.agency_id = $1 and i.lease_id = $2 and i.kind = 'regular' and i.period_end >= $3
      and b.total_minor > b.credited_minor + b.written_off_minor
    order by i.due_on desc, i.number desc`,
};

async function creditDifferences(
  tx: Tx,
  ctx: ServiceContext,
  lease: BillableLease,
  taken: readonly Difference[],
  reason: string,
): Promise<number> {
  const firstOn = taken.map(({ wholeStart }) => wholeStart).reduce((a, b) => (a < b ? a : b));
  const invoices = await tx.sql<Creditable>(creditableInvoices, ctx.agencyId, lease.id, firstOn);
  const left = new Map(invoices.map((invoice) => [invoice.id, creditableMinor(invoice)]));
  const lines = new Map(lease.terms.items.map((item) => [item.id, `${item.kind} ${item.description}`]));
  const notes = new Map<string, { kind: Difference["kind"]; netMinor: number; taxMinor: number }[]>();
  for (const difference of taken) {
    let wantedMinor = -(difference.netMinor + difference.taxMinor);
    const billedIt = (invoice: Creditable) =>
      invoice.itemIds.some((id) => lines.get(id) === `${difference.kind} ${difference.description}`);
    for (const invoice of invoices.toSorted((a, b) => Number(billedIt(b)) - Number(billedIt(a)))) {
      const partMinor = Math.min(wantedMinor, left.get(invoice.id) ?? 0);
      if (partMinor === 0 || invoice.periodEnd < difference.wholeStart) continue;
      notes.set(invoice.id, [...(notes.get(invoice.id) ?? []), partOf(difference, partMinor)]);
      left.set(invoice.id, (left.get(invoice.id) ?? 0) - partMinor);
      wantedMinor -= partMinor;
    }
  }
  let creditedMinor = 0;
  for (const [invoiceId, parts] of notes) {
    const amountMinor = sumMinor(parts.map(({ netMinor, taxMinor }) => netMinor + taxMinor));
    await issueCreditNote(tx, ctx, { invoiceId, amountMinor, reason, credits: creditsOf(parts) });
    creditedMinor += amountMinor;
  }
  return creditedMinor;
}

/** So much of a difference, with its share of the tax. */
function partOf(
  { kind, netMinor, taxMinor }: Difference,
  partMinor: number,
): { kind: Difference["kind"]; netMinor: number; taxMinor: number } {
  const wholeMinor = -(netMinor + taxMinor);
  const partTaxMinor =
    partMinor === wholeMinor ? -taxMinor : Math.round((-taxMinor * partMinor) / wholeMinor);
  return { kind, netMinor: partMinor - partTaxMinor, taxMinor: partTaxMinor };
}
