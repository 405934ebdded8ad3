import { accountOrNull, joinWords, wordsOrNull } from "./build-statement.ts";
import { findElement, findElements, requireText, textAt, type Element } from "./element-tree.ts";
import { readCurrency, readMinor, refuse } from "./refusal.ts";
import { readIsoMoment, type Moment } from "./statement-dates.ts";
import type { LineKind, SkippedLine, StatementLine } from "./statement.ts";

export type EntryReading = { line?: StatementLine; skipped?: SkippedLine };

const unbooked: ReadonlyMap<string, string> = new Map([
  ["PDNG", "not booked yet"],
  ["FUTR", "booked in the future"],
  ["INFO", "for information only"],
]);

/**
 * One entry of an account as one line. An entry of several transactions stays one line, because that is what the bank
 * booked: the other side is named only when it is one, and the text holds what all of them say.
 */
export function readEntry(
  entry: Element,
  { timeZone, number }: { timeZone: string; number: number },
): EntryReading {
  const status = textAt(entry, "Sts/Cd", "Sts");
  const reason = unbooked.get(status ?? "BOOK");
  if (reason !== undefined) return { skipped: { line: number, reason } };
  if (status !== null && status !== "BOOK")
    throw refuse(
      findElement(entry, "Sts")?.place ?? entry.place,
      "is no status that is known: BOOK, PDNG, INFO",
    );
  const { text, place } = requireText(entry, "Amt");
  const currency = readCurrency(findElement(entry, "Amt")?.attributes["Ccy"] ?? "", place);
  const minor = readMinor(text, currency, place);
  if (minor < 0) throw refuse(place, "has a sign: the direction is in CdtDbtInd");
  const direction = requireText(entry, "CdtDbtInd");
  if (direction.text !== "CRDT" && direction.text !== "DBIT")
    throw refuse(direction.place, "is neither CRDT nor DBIT");
  const isIn = direction.text === "CRDT";
  const booked = readMoment(entry, "BookgDt", timeZone);
  const value = readMoment(entry, "ValDt", timeZone);
  const on = booked ?? value;
  if (on === null) throw refuse(entry.place, "has neither a booking date nor a value date");
  return {
    line: {
      line: number,
      bookedOn: on.on,
      valueOn: value?.on ?? null,
      occurredAt: booked?.at ?? null,
      amountMinor: isIn || minor === 0 ? minor : -minor,
      currency,
      kind: kindOf(entry, isIn),
      ...readTransactions(entry, isIn),
      linkedExternalId: null,
      reasonType: null,
    },
  };
}

function readMoment(entry: Element, name: string, timeZone: string): Moment | null {
  const found = findElement(entry, `${name}/Dt`) ?? findElement(entry, `${name}/DtTm`);
  return found === undefined ? null : readIsoMoment(found.text, timeZone, found.place);
}

function kindOf(entry: Element, isIn: boolean): LineKind {
  const family = textAt(entry, "BkTxCd/Domn/Fmly/SubFmlyCd") ?? "";
  if (textAt(entry, "RvslInd") === "true" || textAt(entry, "RvslInd") === "1") return "reversal";
  if (["RRTN", "RPCR", "UPDD", "RIMB"].includes(family)) return "reversal";
  if (["CHRG", "FEES", "COMM", "COMI"].includes(family)) return "fee";
  if (family === "INTR") return "other";
  return isIn ? "receipt" : "payment";
}

type Words = Pick<StatementLine, "externalId" | "reference" | "counterparty" | "counterpartyKey" | "text">;

function readTransactions(entry: Element, isIn: boolean): Words {
  const transactions = findElements(entry, "NtryDtls").flatMap((details) => findElements(details, "TxDtls"));
  const side = isIn ? "Dbtr" : "Cdtr";
  const sole = (read: (transaction: Element) => string | null): string | null => {
    const [first, ...others] = new Set(transactions.map(read).filter((text) => text !== null));
    return others.length === 0 ? (first ?? null) : null;
  };
  const party = (name: string) => [`RltdPties/${name}/Pty/Nm`, `RltdPties/${name}/Nm`];
  return {
    externalId:
      wordsOrNull(textAt(entry, "AcctSvcrRef")) ??
      sole((one) => wordsOrNull(textAt(one, "Refs/AcctSvcrRef"))),
    reference: sole(referenceOf),
    counterparty: sole((one) => wordsOrNull(textAt(one, ...party(side), ...party(`Ultmt${side}`)))),
    counterpartyKey: sole((one) =>
      accountOrNull(textAt(one, `RltdPties/${side}Acct/Id/IBAN`, `RltdPties/${side}Acct/Id/Othr/Id`)),
    ),
    text: joinWords(
      ...transactions.flatMap((one) => [
        ...findElements(one, "RmtInf/Ustrd").map(({ text }) => text),
        ...findElements(one, "RmtInf/Strd").flatMap((structured) => [
          textAt(structured, "CdtrRefInf/Ref"),
          ...findElements(structured, "AddtlRmtInf").map(({ text }) => text),
        ]),
        textAt(one, "AddtlTxInf"),
      ]),
      textAt(entry, "AddtlNtryInf"),
    ),
  };
}

/** The creditor's structured reference, which the payer copied; else the payer's own end-to-end id. */
function referenceOf(transaction: Element): string | null {
  const [structured] = findElements(transaction, "RmtInf/Strd").flatMap(
    (one) => wordsOrNull(textAt(one, "CdtrRefInf/Ref")) ?? [],
  );
  return structured ?? wordsOrNull(textAt(transaction, "Refs/EndToEndId"));
}
