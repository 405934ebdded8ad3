"use client";

import { ButtonLink } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useContactFilter } from "../../lib/contact-filter.ts";
import { keyOf, oneOf, useListState, type ListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { optionsOf } from "../../lib/options-of.ts";
import { usePropertyFilter } from "../../lib/property-filter.ts";
import { useCan, useSession } from "../../lib/session.tsx";
import { invoices as text } from "../../messages/en/billing.ts";
import { invoiceColumns } from "./invoice-columns.tsx";
import { useInvoices } from "./use-invoices.ts";

const plainFilters: readonly ListFilter[] = [
  { id: "status", label: text.status, kind: "options", options: optionsOf(text.statuses) },
  { id: "kind", label: text.kind, kind: "options", options: optionsOf(text.kinds) },
  { id: "dueFrom", label: text.dueFrom, kind: "date" },
  { id: "dueTo", label: text.dueTo, kind: "date" },
];
const filterIds = ["status", "kind", "dueFrom", "dueTo", "property", "contact", "lease"];

function inputOf({ filters, sentQ, sort }: ListState) {
  const status = keyOf(text.statuses, filters["status"]);
  return {
    q: sentQ,
    status: status === "overdue" ? undefined : status,
    isOverdue: status === "overdue" ? true : undefined,
    kind: keyOf(text.kinds, filters["kind"]),
    dueFrom: filters["dueFrom"] ?? undefined,
    dueTo: filters["dueTo"] ?? undefined,
    propertyId: filters["property"] ?? undefined,
    contactId: filters["contact"] ?? undefined,
    leaseId: filters["lease"] ?? undefined,
    sort: oneOf(["due", "issued", "number"], sort?.columnId),
    order: sort?.direction,
  };
}

/** Every invoice: what is open, what is late, of whom. */
export function InvoiceList() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { agency } = useSession();
  const canBill = useCan("billing:write");
  const state = useListState(filterIds);
  const property = usePropertyFilter(state);
  const contact = useContactFilter(state, text.tenant);
  const query = useInvoices(inputOf(state));
  return (
    <>
      <PageHeader title={text.title} />
      <ListView
        label={text.title}
        searchLabel={text.search}
        state={state}
        filters={[...plainFilters, property, contact]}
        query={query}
        exported={{ list: "invoices", filters: inputOf(state) }}
        bulk={{ source: "invoices", filters: inputOf(state) }}
        columns={invoiceColumns(agency.currency)}
        getRowId={(row) => row.id}
        getRowHref={(row) => `/invoices/${row.id}`}
        onRowIntent={(id) => void queryClient.prefetchQuery(trpc.billing.getInvoice.queryOptions({ id }))}
        empty={
          <EmptyState
            title={text.none}
            action={canBill && <ButtonLink href="/billing">{text.toBilling}</ButtonLink>}
          >
            {text.noneHelp}
          </EmptyState>
        }
      />
    </>
  );
}
