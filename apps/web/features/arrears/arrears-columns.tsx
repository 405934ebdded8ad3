import type { AgeingBucketsDto, ArrearsPage, ArrearsRowDto } from "@stead/contracts/arrears";
import { Button } from "@stead/ui/button";
import { CivilDateText } from "@stead/ui/date-text";
import { TextLink } from "@stead/ui/link";
import type { TableColumn } from "@stead/ui/table";
import { CellMoney } from "../../lib/cell-money.tsx";
import { arrears as text } from "../../messages/en/arrears.ts";

export type ArrearsTotals = ArrearsPage["totals"][number];

export const bucketIds = [
  "notDue",
  "dueToday",
  "days1to30",
  "days31to60",
  "days61to90",
  "over90",
] as const satisfies readonly (keyof AgeingBucketsDto)[];

/** What is past due of buckets: everything but what is not due or due today. */
export function overdueOf(buckets: AgeingBucketsDto): number {
  return buckets.days1to30 + buckets.days31to60 + buckets.days61to90 + buckets.over90;
}

export type ArrearsColumnOptions = {
  /** The currency that heads the amounts. */
  unit: string;
  /** The totals of that currency, at the foot. */
  totals: ArrearsTotals | undefined;
  onLook: (row: ArrearsRowDto) => void;
};

/** The ageing table: who, what by age, credit beside it, and how to reach them. */
export function arrearsColumns({
  unit,
  totals,
  onLook,
}: ArrearsColumnOptions): readonly TableColumn<ArrearsRowDto>[] {
  const money = (minor: number | null, currency: string, isOwed = false) => (
    <CellMoney amountMinor={minor} currency={currency} tone={isOwed ? "owed" : "plain"} />
  );
  const total = (minor: number | undefined) =>
    totals && minor !== undefined ? { total: money(minor, totals.currency) } : {};
  return [
    {
      id: "tenant",
      header: text.tenant,
      cell: (row) => row.tenantName,
      width: 170,
      isSortable: true,
      phone: "title",
    },
    {
      id: "unit",
      header: text.unit,
      cell: (row) => `${row.unitLabel}, ${row.propertyName}`,
      width: 170,
      phone: "detail",
    },
    ...bucketIds.map((id): TableColumn<ArrearsRowDto> => ({
      id,
      header: text.buckets[id],
      cell: (row) => money(row.buckets[id], row.currency),
      width: 112,
      align: "right",
      ...total(totals?.buckets[id]),
    })),
    {
      id: "overdue",
      header: text.overdue,
      unit,
      cell: (row) => money(row.overdueMinor, row.currency, true),
      width: 124,
      align: "right",
      isSortable: true,
      phone: "value",
      ...total(totals && overdueOf(totals.buckets)),
    },
    {
      id: "credit",
      header: text.credit,
      cell: (row) => money(row.creditMinor, row.currency),
      width: 112,
      align: "right",
      ...total(totals?.creditMinor),
    },
    {
      id: "oldest",
      header: text.oldest,
      cell: (row) => <CivilDateText date={row.oldestDueOn} />,
      width: 116,
      isSortable: true,
      phone: "note",
    },
    { id: "lastPayment", header: text.lastPayment, cell: (row) => <LastPayment row={row} />, width: 116 },
    {
      id: "phone",
      header: text.phone,
      cell: (row) =>
        row.phone && (
          <TextLink isQuiet href={`tel:${row.phone}`}>
            {row.phone}
          </TextLink>
        ),
      width: 140,
    },
    {
      id: "look",
      header: "",
      cell: (row) => (
        <Button size="sm" variant="quiet" onClick={() => onLook(row)}>
          {text.look}
        </Button>
      ),
      width: 76,
      align: "right",
    },
  ];
}

function LastPayment({ row }: { readonly row: ArrearsRowDto }) {
  if (row.lastPaymentOn === null) return <span className="text-ink-3">{text.never}</span>;
  return (
    <TextLink isQuiet href={`/payments?lease=${row.leaseId}`}>
      <CivilDateText date={row.lastPaymentOn} />
    </TextLink>
  );
}
