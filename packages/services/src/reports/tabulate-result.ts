import type { ReportRow, ReportPlotDto } from "@stead/contracts/reports";
import type { Sql } from "@stead/db/client";
import type { Plot } from "@stead/documents/pdf/data";
import type { TableColumn } from "@stead/documents/table-document";
import { AppError } from "@stead/kernel/errors";
import type { ServiceContext } from "../context/index.ts";
import type { Question } from "./ask-report.ts";
import { chunkRows, readChunk, type Result } from "./make-result.ts";

/** A report as the writers of files take it, without its rows. */
export type ReportTable = {
  title: string;
  facts: { label: string; value: string }[];
  columns: TableColumn[];
  totals?: ReportRow;
};

const totalLabel = "Total";

/** The table of a result. Totals of one currency are its last row; those of several come among the rows. */
export function tableOf(
  { definition, facts, plan }: Question,
  { totals }: Pick<Result, "totals">,
): ReportTable {
  const columns = plan.columns.map(({ key, label, kind, currencyKey, width }) => ({
    key,
    label,
    kind,
    ...(currencyKey === undefined ? {} : { currencyKey }),
    ...(width === undefined ? {} : { width }),
  }));
  const [only] = totals;
  const isOne = totals.length === 1 && only !== undefined;
  return {
    title: definition.title,
    facts,
    columns,
    ...(isOne && { totals: labelled(columns, only, totalLabel) }),
  };
}

/** The totals with a word in their first cell, where it holds text and is empty. */
function labelled(columns: readonly TableColumn[], totals: ReportRow, label: string): ReportRow {
  const [first] = columns;
  return first?.kind !== "text" || totals[first.key] !== undefined
    ? totals
    : { ...totals, [first.key]: label };
}

/**
 * The rows of a result, part by part, with the totals of several currencies behind them: flat memory. Throws
 * UNAVAILABLE when the result was swept away meanwhile.
 */
export async function* rowsOf(
  sql: Sql,
  ctx: Pick<ServiceContext, "agencyId">,
  {
    result,
    columns,
    onRows,
  }: { result: Result; columns: readonly TableColumn[]; onRows: (count: number) => void },
): AsyncGenerator<ReportRow[]> {
  for (let chunkNo = 0; chunkNo * chunkRows < result.rowCount; chunkNo++) {
    const rows = await readChunk(sql, ctx, { resultId: result.id, chunkNo });
    if (rows === undefined)
      throw new AppError("UNAVAILABLE", "the result was swept away meanwhile; try again");
    yield rows;
    onRows(rows.length);
  }
  if (result.totals.length > 1)
    yield result.totals.map((row) => labelled(columns, row, `${totalLabel} ${row["currency"] ?? ""}`));
}

/** Rows one by one. */
export async function* flatten(batches: AsyncIterable<ReportRow[]>): AsyncGenerator<ReportRow> {
  for await (const batch of batches) yield* batch;
}

const monthFormat = new Intl.DateTimeFormat("en-GB", { month: "short", year: "2-digit", timeZone: "UTC" });

/** The plots as they are printed: a stack as bars, months in short. */
export function printedPlots(plots: readonly ReportPlotDto[]): Plot[] {
  return plots
    .filter(({ labels }) => labels.length > 0)
    .map(({ kind, title, labels, labelKind, series, valueKind, currency }) => ({
      kind: kind === "line" ? "line" : "bar",
      title,
      labels:
        labelKind === "month"
          ? labels.map((day) => monthFormat.format(new Date(`${day}T00:00:00Z`)))
          : labels,
      series: series.map(({ label, values }) => ({ label, values: values.map((value) => value ?? 0) })),
      valueKind,
      ...(currency === null ? {} : { currency }),
    }));
}
