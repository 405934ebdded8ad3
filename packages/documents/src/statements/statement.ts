import { createHash } from "node:crypto";
import type { CivilDate } from "@stead/kernel/dates";

/** The kinds of files that are read. `camt` is CAMT.053, and 052 and 054, which have the same entries. */
export const statementFormats = ["mt940", "camt", "ofx", "csv", "mpesa"] as const;
export type StatementFormat = (typeof statementFormats)[number];

export const lineKinds = ["receipt", "payment", "fee", "reversal", "settlement", "other"] as const;
export type LineKind = (typeof lineKinds)[number];

/** One movement of an account. Amounts are signed minor units of the line's own currency: money in is positive. */
export type StatementLine = {
  /** Where it stands: the line of a text file, the number of the entry in an XML or OFX file; the first is 1. */
  line: number;
  bookedOn: CivilDate;
  valueOn: CivilDate | null;
  /** The instant (ISO, UTC) where the file has one. */
  occurredAt: string | null;
  amountMinor: number;
  currency: string;
  kind: LineKind;
  /** The bank's own id of the movement, when it has one. M-Pesa repeats a receipt number for its charge. */
  externalId: string | null;
  /** What the payer gave as reference: a structured reference, an end-to-end id, the account number of a paybill. */
  reference: string | null;
  counterparty: string | null;
  /** The other side's account number or masked phone: compared, never shown as a phone. */
  counterpartyKey: string | null;
  /** All that the file says in words. */
  text: string;
  /** The `externalId` of the movement that this one takes back. */
  linkedExternalId: string | null;
  /** M-Pesa's reason type, which tells a receipt from the charge that has the same number; null elsewhere. */
  reasonType: string | null;
};

/** A line or an element that moved no money on this account: why it was left out. */
export type SkippedLine = { line: number; reason: string };

/** A statement as a file has it. Opening plus lines is closing, unless one of the two balances is null. */
export type BankStatement = {
  format: StatementFormat;
  /** IBAN, account number or short code, without spaces. */
  accountId: string | null;
  currency: string | null;
  /** The bank's number of the statement, or of the page. */
  statementId: string | null;
  fromOn: CivilDate | null;
  toOn: CivilDate | null;
  openingMinor: number | null;
  closingMinor: number | null;
  lines: StatementLine[];
  skipped: SkippedLine[];
};

/**
 * The key under which a line takes effect once: `bank:<account>:<date>:<amount>:<reference hash>:<ordinal>`.
 * With the bank's id it is the same in every format and order; without one it rests on the words of the line, whatever
 * their case and spacing. `account` is the caller's one spelling of the account; `ordinal` counts, from 1, the lines of
 * the account that are equal in all of that (`keyLines`).
 */
export function lineKey(account: string, line: StatementLine, ordinal: number): string {
  return `${baseKey(account, line)}:${ordinal}`;
}

/**
 * The lines of one account with their keys. Lines that nothing tells apart get the ordinals 1, 2, ... in whatever order
 * they come, so a later file that overlaps gives the same keys. Pass all statements of a file that are the account's.
 */
export function keyLines(
  account: string,
  statements: readonly BankStatement[],
): { key: string; line: StatementLine }[] {
  const seen = new Map<string, number>();
  return statements
    .flatMap(({ lines }) => lines)
    .map((line) => {
      const base = baseKey(account, line);
      const ordinal = (seen.get(base) ?? 0) + 1;
      seen.set(base, ordinal);
      return { key: `${base}:${ordinal}`, line };
    });
}

function baseKey(account: string, line: StatementLine): string {
  const words =
    line.externalId === null
      ? ["words", plainWords(line.reference), plainWords(line.counterpartyKey), plainWords(line.text)]
      : ["id", line.externalId, plainWords(line.reasonType)];
  const hash = createHash("sha256")
    .update([line.currency, ...words].join("\n"))
    .digest("hex")
    .slice(0, 20);
  return `bank:${account.replaceAll(/[\s:]/g, "")}:${line.bookedOn}:${line.amountMinor}:${hash}`;
}

/** Letters and digits only: files wrap, pad and capitalise the same words differently. */
function plainWords(text: string | null): string {
  return (text ?? "")
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
}
