/** How a file's bytes become text, and its text cells. */
export const encodings = ["utf-8", "windows-1252", "utf-16le"] as const;
export type Encoding = (typeof encodings)[number];
export const delimiters = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof delimiters)[number];

/** What a file is, when it is no text: the first bytes of what people send instead of CSV. */
const otherFiles: readonly { start: readonly number[]; name: string }[] = [
  { start: [0xd0, 0xcf, 0x11, 0xe0], name: "an old spreadsheet, or one with a password" },
  { start: [0x25, 0x50, 0x44, 0x46], name: "a PDF" },
  { start: [0x1f, 0x8b], name: "a compressed file" },
];

/** Says what a file is instead of CSV, by its first bytes; undefined for text. */
export function detectOtherFile(head: Buffer): string | undefined {
  const other = otherFiles.find(({ start }) => start.every((byte, index) => head[index] === byte));
  if (other !== undefined) return `this is ${other.name}; save it as CSV and upload that`;
  const isText = head.subarray(0, 2).equals(Buffer.from([0xff, 0xfe])) || !head.includes(0);
  return isText ? undefined : "this is no text file; save it as CSV and upload that";
}

/** Finds out, piece by piece, how a whole file is encoded: UTF-8 unless a byte of it cannot be. */
export class EncodingProbe {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #isUtf8 = true;
  #isUtf16: boolean | undefined;

  add(bytes: Buffer): void {
    this.#isUtf16 ??= bytes[0] === 0xff && bytes[1] === 0xfe;
    if (this.#isUtf8 && !this.#isUtf16) this.#decode(bytes, true);
  }

  end(): Encoding {
    if (this.#isUtf16) return "utf-16le";
    if (this.#isUtf8) this.#decode(Buffer.alloc(0), false);
    return this.#isUtf8 ? "utf-8" : "windows-1252";
  }

  #decode(bytes: Buffer, stream: boolean): void {
    try {
      this.#decoder.decode(bytes, { stream });
    } catch {
      this.#isUtf8 = false;
    }
  }
}

const recordsJudged = 50;

/** The delimiter that cuts the first records of a text into the most equal number of cells; a comma when none does. */
export function detectDelimiter(head: string): Delimiter {
  const scored = delimiters.map((delimiter) => ({ delimiter, score: scoreOf(countCells(head, delimiter)) }));
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).delimiter;
}

function scoreOf(counts: readonly number[]): number {
  const [header = 1] = counts;
  if (header < 2) return 0;
  const equal = counts.filter((count) => count === header).length;
  return (equal / counts.length) * 1_000 + header;
}

/** Cells of each of the first records. What stands between quotes neither ends a cell nor a record. */
function countCells(head: string, delimiter: Delimiter): number[] {
  const counts: number[] = [];
  let cells = 1;
  let isQuoted = false;
  let length = 0;
  for (const char of head) {
    if (char === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (char === delimiter) cells++;
    else if (char === "\n") {
      if (length > 0) counts.push(cells);
      cells = 1;
      length = 0;
      if (counts.length === recordsJudged) return counts;
      continue;
    }
    if (char !== "\r") length++;
  }
  // The text may end within a record: judge it only when it is all there is.
  return counts.length > 0 ? counts : [cells];
}
