import type { Explanation } from "@stead/contracts/fields";
import { billingUnitMinor } from "@stead/kernel/currencies";
import { maxDate, minDate, type CivilDate } from "@stead/kernel/dates";
import { newId } from "@stead/kernel/ids";
import { formatMoney, multiplyRatio, sumMinor } from "@stead/kernel/money";
import { accounts, type AccountCode, type Posting, type PostingLine } from "../ledger/index.ts";
import type { ItemKind, PlannedCharge } from "./plan-charges.ts";

export type InvoiceKind = "regular" | "deposit" | "fee" | "opening";
export type InvoiceStatus = "open" | "part_paid" | "paid" | "credited" | "written_off";
export type ChargeKind = ItemKind | "deposit" | "fee" | "damage" | "opening";

/** Whom and what an invoice is for. */
export type InvoiceParty = {
  leaseId: string;
  propertyId: string;
  unitId: string;
  contactId: string;
  currency: string;
};

export type ChargeDraft = {
  id: string;
  itemId: string;
  kind: ChargeKind;
  description: string;
  periodStart: CivilDate;
  periodEnd: CivilDate;
  netMinor: number;
  taxMinor: number;
  explanation: Explanation;
};

/** An invoice before it has its number. */
export type InvoiceDraft = InvoiceParty & {
  id: string;
  kind: InvoiceKind;
  sourceKey: string;
  periodStart: CivilDate;
  periodEnd: CivilDate;
  issuedOn: CivilDate;
  dueOn: CivilDate;
  netMinor: number;
  taxMinor: number;
  totalMinor: number;
  charges: readonly ChargeDraft[];
};

/** Which account a charge earns on. Deposits earn nothing: they are owed back (domain rules: postings). */
const accountOfKind: Record<ChargeKind, AccountCode> = {
  rent: accounts.rentIncome.code,
  utility: accounts.recoveredUtilities.code,
  service: accounts.otherIncome.code,
  parking: accounts.otherIncome.code,
  other: accounts.otherIncome.code,
  concession: accounts.concessions.code,
  fee: accounts.feeIncome.code,
  damage: accounts.damageRecovery.code,
  deposit: accounts.depositsInvoiced.code,
  opening: accounts.openingBalances.code,
};

/** The account on which an invoice is owed: deposits apart from the rest, so that ageing leaves them out. */
export function receivableOf(kind: InvoiceKind): AccountCode {
  return kind === "deposit" ? accounts.depositReceivable.code : accounts.tenantReceivable.code;
}

/** The state of an invoice, from what happened to its total. Amounts in minor units. */
export function invoiceStatus({
  openMinor,
  paidMinor,
  writtenOffMinor,
  creditedMinor,
}: {
  openMinor: number;
  paidMinor: number;
  writtenOffMinor: number;
  creditedMinor: number;
}): InvoiceStatus {
  if (openMinor > 0) return paidMinor > 0 ? "part_paid" : "open";
  if (writtenOffMinor > 0) return "written_off";
  return paidMinor > 0 || creditedMinor === 0 ? "paid" : "credited";
}

/** Sums by account: income and tax that a set of charges stands for, in minor units, positive as credited. */
export function creditsOf(
  charges: readonly { kind: ChargeKind; netMinor: number; taxMinor: number }[],
): Map<AccountCode, number> {
  const sums = new Map<AccountCode, number>();
  const add = (account: AccountCode, amountMinor: number) =>
    sums.set(account, (sums.get(account) ?? 0) + amountMinor);
  for (const charge of charges) {
    add(accountOfKind[charge.kind], charge.netMinor);
    if (charge.taxMinor !== 0) add(accounts.taxPayable.code, charge.taxMinor);
  }
  return sums;
}

/** The journal of an invoice: what is owed, against what it earns. */
export function invoicePosting(invoice: InvoiceDraft, number: number): Posting {
  const { propertyId, unitId, leaseId, contactId, currency } = invoice;
  const line = (account: AccountCode, amountMinor: number): PostingLine => ({
    account,
    amountMinor,
    currency,
    propertyId,
    unitId,
    leaseId,
    contactId,
  });
  const lines = [line(receivableOf(invoice.kind), invoice.totalMinor)];
  for (const [account, amountMinor] of creditsOf(invoice.charges)) lines.push(line(account, -amountMinor));
  return {
    key: invoice.sourceKey,
    event: "invoice.issued",
    entityId: invoice.id,
    occurredOn: invoice.issuedOn,
    memo: `Invoice ${number}`,
    lines,
  };
}

/** An invoice from its charges; `sourceKey` names the event that makes it. */
export function draftInvoice(
  party: InvoiceParty,
  {
    charges,
    ...head
  }: {
    kind: InvoiceKind;
    sourceKey: string;
    issuedOn: CivilDate;
    dueOn: CivilDate;
    charges: readonly ChargeDraft[];
  },
): InvoiceDraft {
  const { leaseId, propertyId, unitId, contactId, currency } = party;
  const netMinor = sumMinor(charges.map((charge) => charge.netMinor));
  const taxMinor = sumMinor(charges.map((charge) => charge.taxMinor));
  return {
    leaseId,
    propertyId,
    unitId,
    contactId,
    currency,
    ...head,
    id: newId(),
    periodStart: charges.map((charge) => charge.periodStart).reduce(minDate),
    periodEnd: charges.map((charge) => charge.periodEnd).reduce(maxDate),
    netMinor,
    taxMinor,
    totalMinor: sumMinor([netMinor, taxMinor]),
    charges,
  };
}

/** One invoice for each due date. `takenKeys` are source keys that exist; a supplement gets a key of its own. */
export function draftInvoices(
  party: InvoiceParty,
  planned: readonly PlannedCharge[],
  { issuedOn, takenKeys }: { issuedOn: CivilDate; takenKeys: ReadonlySet<string> },
): { drafts: InvoiceDraft[]; problems: string[] } {
  const problems: string[] = [];
  const drafts: InvoiceDraft[] = [];
  const keys = new Set(takenKeys);
  for (const [dueOn, group] of Map.groupBy(planned, (charge) => charge.dueOn)) {
    const { kept, unusedMinor } = limitConcessions(group, party.currency);
    const key = sourceKeyOf(party.leaseId, group);
    const first = kept[0];
    // A concession that came after its month was billed has been credited with the amendment: nothing is left to use.
    const isSettled = first === undefined && takenKeys.has(key);
    if (unusedMinor > 0 && !isSettled) {
      problems.push(
        `${formatMoney(unusedMinor, party.currency)} of the concession exceeds what is due on ${dueOn} and was not used`,
      );
    }
    if (first === undefined) continue;
    const sourceKey = keys.has(key) ? `${key}:${first.itemId}` : key;
    keys.add(sourceKey);
    drafts.push(
      draftInvoice(party, { kind: "regular", sourceKey, issuedOn, dueOn, charges: kept.map(toChargeDraft) }),
    );
  }
  return { drafts, problems };
}

/** `invoice:<lease>:<first day of the period>`: the same period of a lease never makes two. */
export function sourceKeyOf(leaseId: string, group: readonly Pick<PlannedCharge, "wholeStart">[]): string {
  return `invoice:${leaseId}:${group.map((charge) => charge.wholeStart).reduce(minDate)}`;
}

function toChargeDraft(planned: PlannedCharge): ChargeDraft {
  const { itemId, kind, description, periodStart, periodEnd, netMinor, taxMinor, explanation } = planned;
  return { id: newId(), itemId, kind, description, periodStart, periodEnd, netMinor, taxMinor, explanation };
}

/** Concessions lower an invoice to zero at most. Returns what is billed and what was left unused, in minor units. */
function limitConcessions(
  group: readonly PlannedCharge[],
  currency: string,
): { kept: PlannedCharge[]; unusedMinor: number } {
  if (group.every((charge) => charge.netMinor > 0)) return { kept: [...group], unusedMinor: 0 };
  const owed = group.filter((charge) => charge.netMinor > 0);
  let leftMinor = sumMinor(owed.map((charge) => charge.netMinor + charge.taxMinor));
  let unusedMinor = 0;
  const kept = [...owed];
  for (const concession of group.filter((charge) => charge.netMinor < 0)) {
    const wantedMinor = -(concession.netMinor + concession.taxMinor);
    const usedMinor = Math.min(wantedMinor, leftMinor);
    leftMinor -= usedMinor;
    unusedMinor += wantedMinor - usedMinor;
    if (usedMinor > 0)
      kept.push(
        usedMinor === wantedMinor ? concession : shortened(concession, { usedMinor, wantedMinor, currency }),
      );
  }
  return { kept, unusedMinor };
}

function shortened(
  concession: PlannedCharge,
  { usedMinor, wantedMinor, currency }: { usedMinor: number; wantedMinor: number; currency: string },
): PlannedCharge {
  const taxMinor = multiplyRatio(concession.taxMinor, usedMinor, wantedMinor, billingUnitMinor(currency));
  const step = `limited to what is due: ${formatMoney(-usedMinor, currency)}`;
  return {
    ...concession,
    taxMinor,
    netMinor: -usedMinor - taxMinor,
    explanation: { ...concession.explanation, steps: [...concession.explanation.steps, step] },
  };
}

/**
 * Splits a credit note over the accounts of its invoice, in minor units. The notes of one invoice are reckoned together,
 * so that all of them take back exactly what was charged on each account.
 */
export function splitCredit(
  credits: ReadonlyMap<AccountCode, number>,
  {
    totalMinor,
    creditedMinor,
    amountMinor,
  }: { totalMinor: number; creditedMinor: number; amountMinor: number },
): Map<AccountCode, number> {
  const parts = new Map<AccountCode, number>();
  let restMinor = amountMinor;
  for (const [index, [account, chargedMinor]] of [...credits].entries()) {
    const isLast = index === credits.size - 1;
    const upTo = (minor: number) => multiplyRatio(chargedMinor, minor, totalMinor);
    const partMinor = isLast ? restMinor : upTo(creditedMinor + amountMinor) - upTo(creditedMinor);
    parts.set(account, partMinor);
    restMinor -= partMinor;
  }
  return parts;
}

/** The journal lines of a write-off (positive, minor units) or of its recovery (negative). */
export function writeOffLines(
  { leaseId, propertyId, unitId, contactId, currency }: InvoiceParty,
  amountMinor: number,
): PostingLine[] {
  const where = { currency, propertyId, unitId, leaseId, contactId };
  return [
    { account: accounts.badDebt.code, amountMinor, ...where },
    { account: accounts.tenantReceivable.code, amountMinor: -amountMinor, ...where },
  ];
}
