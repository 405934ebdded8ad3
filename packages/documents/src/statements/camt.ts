import { buildStatement, requireFewerLines } from "./build-statement.ts";
import { readEntry, type EntryReading } from "./camt-entries.ts";
import { findElement, findElements, requireText, textAt, type Element } from "./element-tree.ts";
import { readXmlTree } from "./read-xml-tree.ts";
import { readCurrency, readMinor, refuse } from "./refusal.ts";
import { readIsoMoment } from "./statement-dates.ts";
import type { BankStatement } from "./statement.ts";

/** ISO 20022 bank to customer messages: 052 report, 053 statement, 054 notification, of any version from 2. */
const namespace = /^urn:iso:std:iso:20022:tech:xsd:camt\.05[234]\.001\.(?:0[2-9]|1\d)$/;

/** The element of a statement in each message. */
const messages: ReadonlyMap<string, string> = new Map([
  ["BkToCstmrStmt", "Stmt"],
  ["BkToCstmrAcctRpt", "Rpt"],
  ["BkToCstmrDbtCdtNtfctn", "Ntfctn"],
]);

type Options = { timeZone: string };

/** Reads CAMT.053, and 052 and 054, which have the same entries. One line an entry; what is not booked is set aside. */
export function readCamt(text: string, options: Options): BankStatement[] {
  return readCamtTree(text, options).statements;
}

/** The same, with how many elements were in memory at once. */
export function readCamtTree(
  text: string,
  { timeZone }: Options,
): { statements: BankStatement[]; mostHeld: number } {
  const entries = new Map<Element, EntryReading[]>();
  let count = 0;
  const takeEntry = (element: Element, parent: Element) => {
    requireFewerLines(++count);
    const known = entries.get(parent) ?? [];
    known.push(readEntry(element, { timeZone, number: count }));
    entries.set(parent, known);
  };
  const tree = readXmlTree(text, {
    onNamespace: (name, uri) => {
      if (messages.has(name) && !namespace.test(uri))
        throw refuse(
          { line: 1, path: `/Document/${name}` },
          "the namespace is not that of CAMT.052, 053 or 054, version 2 or later",
        );
    },
    takers: new Map([["Ntry", takeEntry]]),
  });
  const statements = findMessages(tree.root).flatMap((message) =>
    findElements(message, messages.get(message.name) ?? "").map((element) =>
      readStatementElement(element, entries.get(element) ?? [], timeZone),
    ),
  );
  if (statements.length === 0) throw refuse({ line: 1, path: "/Document" }, "the file has no statement");
  const placed = statements.reduce((sum, { lines, skipped }) => sum + lines.length + skipped.length, 0);
  if (placed !== count) throw refuse({ line: 1, path: "/Document" }, "has entries outside its statements");
  return { statements, mostHeld: tree.mostHeld };
}

/** The messages, which may stand in an envelope. */
function findMessages(from: Element, depth = 0): Element[] {
  if (messages.has(from.name)) return [from];
  return depth > 4 ? [] : from.children.flatMap((child) => findMessages(child, depth + 1));
}

function readStatementElement(
  element: Element,
  entries: readonly EntryReading[],
  timeZone: string,
): BankStatement {
  const [opening, closing] = [readBalance(element, ["OPBD", "PRCD"]), readBalance(element, ["CLBD"])];
  const declared = findElement(element, "Acct/Ccy");
  const currency =
    declared === undefined
      ? (opening?.currency ?? closing?.currency ?? null)
      : readCurrency(declared.text, declared.place);
  for (const balance of [opening, closing]) {
    if (balance !== null && balance.currency !== currency)
      throw refuse(
        balance.place,
        `the balance is in ${balance.currency}, the account in ${currency ?? "none"}`,
      );
  }
  const day = (path: string) => {
    const found = findElement(element, path);
    return found === undefined || found.text.trim() === ""
      ? null
      : readIsoMoment(found.text, timeZone, found.place).on;
  };
  return buildStatement({
    place: element.place,
    format: "camt",
    accountId: textAt(element, "Acct/Id/IBAN", "Acct/Id/Othr/Id")?.replaceAll(/\s/g, "") ?? null,
    currency,
    statementId: textAt(element, "Id", "ElctrncSeqNb"),
    fromOn: day("FrToDt/FrDtTm"),
    toOn: day("FrToDt/ToDtTm"),
    openingMinor: opening?.minor ?? null,
    closingMinor: closing?.minor ?? null,
    lines: entries.flatMap(({ line }) => line ?? []),
    skipped: entries.flatMap(({ skipped }) => skipped ?? []),
  });
}

function readBalance(statement: Element, codes: readonly string[]) {
  const balances = findElements(statement, "Bal");
  const withCode = (code: string) =>
    balances.filter((balance) => textAt(balance, "Tp/CdOrPrtry/Cd") === code);
  const found = codes.map(withCode).find((some) => some.length > 0);
  // A statement in pages repeats its balances: the first opens it, the last closes it.
  const balance = codes.includes("CLBD") ? found?.at(-1) : found?.[0];
  if (balance === undefined) return null;
  const { text, place } = requireText(balance, "Amt");
  const currency = readCurrency(findElement(balance, "Amt")?.attributes["Ccy"] ?? "", place);
  const minor = readMinor(text, currency, place);
  const isDebit = requireText(balance, "CdtDbtInd").text === "DBIT";
  return { currency, place, minor: isDebit && minor !== 0 ? -minor : minor };
}
