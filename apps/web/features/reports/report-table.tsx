"use client";

import type { ReportColumnDto, ReportDto, ReportRow } from "@stead/contracts/reports";
import { CivilDateText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { AppLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import type { TableColumn } from "@stead/ui/table";
import { WideTable } from "@stead/ui/wide-table";
import type { ReactNode } from "react";
import { formatCount, formatMonth, moneyText } from "../../lib/format.ts";
import { reports as text } from "../../messages/en/reports.ts";
import { fillLink } from "./report-link.ts";

type Placed = { row: ReportRow; place: number };

const widths = { date: 112, instant: 160, number: 84, percent: 92 } as const;

/** Wide enough for the longest amount of the column; in px. */
function moneyWidth({ key, currencyKey }: ReportColumnDto, rows: readonly ReportRow[]): number {
  const longest = rows.reduce((most, row) => {
    const text = moneyText(Number(row[key] ?? 0), String(row[currencyKey ?? ""] ?? "KES"));
    return Math.max(most, text.length - "KES ".length);
  }, 0);
  // A column of zeros needs no more than its name.
  return longest > 4 ? Math.max(100, longest * 8 + 22) : 78;
}

/** Texts beside many figures; the first column names the row. */
function textWidth(key: string, index: number): number {
  if (key === "unitLabel") return 108;
  if (key === "code" || key === "status") return 88;
  return index === 0 ? 170 : 180;
}

function widthOf(
  column: ReportColumnDto,
  index: number,
  isWide: boolean,
  rows: readonly ReportRow[],
): number | undefined {
  const { key, kind } = column;
  if (kind === "money") return moneyWidth(column, rows);
  if (kind !== "text") return widths[kind];
  if (key === "month") return 100;
  return isWide ? textWidth(key, index) : undefined;
}

function Cell({ column, row }: { readonly column: ReportColumnDto; readonly row: ReportRow }): ReactNode {
  const value = row[column.key];
  if (value === null || value === undefined) return null;
  switch (column.kind) {
    case "money":
      return <Money amountMinor={Number(value)} currency={String(row[column.currencyKey ?? ""] ?? "")} />;
    case "date":
      return <CivilDateText date={String(value)} />;
    case "number":
      return typeof value === "number" ? formatCount(value) : value;
    case "percent":
      return typeof value === "number" ? `${value.toFixed(1)}\u00A0%` : value;
    case "text":
    case "instant":
      return column.key === "month" ? formatMonth(`${value}-01`) : value;
  }
}

type TableProps = {
  readonly report: ReportDto;
  readonly rows: readonly ReportRow[];
  readonly isStale: boolean;
};

/** The rows of a report with their totals; every figure leads to what makes it. */
export function ReportTable({ report, rows, isStale }: TableProps) {
  const { columns, totals, params } = report;
  const only = totals.length === 1 ? totals[0] : undefined;
  const currency = only?.["currency"];
  const isWide = columns.length > 8;
  const summed = [...rows, ...totals];
  const shown: TableColumn<Placed>[] = columns.map((column, index) => {
    const { key, label, kind, link } = column;
    const isFigure = kind === "money" || kind === "number" || kind === "percent";
    const width = widthOf(column, index, isWide, summed);
    return {
      id: key,
      header: /^\d{4}-\d{2}$/.test(label) ? formatMonth(`${label}-01`) : label,
      ...(kind === "money" && typeof currency === "string" ? { unit: currency } : {}),
      ...(isFigure ? { align: "right" as const } : {}),
      ...(width === undefined ? {} : { width }),
      ...phoneOf(columns, index),
      cell: ({ row }) => {
        const cell = <Cell column={column} row={row} />;
        const href = row[key] === null || row[key] === 0 ? null : fillLink(link, row, params);
        const strong = row["emphasis"] === "strong" ? "font-semibold" : "";
        return href === null ? (
          <span className={strong}>{cell}</span>
        ) : (
          <AppLink href={href} className={`text-link ${strong}`} data-quiet="">
            {cell}
          </AppLink>
        );
      },
      ...(only?.[key] === undefined || index === 0 ? {} : { total: <Cell column={column} row={only} /> }),
    };
  });
  return (
    <>
      <WideTable<Placed>
        label={report.title}
        columns={shown}
        rows={rows.map((row, place) => ({ row, place }))}
        getRowId={({ place }) => String(place)}
        totalLabel={text.total}
        isStale={isStale}
        empty={<EmptyState title={text.noRows}>{text.noRowsHelp}</EmptyState>}
      />
      {totals.length > 1 && <CurrencyTotals report={report} />}
    </>
  );
}

/** On a phone: the first column, the most telling figure, and one more. */
function phoneOf(columns: readonly ReportColumnDto[], index: number): Pick<TableColumn<Placed>, "phone"> {
  const key = columns[index]?.key;
  const figures = columns.filter(({ kind }) => kind === "money" || kind === "percent");
  const telling =
    figures.find(({ key: each }) =>
      ["totalMinor", "balanceMinor", "heldMinor", "closingMinor"].includes(each),
    ) ?? figures[0];
  if (index === 0) return { phone: "title" };
  if (key === telling?.key) return { phone: "value" };
  // A second figure would stand there without its name.
  return index === 1 && columns[index]?.kind === "text" ? { phone: "detail" } : {};
}

/** A line of totals for each of several currencies. */
function CurrencyTotals({ report: { columns, totals } }: { readonly report: ReportDto }) {
  const summed = columns.filter(({ key, kind }) => kind === "money" && totals.some((row) => key in row));
  return (
    <dl className="mt-6 grid gap-6 sm:grid-cols-2">
      {totals.map((row) => (
        <div key={String(row["currency"])}>
          <dt className="mb-2 font-semibold">
            {text.total} {row["currency"]}
          </dt>
          {summed.map((column) => (
            <dd key={column.key} className="flex justify-between gap-4 border-b py-1">
              <span className="text-ink-2">{column.label}</span>
              <Cell column={column} row={row} />
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
}
