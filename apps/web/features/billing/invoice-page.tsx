"use client";

import type { InvoiceDto } from "@stead/contracts/billing";
import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { CivilDateText } from "@stead/ui/date-text";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import { PageHeader } from "@stead/ui/page-header";
import { Stat, StatRow } from "@stead/ui/stat";
import { Why } from "@stead/ui/why";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useRecordId } from "../../lib/use-record-id.ts";
import { invoices as text } from "../../messages/en/billing.ts";
import { records } from "../../messages/en/records.ts";
import { JournalStack } from "../ledger/journal-stack.tsx";
import { InvoiceActions } from "./invoice-actions.tsx";
import { InvoiceCorrections } from "./invoice-corrections.tsx";
import { InvoiceLines } from "./invoice-lines.tsx";
import { InvoiceSettlement } from "./invoice-settlement.tsx";
import { InvoiceStatus } from "./invoice-status.tsx";

/** One invoice: what it charges and why, what settled it, what was taken back, and what it did to the books. */
export function InvoicePage() {
  const trpc = useTRPC();
  const id = useRecordId();
  const query = useQuery({ ...trpc.billing.getInvoice.queryOptions({ id: id ?? "" }), enabled: id !== null });
  return (
    <RecordView query={query} back={{ href: "/invoices", label: text.title }}>
      {(invoice) => <InvoiceRecord invoice={invoice} />}
    </RecordView>
  );
}

function InvoiceRecord({ invoice }: { readonly invoice: InvoiceDto }) {
  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs
            label={records.where}
            crumbs={[{ label: text.title, href: "/invoices" }, { label: text.invoice(invoice.number) }]}
          />
        }
        title={text.invoice(invoice.number)}
        status={<InvoiceStatus invoice={invoice} />}
        actions={<InvoiceActions invoice={invoice} />}
      >
        <TextLink href={`/contacts/${invoice.contactId}`}>{invoice.tenantName}</TextLink>
        <TextLink isQuiet href={`/leases/${invoice.leaseId}`}>
          {invoice.unitLabel}, {invoice.propertyName}
        </TextLink>
        <span>{text.kinds[invoice.kind]}</span>
        <span>
          {text.issued} <CivilDateText date={invoice.issuedOn} />
        </span>
        <span>
          {text.due} <CivilDateText date={invoice.dueOn} />
        </span>
      </PageHeader>
      <div className="grid gap-8">
        <InvoiceFigures invoice={invoice} />
        <InvoiceLines invoice={invoice} />
        <InvoiceSettlement invoice={invoice} />
        <InvoiceCorrections invoice={invoice} />
        <JournalStack title={text.books} ids={invoice.journalIds} />
      </div>
    </>
  );
}

function InvoiceFigures({ invoice }: { readonly invoice: InvoiceDto }) {
  const { currency } = invoice;
  const amount = (minor: number) => <Money amountMinor={minor} currency={currency} hasCurrency isZeroShown />;
  const less = (minor: number) => <Money amountMinor={-minor} currency={currency} isZeroShown />;
  return (
    <StatRow>
      <Stat label={text.total} value={amount(invoice.totalMinor)} href="#lines" />
      <Stat label={text.paid} value={amount(invoice.paidMinor)} href="#settlement" />
      {invoice.creditedMinor !== 0 && (
        <Stat label={text.credited} value={amount(invoice.creditedMinor)} href="#corrections" />
      )}
      {invoice.writtenOffMinor !== 0 && (
        <Stat label={text.writtenOff} value={amount(invoice.writtenOffMinor)} href="#corrections" />
      )}
      <Stat
        label={text.open}
        aside={
          <Why
            title={text.openWhy}
            rule={text.openRule}
            lines={[
              { label: text.total, value: amount(invoice.totalMinor) },
              { label: text.paid, value: less(invoice.paidMinor) },
              { label: text.credited, value: less(invoice.creditedMinor) },
              { label: text.writtenOff, value: less(invoice.writtenOffMinor) },
              { label: text.open, value: amount(invoice.openMinor), isResult: true },
            ]}
          />
        }
        value={
          <Money
            amountMinor={invoice.openMinor}
            currency={currency}
            hasCurrency
            isZeroShown
            tone={invoice.overdueDays > 0 ? "owed" : "plain"}
          />
        }
      />
    </StatRow>
  );
}
