import { refuse } from "./refusal.ts";

/** A field of a SWIFT message: its tag, the lines of its value, and the line of the file it begins on. */
export type SwiftField = { tag: string; lines: string[]; line: number };

/** The fields of statements. What else begins with a colon is text of the field before. */
const tags = /^:(13D?|20|21|25P?|28C?|34F|60[FM]|61|62[FM]|64|65|86|90[CD]|940|NS):(.*)$/;

/** Ends of a message: the dash alone, or with the trailer of a SWIFT block or of a bank. */
const messageEnd = /^-(?:\}.*|[A-Z]{1,4})?$/;
const controls = /(?!\t)\p{Cc}/gu;
const blocksBefore = /^\{(?:.*\{)?4:/;
const longestFieldLines = 200;
const longestLineCharacters = 4_096;

/**
 * The messages of an MT940 file, each as its fields in order. Headers of SWIFT blocks and of banks, and whatever stands
 * between messages, are passed over; a field outside a message is refused, because it may be money.
 */
export function* readSwiftMessages(text: string): Generator<SwiftField[]> {
  let fields: SwiftField[] = [];
  let line = 0;
  for (const raw of text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/)) {
    line++;
    if (raw.length > longestLineCharacters)
      throw refuse({ line }, `the line has more than ${longestLineCharacters} characters`);
    const written = raw.replaceAll(controls, "").replace(blocksBefore, "");
    const [, tag, value = ""] = tags.exec(written) ?? [];
    if (tag === "20" && fields.length > 0) {
      yield fields;
      fields = [];
    }
    if (tag === "940") continue;
    if (tag !== undefined) {
      if (fields.length === 0 && tag !== "20") throw refuse({ line }, `:${tag}: stands outside a statement`);
      fields.push({ tag, lines: [value], line });
    } else if (messageEnd.test(written.trimEnd())) {
      if (fields.length > 0) yield fields;
      fields = [];
    } else {
      continueField(fields.at(-1), written, line);
    }
  }
  if (fields.length > 0) yield fields;
}

function continueField(field: SwiftField | undefined, text: string, line: number): void {
  if (field === undefined || text.trim() === "") return;
  if (field.lines.length >= longestFieldLines)
    throw refuse({ line }, `a field has more than ${longestFieldLines} lines`);
  field.lines.push(text);
}
