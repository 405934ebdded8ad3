"use client";

import type { AgencyPlanDto, PaymentMethodDto, PlanAccountDto, PlanInvoiceDto } from "@stead/contracts/plans";
import { StatusBadge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { formatInstant } from "@stead/ui/format";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { Skeleton } from "@stead/ui/skeleton";
import { Table, type TableColumn } from "@stead/ui/table";
import { notify } from "@stead/ui/toast";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { sentence } from "../../lib/sentence.ts";
import { useSession } from "../../lib/session.tsx";
import { plans as text } from "../../messages/en/plans.ts";

const tones = {
  draft: "neutral",
  open: "warn",
  paid: "good",
  void: "neutral",
  uncollectible: "bad",
} as const;

const columnsIn = (zone: string): readonly TableColumn<PlanInvoiceDto>[] => [
  { id: "number", header: text.invoice, cell: (row) => <InvoiceLink invoice={row} />, phone: "title" },
  {
    id: "date",
    header: text.date,
    cell: (row) => <InstantText instant={row.createdAt} zone={zone} />,
    width: 180,
    phone: "detail",
  },
  {
    id: "state",
    header: text.state,
    cell: (row) => <StatusBadge tone={tones[row.status]}>{text.invoiceStatuses[row.status]}</StatusBadge>,
    width: 120,
    phone: "note",
  },
  {
    id: "due",
    header: text.due,
    cell: (row) => <Money amountMinor={row.dueMinor} currency={row.currency} hasCurrency tone="owed" />,
    width: 130,
    align: "right",
    from: "lg",
  },
  {
    id: "amount",
    header: text.amount,
    cell: (row) => <Money amountMinor={row.totalMinor} currency={row.currency} hasCurrency isZeroShown />,
    width: 130,
    align: "right",
    phone: "value",
  },
  { id: "file", header: text.file, cell: (row) => <PdfLink invoice={row} />, width: 70, from: "lg" },
];

type InvoiceProps = { readonly invoice: PlanInvoiceDto };

function InvoiceLink({ invoice: { number, url } }: InvoiceProps) {
  const name = number ?? text.draftInvoice;
  if (url === null) return name;
  return (
    <TextLink href={url} target="_blank">
      {name}
    </TextLink>
  );
}

function PdfLink({ invoice: { number, pdfUrl } }: InvoiceProps) {
  if (pdfUrl === null) return null;
  return (
    <TextLink href={pdfUrl} target="_blank" aria-label={text.pdfOf(number ?? text.draftInvoice)}>
      {text.pdf}
    </TextLink>
  );
}

/** How the agency pays and what it was billed, as the provider last said. */
export default function PlanAccount({ plan }: { readonly plan: AgencyPlanDto }) {
  const trpc = useTRPC();
  const { timeZone } = useSession().agency;
  const query = useQuery(trpc.plans.account.queryOptions());
  const account = query.data;
  if (account === undefined && query.error) {
    return (
      <Section title={text.method}>
        <QueryFailure query={query} />
      </Section>
    );
  }
  return (
    <>
      {account?.isStale && (
        <Callout tone="warn">{text.staleAccount(formatInstant(account.asOf, { zone: timeZone }))}</Callout>
      )}
      <Section
        title={text.method}
        description={text.methodHelp}
        actions={account && isCustomer(plan, account) && <PortalButton />}
      >
        {account ? <Method method={account.paymentMethod} /> : <Skeleton className="h-5 w-56" />}
      </Section>
      <Section title={text.invoices}>
        <Table
          label={text.invoices}
          columns={columnsIn(timeZone)}
          rows={account?.invoices}
          getRowId={({ id }) => id}
          skeletonRows={3}
          empty={<EmptyState title={text.noInvoices}>{text.noInvoicesHelp}</EmptyState>}
        />
      </Section>
    </>
  );
}

/** Whether the provider has a page for the agency: it knows it from its first payment. */
const isCustomer = ({ status }: AgencyPlanDto, { invoices, paymentMethod }: PlanAccountDto): boolean =>
  status !== "none" || invoices.length > 0 || paymentMethod !== null;

function Method({ method }: { readonly method: PaymentMethodDto | null }) {
  if (method === null) return <p className="text-ink-2">{text.noMethod}</p>;
  const kind = sentence((method.brand ?? method.kind).replaceAll("_", " "));
  return (
    <p>
      {method.last4 === null ? kind : text.endingIn(kind, method.last4)}
      {method.expires !== null && <span className="text-ink-2">, {text.expires(method.expires)}</span>}
    </p>
  );
}

/** Goes to the provider's page for cards and invoices; its address is made when it is wanted. */
function PortalButton() {
  const trpc = useTRPC();
  const open = useMutation(
    trpc.plans.openPortal.mutationOptions({
      onSuccess: ({ url }) => window.location.assign(url),
      onError: (error) => {
        const view = viewError(error);
        notify({ title: view.title, description: view.message, tone: "bad" });
      },
    }),
  );
  return (
    <Button size="sm" isLoading={open.isPending} onClick={() => open.mutate()}>
      {text.manage}
    </Button>
  );
}
