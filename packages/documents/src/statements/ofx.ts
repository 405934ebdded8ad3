import {
  accountOrNull,
  buildStatement,
  joinWords,
  requireFewerLines,
  wordsOrNull,
} from "./build-statement.ts";
import { findElement, requireText, textAt, type Element, type Takers } from "./element-tree.ts";
import { readOfxTree } from "./ofx-tree.ts";
import { readXmlTree } from "./read-xml-tree.ts";
import { readCurrency, readMinor, refuse, type Place } from "./refusal.ts";
import { dayInZone, dayOf, zonedInstant, type Moment } from "./statement-dates.ts";
import type { BankStatement, LineKind, SkippedLine, StatementLine } from "./statement.ts";

type Options = { timeZone: string; currencyHint?: string | undefined };

/**
 * Reads OFX 1.x (SGML) and 2.x (XML): statements of bank accounts and of cards. OFX has a closing balance only, so
 * nothing can be proved from it; an answer that says ERROR is refused with its code.
 */
export function readOfx(text: string, options: Options): BankStatement[] {
  const transactions = new Map<Element, Element[]>();
  let count = 0;
  const take = (element: Element, parent: Element) => {
    requireFewerLines(++count);
    const known = transactions.get(parent) ?? [];
    known.push(element);
    transactions.set(parent, known);
  };
  const takers: Takers = new Map([["STMTTRN", take]]);
  const isXml = /^\uFEFF?\s*<\?xml|<\?OFX\s/i.test(text.slice(0, 2_000));
  const { root } = isXml ? readXmlTree(text, { takers }) : readOfxTree(text, takers);
  const ofx = findElement(root, "OFX");
  if (ofx === undefined) throw refuse({ line: 1 }, "the file has no OFX element");
  requireSuccess(findElement(ofx, "SIGNONMSGSRSV1/SONRS"));
  const statements: BankStatement[] = [];
  let before = 0;
  for (const response of responsesOf(ofx)) {
    requireSuccess(response);
    const statement = findElement(response, "STMTRS") ?? findElement(response, "CCSTMTRS");
    if (statement === undefined) continue;
    const list = findElement(statement, "BANKTRANLIST");
    const entries = (list && transactions.get(list)) ?? [];
    statements.push(readStatementElement(statement, entries, { ...options, before }));
    before += entries.length;
  }
  if (before !== count)
    throw refuse({ line: 1, path: "/OFX" }, "has transactions outside the list of a statement");
  if (statements.length === 0) throw refuse({ line: 1, path: "/OFX" }, "the file has no statement");
  return statements;
}

function responsesOf(ofx: Element): Element[] {
  const wanted = new Set(["STMTTRNRS", "CCSTMTTRNRS"]);
  return ofx.children.flatMap(({ children }) => children.filter(({ name }) => wanted.has(name)));
}

function requireSuccess(answer: Element | undefined): void {
  const status = answer && findElement(answer, "STATUS");
  if (status === undefined || textAt(status, "SEVERITY")?.toUpperCase() !== "ERROR") return;
  const code = textAt(status, "CODE")?.replaceAll(/\D/g, "") ?? "";
  throw refuse(status.place, `the bank answered with error ${code} instead of a statement`);
}

function readStatementElement(
  statement: Element,
  entries: readonly Element[],
  options: Options & { before: number },
): BankStatement {
  const account = findElement(statement, "BANKACCTFROM") ?? findElement(statement, "CCACCTFROM");
  const named = textAt(statement, "CURDEF") ?? options.currencyHint ?? null;
  const declared = named === null ? null : readCurrency(named, statement.place);
  const read = entries.map((entry, index) =>
    readTransaction(entry, { ...options, declared, number: options.before + index + 1 }),
  );
  const lines = read.flatMap(({ line }) => line ?? []);
  const currency = declared ?? lines[0]?.currency ?? null;
  const balance = findElement(statement, "LEDGERBAL/BALAMT");
  const day = (path: string) => {
    const found = findElement(statement, path);
    return found === undefined || found.text.trim() === ""
      ? null
      : readOfxMoment(found.text, options.timeZone, found.place).on;
  };
  return buildStatement({
    place: statement.place,
    format: "ofx",
    accountId: account === undefined ? null : accountOrNull(textAt(account, "ACCTID")),
    currency,
    statementId: null,
    fromOn: day("BANKTRANLIST/DTSTART"),
    toOn: day("BANKTRANLIST/DTEND"),
    openingMinor: null,
    closingMinor:
      balance === undefined || balance.text.trim() === "" || currency === null
        ? null
        : readMinor(decimal(balance.text, balance.place), currency, balance.place),
    lines,
    skipped: read.flatMap(({ skipped }) => skipped ?? []),
  });
}

/** OFX writes amounts with a sign, a point or a comma, and never groups digits. */
function decimal(text: string, place: Place): string {
  const match = /^([+-]?)(\d{0,15})(?:[.,](\d{0,10}))?$/.exec(text.trim());
  const [, sign = "", whole = "", fraction = ""] = match ?? [];
  if (match === null || whole + fraction === "") throw refuse(place, "is no amount like -1200.50");
  return `${sign}${whole || "0"}${fraction === "" ? "" : `.${fraction}`}`;
}

const moment =
  /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?(?:[.:]\d{1,9})?)?\s*(?:\[([+-]?\d{1,2})(?:\.(\d{1,2}))?(?::[\w ]{0,10})?\])?$/;

/**
 * A date of OFX. With a time and an offset it is an instant, and the day is the account's. Without an offset, and at
 * midnight, the day is taken as written: banks put midnight where they know no time, and leave the offset out where
 * they mean their own clock.
 */
function readOfxMoment(text: string, timeZone: string, place: Place): Moment {
  const match = moment.exec(text.trim());
  if (match === null) throw refuse(place, "is no date like 20261130");
  const [, year = "", month = "", day = "", hour, minute = "00", second = "00", offset, part = "0"] = match;
  const on = dayOf(year, month, day, place);
  if (hour === undefined || offset === undefined || hour + minute + second === "000000")
    return { on, at: null };
  const minutes = Math.abs(Number(offset)) * 60 + Math.round(Number(`0.${part}`) * 60);
  const clock = [Math.floor(minutes / 60), minutes % 60].map((number) => String(number).padStart(2, "0"));
  const ahead = `${offset.startsWith("-") ? "-" : "+"}${clock.join(":")}`;
  const at = zonedInstant(`${on}T${hour}:${minute}:${second}`, ahead, place);
  return { on: dayInZone(at, timeZone), at };
}

type Entry = Options & { declared: string | null; number: number };

function readTransaction(
  entry: Element,
  { timeZone, declared, number }: Entry,
): { line?: StatementLine; skipped?: SkippedLine } {
  if (textAt(entry, "CORRECTACTION") !== null)
    return { skipped: { line: number, reason: "a correction of an earlier line; enter it by hand" } };
  // CURRENCY says what the amount is in; ORIGCURRENCY only what it was before the bank converted it.
  const own = textAt(entry, "CURRENCY/CURSYM");
  const currency = own === null ? declared : readCurrency(own, entry.place);
  if (currency === null) throw refuse(entry.place, "the file does not say its currency; choose one");
  const amount = requireText(entry, "TRNAMT");
  const amountMinor = readMinor(decimal(amount.text, amount.place), currency, amount.place);
  const posted = requireText(entry, "DTPOSTED");
  const { on, at } = readOfxMoment(posted.text, timeZone, posted.place);
  const available = findElement(entry, "DTAVAIL") ?? findElement(entry, "VALUEDATE");
  const [name, memo] = [textAt(entry, "NAME", "PAYEE/NAME"), textAt(entry, "MEMO")];
  return {
    line: {
      line: number,
      bookedOn: on,
      valueOn:
        available === undefined || available.text.trim() === ""
          ? null
          : readOfxMoment(available.text, timeZone, available.place).on,
      occurredAt: at,
      amountMinor,
      currency,
      kind: kindOf(textAt(entry, "TRNTYPE"), amountMinor > 0),
      externalId: wordsOrNull(textAt(entry, "FITID")),
      reference: wordsOrNull(textAt(entry, "REFNUM")) ?? checkNumber(textAt(entry, "CHECKNUM")),
      counterparty: wordsOrNull(name),
      counterpartyKey: accountOrNull(textAt(entry, "BANKACCTTO/ACCTID", "CCACCTTO/ACCTID")),
      text: memo !== null && name !== null && memo.includes(name) ? joinWords(memo) : joinWords(name, memo),
      linkedExternalId: null,
      reasonType: null,
    },
  };
}

const checkNumber = (text: string | null) => (text === null || /^0*$/.test(text) ? null : wordsOrNull(text));

function kindOf(type: string | null, isIn: boolean): LineKind {
  const written = type?.toUpperCase() ?? "";
  if (written === "FEE" || written === "SRVCHG") return "fee";
  if (written === "INT" || written === "DIV") return "other";
  return isIn ? "receipt" : "payment";
}
