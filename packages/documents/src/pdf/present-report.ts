import { readerOf, type Row, type TableColumn } from "../table-document.ts";
import type { Plot, TableReportData } from "./data.ts";
import { amount, cellAmount, day, instant, plainNumber } from "./formats.ts";
import { fitsOneLine } from "./line-width.ts";
import { letterFields } from "./present.ts";
import type { DocumentTexts } from "./texts/en.ts";

/** A report whose rows were read: what crosses over to the engine. */
export type CollectedReport = Omit<TableReportData, "table"> & {
  table: Omit<TableReportData["table"], "rows">;
  rows: readonly Row[];
  isCapped: boolean;
};

/** Most rows that are printed: some eighty pages. */
export const printedRows = 5_000;

/** Reads the rows of a report up to what is printed. Closes the source in any case. */
export async function collectReport({ table, ...rest }: TableReportData): Promise<CollectedReport> {
  const { rows: source, ...head } = table;
  const rows: Row[] = [];
  for await (const row of source) {
    if (rows.length === printedRows) return { ...rest, table: head, rows, isCapped: true };
    rows.push(row);
  }
  return { ...rest, table: head, rows, isCapped: false };
}

function cellOf(column: TableColumn, row: Row): string {
  const value = readerOf(column)(row);
  if (value === null || value === undefined || value === "") return "";
  switch (column.kind) {
    case "money":
      return cellAmount(Number(value), String(row[column.currencyKey ?? ""] ?? ""));
    case "date":
      return day(String(value));
    case "instant":
      return instant(String(value));
    case "number":
      return typeof value === "number" ? plainNumber(value) : value;
    case "percent":
      return typeof value === "number" ? `${plainNumber(value)} %` : value;
    case "text":
      return String(value);
  }
}

/** The one currency of a column's cells; undefined when it has several or none. */
function currencyOf({ kind, currencyKey }: TableColumn, rows: readonly Row[]): string | undefined {
  if (kind !== "money" || currencyKey === undefined) return undefined;
  const found = new Set(rows.map((row) => row[currencyKey]));
  const [only] = found;
  return found.size === 1 && typeof only === "string" ? only : undefined;
}

const widths = { text: 18, date: 11, instant: 19, money: 13, number: 8, percent: 7 } as const;
/** Sum of characters that an upright page holds in print that one can read. */
const uprightCharacters = 92;

/** The narrowest paper's sides without the template's margins, and the gap between columns; in points. */
const paperPt = { upright: 504, wide: 700 };
const gapPt = 9;

/** What the template of reports is given. */
export function presentReport(data: CollectedReport, texts: DocumentTexts): object {
  const { table, rows, plots = [] } = data;
  const words = texts.report;
  const shownWidths = table.columns.map(({ kind, width, label }) =>
    Math.max(width ?? widths[kind], label.length * 0.8),
  );
  const totalWidth = shownWidths.reduce((sum, width) => sum + width, 0);
  const isWide = totalWidth > uprightCharacters;
  const freePt = paperPt[isWide ? "wide" : "upright"] - gapPt * (table.columns.length - 1);
  const columnsPt = shownWidths.map((width) => (width / totalWidth) * freePt);
  const size = table.columns.length > 9 ? 7 : 8;
  const cells = rows.map((row) => table.columns.map((column) => cellOf(column, row)));
  const letter = letterFields(data.letterhead, table.title, texts);
  return {
    ...letter,
    heading: table.title,
    note: table.subtitle ?? null,
    footer: [letter.footer, words.madeOn(day(data.madeOn))].filter(Boolean).join(" · "),
    facts: table.facts ?? [],
    isWide,
    size,
    widths: shownWidths,
    aligns: table.columns.map(({ kind }) =>
      kind === "money" || kind === "number" || kind === "percent" ? "right" : "left",
    ),
    head: table.columns.map((column) => {
      const currency = currencyOf(column, rows);
      return currency === undefined ? column.label : `${column.label} (${currency})`;
    }),
    rows: cells,
    fits: cells.map((row) => fitsOneLine(row, columnsPt, size)),
    foot: table.totals === undefined ? null : footOf(table.columns, table.totals, words.total),
    plots: plots.map(presentPlot),
    empty: words.empty,
    capNote: data.isCapped ? words.more(rows.length) : null,
  };
}

function footOf(columns: readonly TableColumn[], totals: Row, word: string): string[] {
  const cells = columns.map((column) => cellOf(column, totals));
  return cells[0] === "" ? [word, ...cells.slice(1)] : cells;
}

/** The steps of a scale that people read easily: 1, 2 or 5 times a power of ten. */
function stepOf(range: number): number {
  const rough = range / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough) ?? 10;
  return factor * power;
}

function shortLabel(value: number, { valueKind, currency }: Plot): string {
  if (valueKind === "percent") return `${plainNumber(value)} %`;
  const whole =
    valueKind === "money"
      ? Number(
          amount(value, currency ?? "")
            .replaceAll(",", "")
            .replace("\u2212", "-"),
        )
      : value;
  const size = Math.abs(whole);
  if (size >= 1_000_000) return `${plainNumber(whole / 1_000_000)} M`;
  return size >= 10_000 ? `${plainNumber(whole / 1_000)} k` : plainNumber(whole);
}

/** Every nth label, so that they don't run into each other. */
function thinned(labels: readonly string[]): string[] {
  const nth = Math.ceil(labels.length / 13);
  return labels.map((label, index) => (index % nth === 0 ? label : ""));
}

/** A plot as parts of its scale. */
function presentPlot(plot: Plot): object {
  const values = plot.series.flatMap(({ values: own }) => own);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const step = stepOf(high - low || 1);
  const [bottom, top] = [Math.floor(low / step) * step, Math.max(Math.ceil(high / step) * step, step)];
  const range = top - bottom;
  const count = Math.round(range / step);
  return {
    kind: plot.kind,
    title: plot.title,
    labels: thinned(plot.labels),
    zeroAt: -bottom / range,
    ticks: Array.from({ length: count + 1 }, (_, index) => ({
      at: index / count,
      label: shortLabel(bottom + index * step, plot),
    })),
    series: plot.series.map(({ label, values: own }) => ({
      label,
      parts: own.map((value) => value / range),
    })),
  };
}
