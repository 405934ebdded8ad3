import type { LeaseDto, LeaseLedgerDto } from "@stead/contracts/leases";
import { Badge } from "@stead/ui/badge";
import { CivilDateText } from "@stead/ui/date-text";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import type { TableColumn } from "@stead/ui/table";
import { Why } from "@stead/ui/why";
import { moneyText } from "../../lib/format.ts";
import { leaseTabs as text } from "../../messages/en/lease-tabs.ts";

export type LedgerRow = LeaseLedgerDto["items"][number];

/** Where the record of a line is; lines without a page of their own stay text. Only the line of an invoice has a status. */
function hrefOf({ kind, id, number, status }: LedgerRow, leaseId: string): string | null {
  if (status !== null) return `/invoices/${id}`;
  if (kind === "deposit") return `/leases/${leaseId}/deposit`;
  return (kind === "payment" || kind === "reversal") && number !== null ? `/payments/${id}` : null;
}

type CellProps = { row: LedgerRow; currency: string };

function What({ row, currency, leaseId }: CellProps & { leaseId: string }) {
  const href = hrefOf(row, leaseId);
  return (
    <>
      {href === null ? row.description : <TextLink href={href}>{row.description}</TextLink>}
      {row.kind === "payment" && movedMinor(row) === 0 && (
        <span className="ml-2 text-sm text-ink-3">{text.fromCredit}</span>
      )}
      {row.openMinor !== null && row.openMinor > 0 && (
        <span className="ml-2 text-sm text-ink-3">{text.stillOpen(moneyText(row.openMinor, currency))}</span>
      )}
    </>
  );
}

/** What a line moves: of what is owed, or else of the deposit. */
function movedMinor({ amountMinor, depositMinor }: LedgerRow): number {
  return amountMinor === 0 ? depositMinor : amountMinor;
}

/** An amount of its column; a deposit's is quiet, because the balance leaves it out. */
function Moved({ row, currency, sign }: CellProps & { sign: 1 | -1 }) {
  const amountMinor = movedMinor(row) * sign;
  if (amountMinor <= 0) return null;
  const money = <Money amountMinor={amountMinor} currency={currency} />;
  return row.amountMinor === 0 ? (
    <span className="text-ink-3" title={text.depositApart}>
      {money}
    </span>
  ) : (
    money
  );
}

/** The day; on a phone the amount as well, because its two columns are not there. */
function DayAndAmount({ row, currency }: CellProps) {
  return (
    <>
      <CivilDateText date={row.on} />
      <span className="ml-2 sm:hidden">
        <Money amountMinor={movedMinor(row)} currency={currency} hasPlus />
      </span>
    </>
  );
}

function Balance({ row, currency }: CellProps) {
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
export function ledgerColumns({
  id: leaseId,
  currency,
}: Pick<LeaseDto, "id" | "currency">): TableColumn<LedgerRow>[] {
  return [
    {
      id: "date",
      header: text.date,
      cell: (row) => <DayAndAmount row={row} currency={currency} />,
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
    {
      id: "what",
      header: text.what,
      cell: (row) => <What row={row} currency={currency} leaseId={leaseId} />,
      phone: "title",
    },
    {
      id: "charged",
      header: text.charged,
      unit: currency,
      cell: (row) => <Moved row={row} currency={currency} sign={1} />,
      width: 130,
      align: "right",
      from: "lg",
    },
    {
      id: "paid",
      header: text.paid,
      unit: currency,
      cell: (row) => <Moved row={row} currency={currency} sign={-1} />,
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
