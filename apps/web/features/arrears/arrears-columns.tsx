import type { AgeingBucketsDto, ArrearsPage, ArrearsRowDto } from "@stead/contracts/arrears";
import { Button } from "@stead/ui/button";
import { CivilDateText } from "@stead/ui/date-text";
import { TextLink } from "@stead/ui/link";
import type { TableColumn } from "@stead/ui/table";
import { CellMoney, moneyColumn } from "../../lib/cell-money.tsx";
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

type Amount = {
  id: string;
  header: string;
  of: (row: Pick<ArrearsRowDto, "buckets" | "creditMinor">) => number;
  from?: "xl" | "2xl";
};

/** What is late by age, then what is not yet late and the credit: reckoned alike for a row and for the totals. */
const amounts: readonly Amount[] = [
  ...bucketIds.slice(2).map((id): Amount => ({ id, header: text.buckets[id], of: (row) => row.buckets[id] })),
  {
    id: "notLate",
    header: text.notLate,
    of: ({ buckets }) => buckets.notDue + buckets.dueToday,
    from: "2xl",
  },
  { id: "credit", header: text.credit, of: (row) => row.creditMinor, from: "2xl" },
];

/** The ageing table: who, what by age, and since when; what does not fit is in the panel beside it. */
export function arrearsColumns(options: ArrearsColumnOptions): readonly TableColumn<ArrearsRowDto>[] {
  const { unit, totals, onLook } = options;
  const total = (minor: number | undefined) =>
    totals && minor !== undefined
      ? { total: <CellMoney amountMinor={minor} currency={totals.currency} isWhole /> }
      : {};
  return [
    {
      id: "tenant",
      header: text.tenant,
      cell: (row) => row.tenantName,
      isSortable: true,
      phone: "title",
    },
    {
      id: "unit",
      header: text.unit,
      cell: (row) => `${row.unitLabel}, ${row.propertyName}`,
      phone: "detail",
    },
    moneyColumn(unit, {
      id: "overdue",
      header: text.overdue,
      amountOf: (row) => row.overdueMinor,
      isOwed: () => true,
      width: 124,
      isSortable: true,
      phone: "value",
      ...total(totals && overdueOf(totals.buckets)),
    }),
    ...amounts.map(({ id, header, of, from = "xl" }) =>
      moneyColumn<ArrearsRowDto>(null, {
        id,
        header,
        amountOf: of,
        width: 108,
        from,
        ...total(totals && of(totals)),
      }),
    ),
    ...contactColumns(onLook),
  ];
}

function contactColumns(onLook: ArrearsColumnOptions["onLook"]): readonly TableColumn<ArrearsRowDto>[] {
  return [
    {
      id: "oldest",
      header: text.oldest,
      cell: (row) => <CivilDateText date={row.oldestDueOn} />,
      width: 108,
      isSortable: true,
      phone: "note",
    },
    {
      id: "lastPayment",
      header: text.lastPayment,
      cell: (row) => <LastPayment row={row} />,
      width: 116,
      from: "2xl",
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
