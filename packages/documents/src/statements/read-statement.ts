import { isTimeZone } from "@stead/kernel/dates";
import { AppError } from "@stead/kernel/errors";
import { readCamt } from "./camt.ts";
import type { CsvMapping } from "./csv-mapping.ts";
import { readCsvStatement } from "./csv-statement.ts";
import { findCsvTable } from "./csv-table.ts";
import { decodeText } from "./decode-text.ts";
import { isMpesaHeader, readMpesa } from "./mpesa.ts";
import { readMt940 } from "./mt940.ts";
import { readOfx } from "./ofx.ts";
import { readRecords, statementDelimiters } from "./read-records.ts";
import { refuse } from "./refusal.ts";
import type { BankStatement, StatementFormat } from "./statement.ts";

export type ReadStatementOptions = {
  /** The format, when it is known; else the file shows it. */
  format?: StatementFormat;
  /** How a bank's CSV is read; what it leaves out is guessed from the header. */
  csv?: CsvMapping;
  /** The account's IANA zone: its days are the days of the lines. M-Pesa is always Africa/Nairobi. */
  timeZone: string;
  /** The account's currency, for files that do not say theirs. */
  currencyHint?: string;
};

/**
 * Reads a bank's or M-Pesa's statement file: MT940, CAMT.052-054, OFX 1 and 2, CSV, the M-Pesa portal's CSV. A file has
 * one statement or several. Nothing is half read: a line that cannot be understood, a file that is cut off, or balances
 * that the lines do not make refuse the whole file with INVALID, the place (`details.line`, `details.path`) and the
 * reason. Files up to 20 MB and 200,000 lines are read, beyond that TOO_LARGE; reading is synchronous and takes the
 * memory of a few times the file.
 */
export function readStatement(bytes: Uint8Array, options: ReadStatementOptions): BankStatement[] {
  if (!isTimeZone(options.timeZone)) throw new AppError("INVALID", "the account's time zone is unknown");
  const text = decodeText(bytes, options.csv?.encoding);
  const statements = readers[options.format ?? detectFormat(text, options.csv)](text, options);
  requireDistinct(statements);
  return statements;
}

const readers: Record<StatementFormat, (text: string, options: ReadStatementOptions) => BankStatement[]> = {
  mt940: readMt940,
  camt: readCamt,
  ofx: readOfx,
  csv: readCsvStatement,
  mpesa: readMpesa,
};

const headCharacters = 8_192;

/** What format a text is of, by its beginning. Throws INVALID for a file that is no statement. */
function detectFormat(text: string, csv?: CsvMapping): StatementFormat {
  const head = text.slice(0, headCharacters);
  if (/<OFX>|^\s*OFXHEADER:|<\?OFX\s/i.test(head)) return "ofx";
  if (/^\uFEFF?\s*</.test(head)) {
    if (head.includes("camt.05") || /<BkToCstmr(Stmt|AcctRpt|DbtCdtNtfctn)\b/.test(head)) return "camt";
    throw refuse({ line: 1 }, "this XML is neither CAMT nor OFX");
  }
  if (/^(?:\{.{0,200})?:20:/m.test(head) && /^:(25P?|60[FM]):/m.test(head)) return "mt940";
  const isMpesa = statementDelimiters.some((delimiter) =>
    readRecords(text, delimiter, 64).some(({ cells }) => isMpesaHeader(cells)),
  );
  if (isMpesa) return "mpesa";
  if (findCsvTable(text, csv) !== undefined) return "csv";
  throw refuse(
    { line: 1 },
    "this is no statement that is known: no MT940, CAMT, OFX, M-Pesa, nor a CSV with a header",
  );
}

/** The same statement twice in one file would count its lines twice. */
function requireDistinct(statements: readonly BankStatement[]): void {
  const seen = new Set<string>();
  for (const { lines, skipped: _skipped, ...head } of statements) {
    const same = JSON.stringify({ ...head, lines: lines.map(({ line: _line, ...rest }) => rest) });
    if (head.statementId !== null && lines.length > 0 && seen.has(same))
      throw refuse({ line: lines[0]?.line ?? 1 }, "the file has the same statement twice");
    seen.add(same);
  }
}
