import { AppError } from "@stead/kernel/errors";
import { refuse } from "./refusal.ts";

/** Files up to this size are read, whole and in memory. */
export const largestStatementBytes = 20_000_000;

/** Text encodings of statements; `windows-1252` reads Latin-1 too. */
export const statementEncodings = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
export type StatementEncoding = (typeof statementEncodings)[number];

/** What people send instead of a statement, by its first bytes. */
const otherFiles: readonly { start: readonly number[]; name: string }[] = [
  { start: [0x50, 0x4b, 0x03, 0x04], name: "a spreadsheet or an archive" },
  { start: [0xd0, 0xcf, 0x11, 0xe0], name: "an old spreadsheet" },
  { start: [0x25, 0x50, 0x44, 0x46], name: "a PDF" },
  { start: [0x1f, 0x8b], name: "a compressed file" },
];

/**
 * The text of a statement file: UTF-8 or UTF-16 by its mark, UTF-16 also without one, the encoding that an XML or OFX
 * header names, else UTF-8, and Windows-1252 when a byte cannot be UTF-8. Throws TOO_LARGE beyond 20 MB and INVALID for
 * what is no text.
 */
export function decodeText(bytes: Uint8Array, encoding?: StatementEncoding): string {
  if (bytes.byteLength > largestStatementBytes)
    throw new AppError("TOO_LARGE", "a statement has at most 20 MB; export a shorter period", {
      bytes: bytes.byteLength,
    });
  const other = otherFiles.find(({ start }) => start.every((byte, index) => bytes[index] === byte));
  if (other !== undefined)
    throw refuse({ line: 1 }, `this is ${other.name}; export the statement as CSV, MT940, CAMT or OFX`);
  const text = decoded(bytes, encoding ?? markedEncoding(bytes) ?? declaredEncoding(bytes));
  const nul = text.indexOf("\0");
  if (nul >= 0) throw refuse({ line: lineAt(text, nul) }, "the file is damaged: it has NUL characters");
  if (text.trim() === "") throw refuse({ line: 1 }, "the file is empty");
  return text;
}

/** The line, from 1, that a position of a text is on. */
function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < position; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

function markedEncoding(bytes: Uint8Array): string | undefined {
  const [first = 1, second = 1, third = 1] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  // Statements begin with ASCII, which in UTF-16 has every second byte zero.
  if (first !== 0 && second === 0) return "utf-16le";
  return first === 0 && second !== 0 ? "utf-16be" : undefined;
}

/** The encoding that an XML declaration names; UTF-16 files are known by their bytes. */
function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 200)).toString("latin1");
  const label = /^\s*<\?xml[^>]{0,100}encoding=["']([\w-]{1,40})["']/.exec(head)?.[1];
  return label === undefined || /^utf-?(8|16)/i.test(label) ? undefined : label;
}

function decoded(bytes: Uint8Array, label: string | undefined): string {
  if (label !== undefined) return strictly(bytes, label);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function strictly(bytes: Uint8Array, label: string): string {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    throw refuse({ line: 1 }, `the file is not in the encoding ${label} that it is said to have`);
  }
}
