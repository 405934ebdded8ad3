import { invoicePages } from "@stead/cache/keys/reads";
import type { InvoiceRowDto, ListInvoicesInput } from "@stead/contracts/billing";
import type { Page } from "@stead/contracts/lists";
import type { KeysetOrder, SortColumn } from "@stead/db/keyset";
import {
  agencyToday,
  cachedRead,
  condition,
  inScope,
  mapBatches,
  readPage,
  readWhole,
  requirePermission,
  searchWords,
  when,
  type Condition,
  type ListSpec,
  type ServiceContext,
  type Verb,
  type Whole,
  type WholeList,
} from "../context/index.ts";
import { invoiceColumns, invoiceJoins, invoiceNames, setOverdueDays, type InvoiceRow } from "./dto.ts";

/** Filters on the balance's state are served by its own indexes; all else by those of the invoice. */
function isByBalance({ status, isOverdue, sort }: ListInvoicesInput): boolean {
  return sort === "due" && (status !== undefined || isOverdue !== undefined);
}

/** The order of invoices `i` with their balances `b`. */
export function orderOfInvoices(input: ListInvoicesInput): KeysetOrder {
  const direction = input.order ?? "desc";
  const of = (name: string, ...columns: SortColumn[]): KeysetOrder => ({ name, columns, direction });
  switch (input.sort) {
    case "number":
      return of("number", { expression: "i.number", type: "bigint" });
    case "issued":
      return of("issued", { expression: "i.issued_on", type: "date" }, { expression: "i.id", type: "uuid" });
    case "due":
      return isByBalance(input)
        ? of(
            "due_state",
            { expression: "b.due_on", type: "date" },
            { expression: "b.invoice_id", type: "uuid" },
          )
        : of("due", { expression: "i.due_on", type: "date" }, { expression: "i.id", type: "uuid" });
  }
}

function searched(q: string): Condition {
  const words = searchWords(q);
  const digits = /^\s*(?:inv(?:oice)?)?[\s.:#-]*0*(\d{1,12})\s*$/i.exec(q)?.[1];
  const number = digits === undefined ? null : Number(digits);
  return condition(
    `i.number = ?::bigint or i.contact_id in (select search_contacts(?::text[], 100000)) or i.lease_id in (select search_leases(?::text[], 100000))`,
    number,
    words,
    words,
  );
}

function overdue(isOverdue: boolean, on: string): Condition {
  return isOverdue
    ? condition("b.status in ('open', 'part_paid') and b.due_on < ?::date", on)
    : condition("not (b.status in ('open', 'part_paid') and b.due_on < ?::date)", on);
}

/** `readInvoices`, a page kept for two minutes at most and never longer than its data. */
export const listInvoices = cachedRead(invoicePages, readInvoices);

/**
 * Invoices by due day, issue day or number, with what is open on each. The search finds an invoice's number, its
 * tenant, or all invoices of a lease.
 */
async function readInvoices({ ctx, input }: Verb<ListInvoicesInput>): Promise<Page<InvoiceRowDto>> {
  requirePermission(ctx, "billing:read");
  const page = await readPage<InvoiceRow>(ctx, specOf(ctx, input), input);
  return { ...page, items: setOverdueDays(ctx, page.items) };
}

/** Every invoice of the list instead of a page of them. */
export async function readAllInvoices({
  ctx,
  input,
  tx,
}: Whole<ListInvoicesInput>): Promise<WholeList<InvoiceRowDto>> {
  requirePermission(ctx, "billing:read");
  const { count, batches } = await readWhole(ctx, tx, specOf(ctx, input));
  return { count, batches: mapBatches(batches, (rows) => setOverdueDays(ctx, rows)) };
}

function specOf(ctx: ServiceContext, input: ListInvoicesInput): ListSpec<InvoiceRow> {
  return {
    name: "invoices_list",
    select: `${invoiceColumns}, i.unit_id as "unitId"`,
    from: "invoices i join invoice_balances b on b.agency_id = i.agency_id and b.invoice_id = i.id",
    where: invoiceConditions(ctx, input),
    order: orderOfInvoices(input),
    cursorOf: (row) =>
      input.sort === "number" ? [row.number] : [input.sort === "due" ? row.dueOn : row.issuedOn, row.id],
    decorate: {
      select: condition(invoiceNames),
      joins: condition(invoiceJoins((named) => `page."${named}Id"`)),
    },
  };
}

/** Which invoices `i` with their balances `b` a list shows. `$1` is the agency. */
export function invoiceConditions(ctx: ServiceContext, input: ListInvoicesInput): (Condition | undefined)[] {
  const due = isByBalance(input) ? "b.due_on" : "i.due_on";
  const owner = isByBalance(input) ? "b" : "i";
  return [
    condition("i.agency_id = $1 and b.agency_id = $1"),
    inScope(ctx, `${owner}.property_id`),
    when(input.status, (status) => condition(`b.status = '${status}'`)),
    when(input.isOverdue, (isOverdue) => overdue(isOverdue, agencyToday(ctx))),
    when(input.kind, (kind) => condition(`${owner}.kind = '${kind}'`)),
    when(input.propertyId, (propertyId) => condition(`${owner}.property_id = ?::uuid`, propertyId)),
    when(input.leaseId, (leaseId) => condition(`${owner}.lease_id = ?::uuid`, leaseId)),
    when(input.contactId, (contactId) => condition("i.contact_id = ?::uuid", contactId)),
    when(input.billingRunId, (runId) => condition("i.billing_run_id = ?::uuid", runId)),
    when(input.dueFrom, (from) => condition(`${due} >= ?::date`, from)),
    when(input.dueTo, (to) => condition(`${due} <= ?::date`, to)),
    when(input.q || undefined, searched),
  ];
}
