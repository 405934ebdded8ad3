import { currencyExponent } from "@stead/kernel/currencies";
import { formatDecimalAmount } from "@stead/kernel/money";
import { readerOf, type Row, type TableColumn } from "../table-document.ts";
import { createWallClock } from "../zone-time.ts";
import { styles } from "./parts.ts";
import { textCell } from "./text-cell.ts";

/** Writes one cell; `at` is its reference, such as `B7`. */
export type XmlCell = (row: Row, at: string) => string;

const dayMs = 86_400_000;
/** Days from Excel's day 0 to 1 January 1970. */
const epochDays = 25_569;

const numberCell = (value: number | string, at: string, style: string) =>
  `<c r="${at}"${style}><v>${value}</v></c>`;
const styled = (id: number) => ` s="${id}"`;

/** How a column's values are written. */
export function cellOf(column: TableColumn, timeZone: string): XmlCell {
  const write = writerOf(column.kind, column.currencyKey, timeZone);
  const read = readerOf(column);
  return (row, at) => {
    const value = read(row);
    return value === null || value === undefined || value === "" ? "" : write(value, at, row);
  };
}

type Write = (value: string | number, at: string, row: Row) => string;

function writerOf(kind: TableColumn["kind"], currencyKey: string | undefined, timeZone: string): Write {
  switch (kind) {
    case "text":
      return (value, at) => textCell(String(value), at);
    case "number":
      return (value, at) => (typeof value === "number" ? numberCell(value, at, "") : textCell(value, at));
    case "percent":
      return (value, at) =>
        typeof value === "number" ? numberCell(value / 100, at, styled(styles.percent)) : textCell(value, at);
    case "date":
      return dateWriter();
    case "instant":
      return instantWriter(timeZone);
    case "money":
      return (value, at, row) => moneyCell(value, at, currencyKey && row[currencyKey]);
  }
}

/** A day's number in Excel; days repeat, so they are remembered. */
function dateWriter(): Write {
  const serials = new Map<string, number>();
  return (value, at) => {
    const text = String(value);
    let serial = serials.get(text);
    if (serial === undefined) {
      serial = Date.parse(text) / dayMs + epochDays;
      if (serials.size < 50_000) serials.set(text, serial);
    }
    return Number.isInteger(serial) ? numberCell(serial, at, styled(styles.date)) : textCell(text, at);
  };
}

function instantWriter(timeZone: string): Write {
  const wallClock = createWallClock(timeZone);
  return (value, at) =>
    numberCell(wallClock(String(value)).ms / dayMs + epochDays, at, styled(styles.instant));
}

const moneyStyles = [styles.money0, styles.money1, styles.money2, styles.money3].map(styled);

function moneyCell(value: string | number, at: string, currency: string | number | null | undefined): string {
  if (typeof value !== "number" || typeof currency !== "string") return textCell(String(value), at);
  const style = moneyStyles[currencyExponent(currency)] ?? "";
  return numberCell(formatDecimalAmount(value, currency), at, style);
}
