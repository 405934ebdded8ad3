import { daysBetween, type CivilDate } from "@stead/kernel/dates";
import {
  accountOrNull,
  buildStatement,
  joinWords,
  requireFewerLines,
  wordsOrNull,
} from "./build-statement.ts";
import { hasIbanShape, isIban } from "./iban.ts";
import { readDetails, type Details } from "./mt940-details.ts";
import { readSwiftMessages, type SwiftField } from "./mt940-fields.ts";
import { readCurrency, readMinor, refuse } from "./refusal.ts";
import { dayOf, fullYear } from "./statement-dates.ts";
import type { BankStatement, LineKind, StatementLine } from "./statement.ts";

/**
 * Reads MT940 (SWIFT customer statements), one statement for each message: a statement in pages is several. Every
 * message has its account and both balances, and its lines make the closing one.
 */
export function readMt940(text: string): BankStatement[] {
  const statements: BankStatement[] = [];
  let lines = 0;
  for (const fields of readSwiftMessages(text)) {
    const statement = readMessage(fields);
    lines += statement.lines.length;
    requireFewerLines(lines);
    statements.push(statement);
  }
  if (statements.length === 0) throw refuse({ line: 1 }, "the file has no statement (:20:)");
  return statements;
}

function readMessage(fields: SwiftField[]): BankStatement {
  const find = (...tags: string[]) => fields.find(({ tag }) => tags.includes(tag));
  const place = { line: fields[0]?.line ?? 1 };
  const [opening, closing] = [find("60F", "60M"), fields.findLast(({ tag }) => tag.startsWith("62"))];
  if (opening === undefined) throw refuse(place, "the statement has no opening balance (:60F:)");
  if (closing === undefined) throw refuse(place, "the statement ends before its closing balance (:62F:)");
  const from = readBalance(opening);
  const to = readBalance(closing);
  if (from.currency !== to.currency)
    throw refuse(
      { line: closing.line },
      `the opening balance is in ${from.currency}, the closing balance in ${to.currency}`,
    );
  return buildStatement({
    place,
    format: "mt940",
    accountId: readAccount(find("25", "25P")),
    currency: from.currency,
    statementId: wordsOrNull((find("28C", "28") ?? find("20"))?.lines[0]),
    fromOn: from.on,
    toOn: to.on,
    openingMinor: from.minor,
    closingMinor: to.minor,
    lines: readLines(fields, from.currency),
    skipped: [],
  });
}

/** The account of :25:, which some banks follow by its currency. */
function readAccount(field: SwiftField | undefined): string | null {
  const account = accountOrNull(field?.lines[0]);
  if (account === null) throw refuse({ line: field?.line ?? 1 }, "the statement names no account (:25:)");
  const bare = account.replace(/[A-Z]{3}$/, "");
  return isIban(bare) && !isIban(account) ? bare : account;
}

const balance = /^([CD])(\d{2})(\d{2})(\d{2})([A-Z]{3})(\d{1,15}[,.]\d*)$/;

function readBalance({ tag, lines, line }: SwiftField): { on: CivilDate; currency: string; minor: number } {
  const [, mark, year = "", month = "", day = "", code = "", amount = ""] =
    balance.exec((lines[0] ?? "").trim()) ?? [];
  if (mark === undefined) throw refuse({ line }, `:${tag}: is no balance like C261130KES1000,00`);
  const currency = readCurrency(code, { line });
  const minor = readMinor(decimal(amount), currency, { line });
  const on = dayOf(fullYear(year), month, day, { line });
  return { on, currency, minor: mark === "D" && minor !== 0 ? -minor : minor };
}

const decimal = (amount: string) => amount.replace(",", ".").replace(/\.$/, "").replace(/^\./, "0.");

function readLines(fields: SwiftField[], currency: string): StatementLine[] {
  return fields.flatMap((field, index) => {
    if (field.tag !== "61") return [];
    const next = fields[index + 1];
    return [readLine(field, next?.tag === "86" ? readDetails(next.lines) : noDetails, currency)];
  });
}

const noDetails: Details = { text: "", reference: null, counterparty: null, counterpartyKey: null };

/**
 * Value date, entry date, mark, the third letter of the currency, amount, type of transaction, the account owner's
 * reference, and behind two slashes the bank's. `CR` is a credit of a currency that ends in R; `RC` takes back a credit.
 */
const entry =
  /^(\d{2})(\d{2})(\d{2})(\d{4})?(R?[CD])([A-Z])?(\d{1,15}[,.]\d*)([NFS][A-Z0-9]{3})(.{0,80}?)(?:\/\/(.{0,80}))?$/;

function readLine({ lines, line }: SwiftField, details: Details, currency: string): StatementLine {
  const match = entry.exec((lines[0] ?? "").trimEnd());
  if (match === null) throw refuse({ line }, ":61: is no movement like 2611301130C1000,00NTRFNONREF");
  const [, year = "", month = "", day = "", entryDay, mark = "", , amount = "", type = "", own = "", bank] =
    match;
  const valueOn = dayOf(fullYear(year), month, day, { line });
  const minor = readMinor(decimal(amount), currency, { line });
  const isIn = mark === "C" || mark === "RD";
  const more = lines.slice(1).map((text) => text.trim());
  const account = more.map(accountOrNull).find((text) => text !== null && hasIbanShape(text)) ?? null;
  return {
    line,
    valueOn,
    bookedOn: entryDay === undefined ? valueOn : entryDate(entryDay, valueOn, line),
    occurredAt: null,
    amountMinor: isIn || minor === 0 ? minor : -minor,
    currency,
    kind: kindOf(type.slice(1), mark, isIn),
    externalId: wordsOrNull(bank),
    reference: details.reference ?? (own.length > 1 ? wordsOrNull(own) : null),
    counterparty: details.counterparty,
    counterpartyKey: details.counterpartyKey ?? account,
    text: joinWords(details.text, account === null ? more.join(" ") : null),
    linkedExternalId: null,
    reasonType: null,
  };
}

/** Month and day of the booking in the year that lies nearest to the value date. */
function entryDate(monthAndDay: string, valueOn: CivilDate, line: number): CivilDate {
  const [month, day] = [monthAndDay.slice(0, 2), monthAndDay.slice(2)];
  const year = Number(valueOn.slice(0, 4));
  const away = (candidate: CivilDate) => Math.abs(daysBetween(valueOn, candidate));
  const candidates = [year, year - 1, year + 1].flatMap((candidate) => {
    const isLeapDay = month === "02" && day === "29";
    const isLeapYear = candidate % 4 === 0 && (candidate % 100 !== 0 || candidate % 400 === 0);
    return isLeapDay && !isLeapYear ? [] : [dayOf(candidate, month, day, { line })];
  });
  const [first, ...others] = candidates;
  if (first === undefined) throw refuse({ line }, "there is no such day");
  return others.reduce((best, next) => (away(next) < away(best) ? next : best), first);
}

function kindOf(type: string, mark: string, isIn: boolean): LineKind {
  if (mark.startsWith("R") || type === "RTI") return "reversal";
  if (type === "CHG" || type === "COM") return "fee";
  if (type === "INT" || type === "DIV") return "other";
  return isIn ? "receipt" : "payment";
}
