"use client";

import type { PortalInvoice } from "@stead/contracts/portal";
import { StatusBadge, type Tone } from "@stead/ui/badge";
import { Money } from "@stead/ui/money";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { formatDay, formatMonth, moneyText } from "../../lib/format.ts";
import { lists as text } from "../../messages/en/portal.ts";
import { PdfButton } from "./pdf-button.tsx";
import { PortalList, PortalListPage, RowText } from "./portal-list.tsx";
import { usePortal } from "./use-portal.ts";

const tones: Readonly<Record<PortalInvoice["status"], Tone>> = {
  open: "info",
  part_paid: "warn",
  paid: "good",
  credited: "neutral",
  written_off: "neutral",
};

/** Every invoice of a lease, newest first. */
export function InvoicesPage() {
  const trpc = useTRPC();
  const { lease } = usePortal();
  const query = useInfiniteQuery(
    trpc.portal.listInvoices.infiniteQueryOptions(
      { leaseId: lease.id },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  );
  return (
    <PortalListPage title={text.invoices} help={text.invoicesHelp}>
      <PortalList
        label={text.invoices}
        query={query}
        rows={query.data?.pages.flatMap(({ items }) => items)}
        empty={{ title: text.noInvoices, help: text.noInvoicesHelp }}
        keyOf={({ id }) => id}
        more={
          query.hasNextPage
            ? { isLoading: query.isFetchingNextPage, load: () => void query.fetchNextPage() }
            : undefined
        }
      >
        {(invoice) => <InvoiceRow invoice={invoice} />}
      </PortalList>
    </PortalListPage>
  );
}

function InvoiceRow({ invoice }: { readonly invoice: PortalInvoice }) {
  const { id, number, kind, periodStart, dueOn, status, overdueDays, totalMinor, openMinor, currency } =
    invoice;
  const title = kind === "regular" ? formatMonth(periodStart) : text.kinds[kind];
  return (
    <>
      <RowText
        title={`${title} · ${text.invoice(number)}`}
        note={
          <>
            {overdueDays > 0 ? (
              <StatusBadge tone="bad">{text.late(overdueDays)}</StatusBadge>
            ) : (
              <StatusBadge tone={tones[status]}>{text.statuses[status]}</StatusBadge>
            )}
            <span>{text.due(formatDay(dueOn))}</span>
            {openMinor > 0 && openMinor < totalMinor && (
              <span>{text.open(moneyText(openMinor, currency))}</span>
            )}
          </>
        }
      />
      <Money amountMinor={totalMinor} currency={currency} hasCurrency isZeroShown className="font-medium" />
      <PdfButton input={{ kind: "invoice", id }} label={text.pdfOfInvoice(number)} />
    </>
  );
}
