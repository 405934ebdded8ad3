import { isCurrency } from "@stead/kernel/currencies";
import {
  accountOrNull,
  buildStatement,
  joinWords,
  requireFewerLines,
  wordsOrNull,
} from "./build-statement.ts";
import { findDateOrder, looksLikeDate, readDateCell, type DateOrder } from "./csv-dates.ts";
import type { CsvField, CsvMapping } from "./csv-mapping.ts";
import { findDecimalMark, readAmountCell, type DecimalMark } from "./csv-numbers.ts";
import { proveBalances } from "./prove-balances.ts";
import { findCsvTable, type CsvTable } from "./csv-table.ts";
import { plainName, type TableRow } from "./read-records.ts";
import { readCurrency, refuse, type Place } from "./refusal.ts";
import { zonedInstant } from "./statement-dates.ts";
import type { BankStatement, LineKind, SkippedLine, StatementLine } from "./statement.ts";

type Options = { timeZone: string; currencyHint?: string | undefined; csv?: CsvMapping | undefined };

/**
 * Reads a bank's CSV by a mapping, or by a guess from its header. One statement for each account and currency in the
 * file. A balance column proves the lines; totals below and rows without an amount are set aside.
 */
export function readCsvStatement(text: string, options: Options): BankStatement[] {
  const table = findCsvTable(text, options.csv);
  if (table === undefined)
    throw refuse(
      { line: 1 },
      "no row of the file names a date column and an amount column; choose the columns",
    );
  requireNamed(table, options.csv);
  requireFewerLines(table.rows.length);
  const format = formatOf(table, options);
  const readings = table.rows.map((row) => readRow(row, table, format));
  const skipped = readings.flatMap((reading) => reading.skipped ?? []);
  const read = readings.flatMap((reading) => reading.read ?? []);
  const groups = [...Map.groupBy(read, ({ account, line }) => `${account ?? ""}\n${line.currency}`).values()];
  if (groups.length === 0) groups.push([]);
  return groups.map((group, index) => {
    const currency = group[0]?.line.currency ?? format.currency;
    const balanced = group.map(({ line, clock, balanceMinor }) => ({
      line: line.line,
      moment: `${line.bookedOn} ${clock}`,
      amountMinor: line.amountMinor,
      balanceMinor,
    }));
    return buildStatement({
      place: { line: table.header.line },
      format: "csv",
      accountId: group[0]?.account ?? format.account,
      currency,
      statementId: null,
      ...(currency === null ? { openingMinor: null, closingMinor: null } : proveBalances(balanced, currency)),
      lines: group.map(({ line }) => line),
      skipped: index === 0 ? skipped : [],
    });
  });
}

function requireNamed({ header, columns }: CsvTable, mapping: CsvMapping | undefined): void {
  for (const [field, name] of Object.entries(mapping?.columns ?? {})) {
    if (!(field in columns))
      throw refuse({ line: header.line }, `the header has no column "${name.slice(0, 60)}"`);
  }
}

type Format = {
  order: DateOrder;
  mark: DecimalMark;
  currency: string | null;
  account: string | null;
  timeZone: string;
};

/** What the file as a whole tells: order of dates, decimal mark, currency and account. */
function formatOf({ header, columns, preamble, rows }: CsvTable, options: Options): Format {
  const cellsOf = (...fields: CsvField[]) =>
    rows.flatMap(({ cells, line }) =>
      fields.flatMap((field) => {
        const text = cells[columns[field] ?? -1] ?? "";
        return text === "" ? [] : [{ text, line }];
      }),
    );
  const amounts = cellsOf("amount", "debit", "credit", "balance").map(({ text }) => text);
  const mark = options.csv?.decimalMark ?? findDecimalMark(amounts);
  if (mark === "mixed")
    throw refuse(
      { line: header.line },
      "the amounts have decimal points and decimal commas; choose the decimal mark",
    );
  const dates = cellsOf("date").filter(({ text }) => looksLikeDate(text));
  const note = (names: RegExp) =>
    preamble
      .find(({ cells }) => names.test(plainName(cells[0] ?? "")))
      ?.cells.find((cell, at) => at > 0 && cell.trim());
  const declared = note(/^(currency|ccy|waehrung|wahrung)$/) ?? currencyInHeader(header.cells);
  return {
    order: options.csv?.dateOrder ?? findDateOrder(dates),
    mark: mark ?? ".",
    currency:
      declared === undefined ? (options.currencyHint ?? null) : readCurrency(declared, { line: header.line }),
    account: accountOrNull(note(/^(account(no|number)?|acctno|iban|kontonummer)$/)),
    timeZone: options.timeZone,
  };
}

function currencyInHeader(cells: readonly string[]): string | undefined {
  const codes = cells.flatMap((cell) => /\(([A-Z]{3})\)/.exec(cell)?.[1] ?? []).filter(isCurrency);
  const [first, ...others] = new Set(codes);
  return others.length === 0 ? first : undefined;
}

type Read = { line: StatementLine; account: string | null; clock: string; balanceMinor: number | null };
type Reading = { read?: Read; skipped?: SkippedLine };

const summary = /\b(total|totals|balance|brought|carried|opening|closing|saldo|end of|page)\b/i;

function readRow({ line, cells }: TableRow, { columns, header }: CsvTable, format: Format): Reading {
  const place: Place = { line };
  const cell = (field: CsvField) => cells[columns[field] ?? -1]?.trim() ?? "";
  const at = (field: CsvField): Place => ({
    line,
    path: header.cells[columns[field] ?? -1]?.trim() || field,
  });
  const hasAmount = (["amount", "debit", "credit"] as const).some((field) => cell(field) !== "");
  if (!looksLikeDate(cell("date"))) {
    if (cells.some((text) => summary.test(text)))
      return { skipped: { line, reason: "a total, no movement" } };
    if (!hasAmount && cell("date") === "")
      return { skipped: { line, reason: "neither a date nor an amount" } };
    throw refuse(at("date"), "is no date like 2026-11-30");
  }
  if (cells.length <= Math.max(...Object.values(columns)))
    throw refuse(place, `the row is cut off: it has ${cells.length} of ${header.cells.length} cells`);
  if (cells.slice(header.cells.length).some((text) => text.trim() !== ""))
    throw refuse(place, `the row has more cells than the header: quote texts that hold the delimiter`);
  if (!hasAmount) return { skipped: { line, reason: "no amount" } };
  const own = cell("currency");
  const currency = own === "" ? format.currency : readCurrency(own, at("currency"));
  if (currency === null) throw refuse(place, "the file does not say its currency; choose one");
  const amount = (field: CsvField) =>
    readAmountCell(cell(field), { currency, mark: format.mark, place: at(field) });
  const { on, clock } = readDateCell(cell("date"), format.order, at("date"));
  const amountMinor = signedAmount({ amount, direction: cell("direction"), place });
  const value = cell("valueDate");
  const read: Read = {
    account: accountOrNull(cell("account")) ?? format.account,
    clock,
    balanceMinor: amount("balance"),
    line: {
      line,
      bookedOn: on,
      valueOn: looksLikeDate(value) ? readDateCell(value, format.order, at("valueDate")).on : null,
      occurredAt:
        clock === "" || clock === "00:00:00" ? null : zonedInstant(`${on}T${clock}`, format.timeZone, place),
      amountMinor,
      currency,
      kind: kindOf(cell("text"), amountMinor > 0),
      externalId: wordsOrNull(cell("id")),
      reference: wordsOrNull(cell("reference")),
      counterparty: wordsOrNull(cell("counterparty")),
      counterpartyKey: accountOrNull(cell("counterpartyAccount")),
      text: joinWords(cell("text")),
      linkedExternalId: null,
      reasonType: null,
    },
  };
  return { read };
}

type Side = { amount: (field: CsvField) => number | null; direction: string; place: Place };

/** Money in is positive, whether the file has signs, two columns, or a column that says which side. */
function signedAmount({ amount, direction, place }: Side): number {
  const [single, debit, credit] = [amount("amount"), amount("debit"), amount("credit")];
  if (single !== null) {
    if (direction === "") return single;
    if (/^(c|cr|credit|bij|h|haben|in|\+)$/i.test(direction)) return single;
    if (/^(d|dr|debit|debet|af|s|soll|out|-)$/i.test(direction)) return single === 0 ? 0 : -Math.abs(single);
    throw refuse(place, "the column of direction is neither debit nor credit");
  }
  if (debit !== null && credit !== null && debit !== 0 && credit !== 0)
    throw refuse(place, "has both a debit and a credit");
  // Some banks write what went out as a negative debit.
  return debit === null || debit === 0 ? (credit ?? 0) : -Math.abs(debit);
}

function kindOf(text: string, isIn: boolean): LineKind {
  if (!isIn && /\b(bank charges?|service charge|ledger fees?|commission|excise duty)\b/i.test(text))
    return "fee";
  if (/\b(reversal|reversed|returned|unpaid)\b/i.test(text)) return "reversal";
  return isIn ? "receipt" : "payment";
}
