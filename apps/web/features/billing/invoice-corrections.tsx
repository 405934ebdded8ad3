"use client";

import type { InvoiceDto } from "@stead/contracts/billing";
import { Button } from "@stead/ui/button";
import { CivilDateText } from "@stead/ui/date-text";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { Table, type TableColumn } from "@stead/ui/table";
import { lazy, Suspense, useState } from "react";
import { useCan } from "../../lib/session.tsx";
import { invoices as text } from "../../messages/en/billing.ts";

const loadRecover = () => import("./recover-dialog.tsx");
const RecoverDialog = lazy(loadRecover);

type CreditNote = InvoiceDto["creditNotes"][number];
type WriteOff = InvoiceDto["writeOffs"][number];

/** What was taken from an invoice after it was issued: credit notes and write-offs. Nothing when there are none. */
export function InvoiceCorrections({ invoice }: { readonly invoice: InvoiceDto }) {
  if (invoice.creditNotes.length === 0 && invoice.writeOffs.length === 0) return null;
  return (
    <div id="corrections" className="grid gap-8">
      {invoice.creditNotes.length > 0 && <CreditNotes invoice={invoice} />}
      {invoice.writeOffs.length > 0 && <WriteOffs invoice={invoice} />}
    </div>
  );
}

function CreditNotes({ invoice }: { readonly invoice: InvoiceDto }) {
  const { currency } = invoice;
  const columns: readonly TableColumn<CreditNote>[] = [
    {
      id: "number",
      header: text.number,
      cell: (note) => text.creditNote(note.number),
      width: 180,
      phone: "title",
    },
    {
      id: "on",
      header: text.on,
      cell: (note) => <CivilDateText date={note.issuedOn} />,
      width: 130,
      phone: "note",
    },
    { id: "reason", header: text.reason, cell: (note) => note.reason, phone: "detail" },
    {
      id: "amount",
      header: text.amount,
      unit: currency,
      cell: (note) => <Money amountMinor={note.amountMinor} currency={currency} />,
      width: 150,
      align: "right",
      phone: "value",
      total: <Money amountMinor={invoice.creditedMinor} currency={currency} isZeroShown />,
    },
  ];
  return (
    <Section title={text.creditNotes} hasRule>
      <Table
        label={text.creditNotes}
        columns={columns}
        rows={invoice.creditNotes}
        getRowId={(note) => note.id}
      />
    </Section>
  );
}

function writeOffColumns(
  invoice: InvoiceDto,
  onRecover: ((row: WriteOff) => void) | null,
): readonly TableColumn<WriteOff>[] {
  const { currency, writtenOffMinor } = invoice;
  const recover = (row: WriteOff) =>
    onRecover !== null &&
    row.amountMinor > 0 &&
    !row.isRecovered && (
      <Button
        size="sm"
        onPointerEnter={() => void loadRecover()}
        onFocus={() => void loadRecover()}
        onClick={() => onRecover(row)}
      >
        {text.actions.recover}
      </Button>
    );
  return [
    {
      id: "kind",
      header: text.status,
      cell: (row) => (row.amountMinor > 0 ? text.writeOff : text.recovered),
      width: 180,
      phone: "title",
    },
    {
      id: "on",
      header: text.on,
      cell: (row) => <CivilDateText date={row.writtenOn} />,
      width: 130,
      phone: "note",
    },
    { id: "reason", header: text.reason, cell: (row) => row.reason, phone: "detail" },
    { id: "recover", header: "", cell: recover, width: 130, align: "right" },
    {
      id: "amount",
      header: text.amount,
      unit: currency,
      cell: (row) => <Money amountMinor={row.amountMinor} currency={currency} />,
      width: 150,
      align: "right",
      phone: "value",
      total: <Money amountMinor={writtenOffMinor} currency={currency} isZeroShown />,
    },
  ];
}

function WriteOffs({ invoice }: { readonly invoice: InvoiceDto }) {
  const canBill = useCan("billing:write");
  const [recovering, setRecovering] = useState<WriteOff | null>(null);
  return (
    <Section title={text.writeOffs} hasRule>
      <Table
        label={text.writeOffs}
        columns={writeOffColumns(invoice, canBill ? setRecovering : null)}
        rows={invoice.writeOffs}
        getRowId={(row) => row.id}
      />
      {recovering && (
        <Suspense>
          <RecoverDialog invoice={invoice} writeOff={recovering} onClose={() => setRecovering(null)} />
        </Suspense>
      )}
    </Section>
  );
}
