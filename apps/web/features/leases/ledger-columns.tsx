import type { LeaseLedgerDto } from "@stead/contracts/leases";
import { Badge } from "@stead/ui/badge";
import { CivilDateText } from "@stead/ui/date-text";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import type { TableColumn } from "@stead/ui/table";
import { Why } from "@stead/ui/why";
import { moneyText } from "../../lib/format.ts";
import { leaseTabs as text } from "../../messages/en/leases.ts";

export type LedgerRow = LeaseLedgerDto["items"][number];

/** Where the record of a line is; lines without a page of their own stay text. A settled line of an invoice has a status. */
function hrefOf({ kind, id, number, status }: LedgerRow): string | null {
  if (kind === "invoice" || status !== null) return `/invoices/${id}`;
  const isReceipt = kind === "payment" || kind === "reversal" || (kind === "deposit" && number !== null);
  return isReceipt ? `/payments/${id}` : null;
}

function What({ row, currency }: { readonly row: LedgerRow; readonly currency: string }) {
  const href = hrefOf(row);
  return (
    <>
      {href === null ? row.description : <TextLink href={href}>{row.description}</TextLink>}
      {row.openMinor !== null && row.openMinor > 0 && (
        <span className="ml-2 text-sm text-ink-3">{text.stillOpen(moneyText(row.openMinor, currency))}</span>
      )}
    </>
  );
}

function Balance({ row, currency }: { readonly row: LedgerRow; readonly currency: string }) {
  const money = (amountMinor: number) => moneyText(amountMinor, currency);
  return (
    <Why
      title={text.balance}
      rule={text.balanceWhy}
      lines={[
        { label: text.balanceBefore, value: money(row.balanceMinor - row.amountMinor) },
        { label: text.thisLine, value: money(row.amountMinor) },
        { label: text.balance, value: money(row.balanceMinor), isResult: true },
      ]}
    >
      <Money amountMinor={row.balanceMinor} currency={currency} isZeroShown tone="owed" />
    </Why>
  );
}

/** The columns of a tenant's ledger. */
export function ledgerColumns(currency: string): TableColumn<LedgerRow>[] {
  const money = (amountMinor: number) =>
    amountMinor > 0 && <Money amountMinor={amountMinor} currency={currency} />;
  return [
    {
      id: "date",
      header: text.date,
      cell: (row) => <CivilDateText date={row.on} />,
      width: 120,
      phone: "detail",
    },
    {
      id: "kind",
      header: text.kind,
      cell: (row) => <Badge>{text.kinds[row.kind]}</Badge>,
      width: 110,
      phone: "note",
    },
    { id: "what", header: text.what, cell: (row) => <What row={row} currency={currency} />, phone: "title" },
    {
      id: "charged",
      header: text.charged,
      unit: currency,
      cell: (row) => money(row.amountMinor),
      width: 130,
      align: "right",
      from: "lg",
    },
    {
      id: "paid",
      header: text.paid,
      unit: currency,
      cell: (row) => money(-row.amountMinor),
      width: 170,
      align: "right",
      from: "lg",
    },
    {
      id: "balance",
      header: text.balance,
      unit: currency,
      cell: (row) => <Balance row={row} currency={currency} />,
      width: 140,
      align: "right",
      phone: "value",
    },
  ];
}
