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
};

/** The amounts by age, and the credit beside them: reckoned alike for a row and for the totals. */
const amounts: readonly Amount[] = [
  ...bucketIds.map((id): Amount => ({ id, header: text.buckets[id], of: (row) => row.buckets[id] })),
  { id: "credit", header: text.credit, of: (row) => row.creditMinor },
];

/** The ageing table: who, what by age, credit beside it, and how to reach them. */
export function arrearsColumns(options: ArrearsColumnOptions): readonly TableColumn<ArrearsRowDto>[] {
  const { unit, totals, onLook } = options;
  const total = (minor: number | undefined) =>
    totals && minor !== undefined
      ? { total: <CellMoney amountMinor={minor} currency={totals.currency} /> }
      : {};
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
      width: 150,
      phone: "detail",
    },
    moneyColumn(unit, {
      id: "overdue",
      header: text.overdue,
      amountOf: (row) => row.overdueMinor,
      isOwed: () => true,
      isSortable: true,
      phone: "value",
      ...total(totals && overdueOf(totals.buckets)),
    }),
    ...amounts.map(({ id, header, of }) =>
      moneyColumn<ArrearsRowDto>(null, {
        id,
        header,
        amountOf: of,
        width: 112,
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
      width: 124,
      isSortable: true,
      phone: "note",
    },
    { id: "lastPayment", header: text.lastPayment, cell: (row) => <LastPayment row={row} />, width: 124 },
    {
      id: "phone",
      header: text.phone,
      cell: (row) =>
        row.phone && (
          <TextLink isQuiet href={`tel:${row.phone}`}>
            {row.phone}
          </TextLink>
        ),
      width: 150,
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
