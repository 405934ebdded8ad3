import type { AgencyPolicies, allocationClasses } from "@stead/contracts/agency";
import type { Explanation } from "@stead/contracts/fields";
import { daysBetween, type CivilDate } from "@stead/kernel/dates";
import { AppError, assert, invalidField } from "@stead/kernel/errors";
import { formatMoney, splitByWeights, sumMinor } from "@stead/kernel/money";

export type InvoiceClass = (typeof allocationClasses)[number];

export type OpenInvoice = {
  id: string;
  number: number;
  kind: InvoiceClass;
  dueOn: CivilDate;
  openMinor: number;
};

export type ChosenAllocation = { invoiceId: string; amountMinor: number };

export type AllocationPolicy = Pick<AgencyPolicies, "allocationOrder" | "allocationClasses">;

export type PlanRequest = {
  amountMinor: number;
  currency: string;
  /** The day in the property's zone: what is due later waits, unless somebody chose it. */
  today: CivilDate;
  /** Every open invoice of the lease, in any order. */
  invoices: readonly OpenInvoice[];
  policy: AllocationPolicy;
  /** What the payer wrote: it may name one invoice. */
  reference: string | null;
  /** Somebody's choice; null leaves it to reference and policy. */
  chosen: readonly ChosenAllocation[] | null;
};

export type PlannedAllocation = { invoiceId: string; amountMinor: number; explanation: Explanation };

export type AllocationPlan = { allocations: PlannedAllocation[]; surplusMinor: number };

/**
 * Where an amount goes (domain rules: payment allocation): by choice; else to the one due invoice that the reference
 * names and then by the agency's policy over what is due. Never more than an invoice has open, never more than the
 * amount. Throws INVALID for a choice beyond the amount, PRECONDITION for one beyond what is open.
 */
export function planAllocation(request: PlanRequest): AllocationPlan {
  const allocations = request.chosen ? planChosen(request, request.chosen) : planByPolicy(request);
  const surplusMinor =
    request.amountMinor - sumMinor(allocations.map((allocation) => allocation.amountMinor));
  assert(surplusMinor >= 0, "payments: the plan exceeds the amount");
  return { allocations, surplusMinor };
}

function planChosen(
  { amountMinor, currency, invoices }: PlanRequest,
  chosen: readonly ChosenAllocation[],
): PlannedAllocation[] {
  const seen = new Set<string>();
  let left = amountMinor;
  return chosen.map((choice, index) => {
    const path = `allocations.${index}`;
    if (seen.has(choice.invoiceId)) throw invalidField(`${path}.invoiceId`, "once", "name each invoice once");
    seen.add(choice.invoiceId);
    const invoice = invoices.find(({ id }) => id === choice.invoiceId);
    if (!invoice)
      throw new AppError("PRECONDITION", "the invoice is not open on this lease", {
        invoiceId: choice.invoiceId,
      });
    if (choice.amountMinor > invoice.openMinor) {
      throw new AppError(
        "PRECONDITION",
        `invoice ${invoice.number} has only ${formatMoney(invoice.openMinor, currency)} open`,
        {
          invoiceId: invoice.id,
          openMinor: invoice.openMinor,
        },
      );
    }
    if (choice.amountMinor > left) {
      throw invalidField(
        `${path}.amountMinor`,
        "within_amount",
        `only ${formatMoney(left, currency)} is left for this invoice`,
      );
    }
    left -= choice.amountMinor;
    const steps = [
      `${formatMoney(choice.amountMinor, currency)} was chosen for invoice ${invoice.number}, which had ${formatMoney(invoice.openMinor, currency)} open`,
    ];
    return {
      invoiceId: invoice.id,
      amountMinor: choice.amountMinor,
      explanation: { rule: "Chosen by hand", steps },
    };
  });
}

function planByPolicy(request: PlanRequest): PlannedAllocation[] {
  const { amountMinor, currency, today, reference, policy } = request;
  const turns = request.invoices
    .filter((invoice) => invoice.openMinor > 0 && invoice.dueOn <= today)
    .toSorted(byPolicy(policy));
  const number = reference === null ? undefined : referencedInvoice(reference);
  const named = turns.find((invoice) => invoice.number === number);
  const allocations: PlannedAllocation[] = [];
  let left = amountMinor;
  for (const invoice of named ? [named, ...turns.filter((turn) => turn !== named)] : turns) {
    if (left === 0) break;
    const paid = Math.min(left, invoice.openMinor);
    const explanation = invoice === named ? explainReference(invoice) : explainTurn(invoice, today, policy);
    explanation.steps.push(
      `${formatMoney(left, currency)} was left of the money and ${formatMoney(invoice.openMinor, currency)} open on the invoice: ${formatMoney(paid, currency)} is paid`,
    );
    allocations.push({ invoiceId: invoice.id, amountMinor: paid, explanation });
    left -= paid;
  }
  return allocations;
}

/** The order in which due invoices are paid. Equal ones by their number. */
function byPolicy({
  allocationOrder,
  allocationClasses: classes,
}: AllocationPolicy): (left: OpenInvoice, right: OpenInvoice) => number {
  return (left, right) => {
    const byDate = left.dueOn < right.dueOn ? -1 : left.dueOn > right.dueOn ? 1 : 0;
    const byClass = classes.indexOf(left.kind) - classes.indexOf(right.kind);
    const first = allocationOrder === "class" ? byClass : byDate;
    return first || (allocationOrder === "class" ? byDate : byClass) || left.number - right.number;
  };
}

function explainReference(invoice: OpenInvoice): Explanation {
  return { rule: "Named by the reference", steps: [`The reference names invoice ${invoice.number}`] };
}

function explainTurn(
  invoice: OpenInvoice,
  today: CivilDate,
  { allocationOrder, allocationClasses: classes }: AllocationPolicy,
): Explanation {
  const days = daysBetween(invoice.dueOn, today);
  const age =
    days === 0 ? "is due today" : `was due on ${invoice.dueOn}, ${days === 1 ? "a day" : `${days} days`} ago`;
  const order = classes.join(", ");
  return allocationOrder === "class"
    ? {
        rule: "By class, then oldest due date",
        steps: [
          `Classes are paid in the order ${order}`,
          `Invoice ${invoice.number} (${invoice.kind}) ${age}`,
        ],
      }
    : {
        rule: "Oldest due date first",
        steps: [
          `Equal due dates are paid in the order ${order}`,
          `Invoice ${invoice.number} (${invoice.kind}) ${age}`,
        ],
      };
}

/** The invoice number that a reference names (`INV-12`, `invoice no. 12`, `#12` or `12` alone), if it names just one. */
export function referencedInvoice(reference: string): number | undefined {
  const alone = /^\s*#?0*(\d{1,12})\s*$/.exec(reference);
  const named = Array.from(
    reference.matchAll(/(?:\binv(?:oice)?|#)[\s.:#-]*(?:no\.?|number)?[\s.:#-]*0*(\d{1,12})\b/gi),
    (match) => match[1],
  );
  const numbers = new Set((alone ? [alone[1]] : named).map(Number));
  const [number] = numbers;
  return numbers.size === 1 ? number : undefined;
}

export type PaymentParts = {
  amountMinor: number;
  allocatedMinor: number;
  creditMinor: number;
  unallocatedMinor: number;
  refundedMinor: number;
  reversedMinor: number;
};

export type PaymentStatus = "unallocated" | "part_allocated" | "allocated" | "refunded" | "reversed";

/** The status that the parts of a payment make. Money kept as the tenant's credit has its place, so it counts as allocated. */
export function statusOf(parts: PaymentParts): PaymentStatus {
  if (parts.reversedMinor > 0) return "reversed";
  if (parts.refundedMinor === parts.amountMinor) return "refunded";
  if (parts.unallocatedMinor === 0) return "allocated";
  return parts.allocatedMinor + parts.creditMinor === 0 ? "unallocated" : "part_allocated";
}

/** Kinds of the owners' cash book that tenants' payments fill. */
export type OwnerKind = "rent" | "utility" | "fee" | "other" | "tax";

const ownerKinds: Record<string, OwnerKind> = {
  rent: "rent",
  concession: "rent",
  utility: "utility",
  fee: "fee",
};

/** The kind under which the owners' cash book shows what was paid for a charge. */
export function ownerKindOf(chargeKind: string): OwnerKind {
  return ownerKinds[chargeKind] ?? "other";
}

export type OwnerShare = { kind: OwnerKind; amountMinor: number };

/**
 * Splits a payment of an invoice by what is still uncollected of each kind, so that the parts sum to the payment, and
 * those of all payments of a whole invoice to its lines. `uncollected` is charged less collected, by kind.
 */
export function splitOwnerShares(
  amountMinor: number,
  uncollected: ReadonlyMap<OwnerKind, number>,
): OwnerShare[] {
  const kinds = Array.from(uncollected, ([kind, minor]) => ({ kind, minor })).filter(
    ({ minor }) => minor > 0,
  );
  if (kinds.length === 0) return [{ kind: "other", amountMinor }];
  const parts = splitByWeights(
    amountMinor,
    kinds.map(({ minor }) => minor),
  );
  return kinds
    .map(({ kind }, index) => ({ kind, amountMinor: parts[index] ?? 0 }))
    .filter((share) => share.amountMinor !== 0);
}

/**
 * A payment reference as it is compared: only letters and digits, upper case, and the letters that are taken for digits
 * as those digits. The database says the same of leases (`leases.reference_key`).
 */
export function normaliseReference(text: string): string {
  return text
    .replaceAll(/[^A-Za-z0-9]/g, "")
    .toUpperCase()
    .replaceAll("O", "0")
    .replaceAll("I", "1");
}

/**
 * What may still be paid back of a payment without a second person: the limit less what went back or waits to, so that
 * parts of a large refund do not pass one by one. Null in another currency than the agency's, which the limit says
 * nothing about. Amounts in minor units.
 */
export function freeOfApproval(
  { limitMinor, agencyCurrency }: { limitMinor: number; agencyCurrency: string },
  { currency, paidBackMinor }: { currency: string; paidBackMinor: number },
): number | null {
  return currency === agencyCurrency ? Math.max(0, limitMinor - paidBackMinor) : null;
}
