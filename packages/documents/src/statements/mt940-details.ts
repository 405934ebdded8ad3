import { accountOrNull, joinWords, wordsOrNull } from "./build-statement.ts";
import { isIban } from "./iban.ts";

/** What a :86: field says of a movement. */
export type Details = {
  text: string;
  reference: string | null;
  counterparty: string | null;
  counterpartyKey: string | null;
};

/** A line that was cut at SWIFT's width goes on without a space. The first line has its tag within the width. */
const swiftWidth = 65;
const tagWidth = ":86:".length;

/**
 * Reads :86: in the three ways that banks write it: numbered sub-fields (`?20`, `>20`), words between slashes
 * (`/NAME/`), or plain text.
 */
export function readDetails(lines: readonly string[]): Details {
  const joined = lines.join("");
  const separator = /^\s*\d{3}([?>+@^~&|$])(?=\d{2})/.exec(joined)?.[1];
  if (separator !== undefined) return numbered(joined, separator);
  const words = unwrap(lines);
  const slashed = slashWords(words);
  return slashed.size > 0
    ? bySlash(words, slashed)
    : { text: joinWords(words), reference: null, counterparty: null, counterpartyKey: null };
}

function unwrap(lines: readonly string[]): string {
  let text = "";
  lines.forEach((line, index) => {
    const before = lines[index - 1];
    const isCut = before !== undefined && before.length + (index === 1 ? tagWidth : 0) >= swiftWidth;
    text += before === undefined || isCut ? line : ` ${line}`;
  });
  return text;
}

function numbered(joined: string, separator: string): Details {
  const parts = new Map<number, string>();
  for (const part of joined.trimStart().slice(3).split(separator)) {
    const number = /^(\d{2})(.*)$/.exec(part);
    if (number) {
      const key = Number(number[1]);
      parts.set(key, (parts.get(key) ?? "") + (number[2] ?? ""));
    } else if (part !== "") {
      const last = [...parts.keys()].at(-1) ?? 20;
      parts.set(last, `${parts.get(last) ?? ""}${separator}${part}`);
    }
  }
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => parts.get(from + index) ?? "");
  const purpose = [...range(20, 29), ...range(60, 63)];
  const sepa = sepaWords(purpose.join(""));
  const account = [parts.get(38), parts.get(31), sepa.get("IBAN")].map(accountOrNull);
  return {
    text: joinWords(parts.get(0), sepa.get("SVWZ") ?? purpose.join(" ")),
    reference: wordsOrNull(sepa.get("EREF")) ?? wordsOrNull(sepa.get("KREF")),
    counterparty: wordsOrNull(`${parts.get(32) ?? ""}${parts.get(33) ?? ""}`),
    counterpartyKey: account.find((key) => key !== null && isIban(key)) ?? account.find(Boolean) ?? null,
  };
}

/** The words of SEPA transfers in a purpose: `EREF+` the payer's reference, `SVWZ+` the text, and so on. */
function sepaWords(purpose: string): Map<string, string> {
  const words = new Map<string, string>();
  const pieces = purpose.split(/(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|COAM|OAMT)\+/);
  for (let at = 1; at + 1 < pieces.length; at += 2) {
    const [name = "", value = ""] = pieces.slice(at, at + 2);
    if (!words.has(name)) words.set(name, value.trim());
  }
  return words;
}

const slashNames =
  /\/(ADDR|BENM|BIC|CNTP|CSID|EREF|IBAN|ID|ISDT|MARF|NAME|ORDP|PREF|PURP|REMI|RTRN|TRTP|ULTB|ULTD|SVCL|CHGS|OCMT|EXCH)\//;

function slashWords(text: string): Map<string, string> {
  const words = new Map<string, string>();
  const pieces = text.split(slashNames);
  for (let at = 1; at + 1 < pieces.length; at += 2) {
    const [name = "", value = ""] = pieces.slice(at, at + 2);
    if (!words.has(name)) words.set(name, value);
  }
  return words;
}

function bySlash(text: string, words: Map<string, string>): Details {
  // Counterparty: account, bank, name and town, each ended by a slash.
  const [account, , name] = words.get("CNTP")?.split("/") ?? [];
  const remittance = words
    .get("REMI")
    ?.replace(/^USTD\/\//, "")
    .replace(/^STRD\/[A-Z]*\//, "");
  return {
    text: joinWords(withoutSlashes(remittance) ?? text),
    reference: wordsOrNull(withoutSlashes(words.get("EREF"))),
    counterparty: wordsOrNull(withoutSlashes(words.get("NAME")) ?? name),
    counterpartyKey: accountOrNull(words.get("IBAN")?.replaceAll("/", "") ?? account),
  };
}

/** A word without the slashes that end it. */
function withoutSlashes(word: string | undefined): string | undefined {
  let end = word?.length ?? 0;
  while (end > 0 && word?.charAt(end - 1) === "/") end--;
  return word?.slice(0, end);
}
