"use client";

import type { ReceiptDto } from "@stead/contracts/payments";
import { Button, ButtonLink } from "@stead/ui/button";
import { CivilDateText } from "@stead/ui/date-text";
import { DescriptionList } from "@stead/ui/description-list";
import { Money } from "@stead/ui/money";
import { SkeletonText } from "@stead/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import Printer from "lucide-react/icons/printer";
import { useTRPC } from "../../lib/api.ts";
import { moneyText } from "../../lib/format.ts";
import { keyOf } from "../../lib/list-state.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useCan } from "../../lib/session.tsx";
import { useRecordId } from "../../lib/use-record-id.ts";
import { payments, receipt as text } from "../../messages/en/payments.ts";
import { DocumentButton } from "../documents/document-button.tsx";

/** The receipt of a payment as it is printed; on the screen with what comes next. */
export function ReceiptPage() {
  const trpc = useTRPC();
  const id = useRecordId();
  const canRecord = useCan("payments:write");
  const query = useQuery({ ...trpc.payments.receipt.queryOptions({ id: id ?? "" }), enabled: id !== null });
  return (
    <div className="mx-auto max-w-2xl">
      <div className="mb-6 flex flex-wrap justify-end gap-2 print:hidden">
        {id !== null && <ButtonLink href={`/payments/${id}`}>{text.openPayment}</ButtonLink>}
        {canRecord && <ButtonLink href="/payments/new">{text.recordAnother}</ButtonLink>}
        {id !== null && <DocumentButton input={{ kind: "receipt", id }} />}
        <Button variant="primary" icon={<Printer />} onClick={() => print()}>
          {text.print}
        </Button>
      </div>
      <RecordView
        query={query}
        back={{ href: "/payments", label: payments.title }}
        skeleton={<SkeletonText lines={12} />}
      >
        {(receipt) => <ReceiptPaper receipt={receipt} />}
      </RecordView>
    </div>
  );
}

function ReceiptPaper({ receipt }: { readonly receipt: ReceiptDto }) {
  const { currency } = receipt;
  const rail = keyOf(payments.rails, receipt.rail);
  const facts = [
    { term: text.from, value: receipt.payerName ?? payments.unknownPayer },
    { term: text.on, value: <CivilDateText date={receipt.receivedOn} /> },
    { term: text.by, value: rail ? payments.rails[rail] : receipt.rail },
    ...(receipt.reference
      ? [{ term: text.reference, value: <span className="mono">{receipt.reference}</span> }]
      : []),
  ];
  return (
    <article className="grid gap-6 rounded-lg border bg-surface p-6 sm:p-10 print:border-0 print:p-0">
      <header className="flex flex-wrap items-baseline justify-between gap-4">
        <p className="text-lg font-semibold">{receipt.agencyName}</p>
        <h1 className="text-lg text-ink-2">{text.title(receipt.number)}</h1>
      </header>
      <p className="text-xl font-semibold">
        <Money amountMinor={receipt.amountMinor} currency={currency} hasCurrency isZeroShown />
      </p>
      <DescriptionList items={facts} />
      <ReceiptLines receipt={receipt} />
      <footer className="flex flex-wrap justify-between gap-4 border-t pt-4 text-ink-2">
        <span>
          {receipt.balanceAfterMinor !== null &&
            `${text.balanceAfter}: ${balanceWords(receipt.balanceAfterMinor, currency)}`}
        </span>
        <span>{text.thanks}</span>
      </footer>
    </article>
  );
}

function balanceWords(minor: number, currency: string): string {
  if (minor === 0) return text.paidUp;
  return minor > 0 ? text.owes(moneyText(minor, currency)) : text.inCredit(moneyText(-minor, currency));
}

function ReceiptLines({ receipt }: { readonly receipt: ReceiptDto }) {
  const { currency, creditMinor, unallocatedMinor } = receipt;
  const rest = [
    { label: text.credit, minor: creditMinor },
    { label: text.unallocated, minor: unallocatedMinor },
  ].filter(({ minor }) => minor > 0);
  return (
    <table className="w-full tabular-nums">
      <thead className="text-left text-sm text-ink-3">
        <tr>
          <th className="py-1.5 font-medium">{text.for}</th>
          <th className="py-1.5 pl-4 font-medium">{text.due}</th>
          <th className="py-1.5 pl-4 text-right font-medium">{text.amount}</th>
        </tr>
      </thead>
      <tbody>
        {receipt.lines.map((line) => (
          <tr key={line.invoiceNumber} className="border-t">
            <td className="py-2">{text.invoice(line.invoiceNumber)}</td>
            <td className="py-2 pl-4">
              <CivilDateText date={line.dueOn} />
            </td>
            <td className="py-2 pl-4 text-right">
              <Money amountMinor={line.amountMinor} currency={currency} isZeroShown />
            </td>
          </tr>
        ))}
        {rest.map(({ label, minor }) => (
          <tr key={label} className="border-t">
            <td className="py-2" colSpan={2}>
              {label}
            </td>
            <td className="py-2 pl-4 text-right">
              <Money amountMinor={minor} currency={currency} isZeroShown />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="border-t border-line-strong font-semibold">
          <td className="py-2" colSpan={2}>
            {text.total}
          </td>
          <td className="py-2 pl-4 text-right">
            <Money amountMinor={receipt.amountMinor} currency={currency} isZeroShown />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
