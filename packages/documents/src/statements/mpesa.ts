import { accountOrNull, buildStatement, requireFewerLines, wordsOrNull } from "./build-statement.ts";
import { proveBalances } from "./prove-balances.ts";
import { plainName, readRecords, statementDelimiters, type TableRow } from "./read-records.ts";
import { readMinor, refuse, type Place } from "./refusal.ts";
import { dayOf, zonedInstant } from "./statement-dates.ts";
import type { BankStatement, LineKind, SkippedLine, StatementLine } from "./statement.ts";

const currency = "KES";
const timeZone = "Africa/Nairobi";
const headerWithin = 64;
const requiredColumns = [
  "receiptno",
  "completiontime",
  "details",
  "transactionstatus",
  "paidin",
  "withdrawn",
];

/** True for a row that heads the transactions of an M-Pesa statement. */
export function isMpesaHeader(cells: readonly string[]): boolean {
  const names = new Set(cells.map(plainName));
  return requiredColumns.every((name) => names.has(name));
}

type Row = { line: number; cell: (name: string) => string };
type Reading = { line?: StatementLine; skipped?: SkippedLine; balanceMinor: number | null };

/**
 * Reads a statement of the M-Pesa portal, of an organisation (paybill, till) or of a customer. Times are Nairobi's,
 * amounts are shillings. What was not completed is set aside. A receipt number comes again for the charge of its
 * payment; a row that repeats receipt, reason and sign is the same row and counts once.
 */
export function readMpesa(text: string): BankStatement[] {
  const { rows, headerAt } = findHeader(text);
  const header = rows[headerAt];
  if (header === undefined)
    throw refuse({ line: 1 }, "the file has no row with Receipt No., Completion Time and Transaction Status");
  const columns = new Map(header.cells.map((name, index) => [plainName(name), index]));
  const readings = rows.slice(headerAt + 1).map((row) => readRow(openRow(row, columns, header.cells.length)));
  requireFewerLines(readings.length);
  const { kept, repeated } = withoutRepeats(readings);
  const lines = kept.flatMap(({ line }) => line ?? []);
  const balanced = kept.flatMap(({ line, balanceMinor }) =>
    line === undefined
      ? []
      : [{ line: line.line, moment: line.occurredAt ?? "", amountMinor: line.amountMinor, balanceMinor }],
  );
  return [
    buildStatement({
      place: { line: header.line },
      format: "mpesa",
      accountId: readShortCode(rows.slice(0, headerAt)),
      currency,
      statementId: null,
      ...proveBalances(balanced, currency),
      lines,
      skipped: [...readings.flatMap(({ skipped }) => skipped ?? []), ...repeated],
    }),
  ];
}

function findHeader(text: string): { rows: TableRow[]; headerAt: number } {
  const delimiter = statementDelimiters.find((candidate) =>
    readRecords(text, candidate, headerWithin).some(({ cells }) => isMpesaHeader(cells)),
  );
  const rows = readRecords(text, delimiter ?? ",");
  return { rows, headerAt: rows.slice(0, headerWithin).findIndex(({ cells }) => isMpesaHeader(cells)) };
}

function readShortCode(preamble: readonly TableRow[]): string | null {
  const named = preamble.find(({ cells }) => /^(shortcode|paybill|till)/.test(plainName(cells[0] ?? "")));
  return accountOrNull(/\d{4,10}/.exec(named?.cells.join(" ") ?? "")?.[0]);
}

function openRow({ line, cells }: TableRow, columns: ReadonlyMap<string, number>, width: number): Row {
  if (cells.length < width)
    throw refuse({ line }, `the row is cut off: it has ${cells.length} of ${width} cells`);
  // Amounts hold commas: a row with too many cells has lost its quotes, and its columns are no longer what they say.
  if (cells.length > width) throw refuse({ line }, `the row has more than ${width} cells`);
  return { line, cell: (name) => cells[columns.get(name) ?? -1]?.trim() ?? "" };
}

const unfinished = /^(failed|cancelled|canceled|declined|expired|pending|initiated|authorized|authorised)$/i;

function readRow(row: Row): Reading {
  const place = { line: row.line };
  const status = row.cell("transactionstatus");
  if (unfinished.test(status))
    return {
      skipped: { line: row.line, reason: `the transaction is ${status.toLowerCase()}` },
      balanceMinor: null,
    };
  if (!/^completed$/i.test(status))
    throw refuse(place, "is neither completed nor failed: Transaction Status");
  const receipt = row.cell("receiptno");
  if (!/^[A-Z0-9]{6,20}$/i.test(receipt)) throw refuse(place, "has no receipt number");
  const { on, at } = readTime(row.cell("completiontime"), place);
  const [paidIn, withdrawn] = [readShillings(row, "paidin"), readShillings(row, "withdrawn")];
  if (paidIn !== 0 && withdrawn !== 0) throw refuse(place, "has both Paid In and Withdrawn");
  if (paidIn < 0) throw refuse(place, "has a negative Paid In");
  const amountMinor = paidIn === 0 ? -Math.abs(withdrawn) : paidIn;
  const details = row.cell("details");
  const kind = kindOf(`${row.cell("reasontype")} ${details}`, amountMinor > 0);
  const linked = wordsOrNull(row.cell("linkedtransactionid"));
  return {
    line: {
      line: row.line,
      bookedOn: on,
      valueOn: null,
      occurredAt: at,
      amountMinor: amountMinor === 0 ? 0 : amountMinor,
      currency,
      kind,
      externalId: receipt.toUpperCase(),
      ...readParty(row.cell("otherpartyinfo"), details),
      text: details,
      linkedExternalId: linked ?? (kind === "reversal" ? reversedReceipt(details) : null),
      reference:
        wordsOrNull(row.cell("acno")) ?? wordsOrNull(/\bAcc(?:ount)?\.? (.{1,40})$/.exec(details)?.[1]),
      reasonType: wordsOrNull(row.cell("reasontype")),
    },
    balanceMinor: row.cell("balance") === "" ? null : readShillings(row, "balance"),
  };
}

function readShillings(row: Row, column: string): number {
  const text = row.cell(column);
  if (text === "") return 0;
  if (!/^[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,10})?$/.test(text))
    throw refuse({ line: row.line }, `is no amount like 1,200.50: ${column}`);
  return readMinor(text.replaceAll(",", ""), currency, { line: row.line });
}

const dayFirst = /^(\d{2})[-/](\d{2})[-/](\d{4})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;
const yearFirst = /^(\d{4})[-/](\d{2})[-/](\d{2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?(?:\.\d{1,6})?$/;

/** `21-11-2026 10:30:24`, `21/11/2026 10:30` or `2026-11-21 10:30:24`, all in Nairobi. */
function readTime(text: string, place: Place): { on: string; at: string | null } {
  const [first, second] = [dayFirst.exec(text), yearFirst.exec(text)];
  const match = first ?? second;
  if (match === null) throw refuse(place, "is no time like 21-11-2026 10:30:24: Completion Time");
  const [, one = "", month = "", three = "", hour, minute = "00", seconds = "00"] = match;
  const on = first === null ? dayOf(one, month, three, place) : dayOf(three, month, one, place);
  const clock = `${hour?.padStart(2, "0") ?? ""}:${minute}:${seconds}`;
  return { on, at: hour === undefined ? null : zonedInstant(`${on}T${clock}`, timeZone, place) };
}

function kindOf(words: string, isIn: boolean): LineKind {
  if (/\b(charges?|fees?|tariff|commission)\b/i.test(words)) return "fee";
  if (/\brevers(al|ed|e)\b/i.test(words)) return "reversal";
  if (
    /\b(settlement|withdraw(al)? (of )?funds|to bank|organi[sz]ation withdrawal|merchant withdrawal)\b/i.test(
      words,
    )
  )
    return "settlement";
  return isIn ? "receipt" : "payment";
}

const reversedReceipt = (details: string) => /\b(?=[A-Z]*\d)[A-Z0-9]{10}\b/.exec(details)?.[0] ?? null;

/** The other party as `2547****0002 - NAME`, in its column or in the details. */
function readParty(column: string, details: string): Pick<StatementLine, "counterparty" | "counterpartyKey"> {
  const written =
    column || (/\b(?:from|to) (\S{4,20} - .{1,80}?)(?: Acc(?:ount)?\.? |$)/.exec(details)?.[1] ?? "");
  const [, key, name] = /^(\+?[\d*Xx]{4,15})(?:\s+-\s*|\s+)?(.*)$/.exec(written) ?? [];
  return key === undefined
    ? { counterparty: wordsOrNull(written), counterpartyKey: null }
    : { counterparty: wordsOrNull(name), counterpartyKey: accountOrNull(key) };
}

function withoutRepeats(readings: readonly Reading[]): { kept: Reading[]; repeated: SkippedLine[] } {
  const seen = new Map<string, StatementLine>();
  const repeated: SkippedLine[] = [];
  const kept = readings.filter(({ line }) => {
    if (line === undefined) return true;
    const kindOfRow = line.reasonType ?? line.text;
    const key = [line.externalId, kindOfRow, Math.sign(line.amountMinor)].join("\n");
    const before = seen.get(key);
    seen.set(key, before ?? line);
    if (before === undefined) return true;
    if (before.amountMinor !== line.amountMinor || before.occurredAt !== line.occurredAt)
      throw refuse({ line: line.line }, `has the receipt of line ${before.line} with another amount or time`);
    repeated.push({ line: line.line, reason: `the same as line ${before.line}` });
    return false;
  });
  return { kept, repeated };
}
