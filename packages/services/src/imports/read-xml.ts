import type { Readable } from "node:stream";
import { AppError } from "@stead/kernel/errors";
import { SaxesParser } from "saxes";

/** What happens in a document. Names are without their prefixes. */
export type XmlEvent =
  | { kind: "open"; name: string; attributes: Readonly<Record<string, string>> }
  | { kind: "close"; name: string }
  | { kind: "text"; text: string };

/** More text than this between two tags is no spreadsheet. */
const longestTextBytes = 8 * 1024 * 1024;

const local = (name: string) => name.slice(name.indexOf(":") + 1);

function localAttributes(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [local(name), value]));
}

/** The events of a document as it streams in, in lists. Throws INVALID for text that is no XML. */
export async function* readXml(stream: Readable): AsyncGenerator<XmlEvent[]> {
  const parser = new SaxesParser();
  let events: XmlEvent[] = [];
  let quietBytes = 0;
  parser.on("opentag", ({ name, attributes }) =>
    events.push({ kind: "open", name: local(name), attributes: localAttributes(attributes) }),
  );
  parser.on("closetag", ({ name }) => events.push({ kind: "close", name: local(name) }));
  parser.on("text", (text) => events.push({ kind: "text", text }));
  parser.on("cdata", (text) => events.push({ kind: "text", text }));
  parser.on("error", (error) => {
    throw new AppError("INVALID", "the spreadsheet is damaged; save it again", {}, { cause: error });
  });
  const decoder = new TextDecoder();
  for await (const piece of stream) {
    const bytes: Buffer = Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece));
    parser.write(decoder.decode(bytes, { stream: true }));
    quietBytes = events.length > 0 ? 0 : quietBytes + bytes.length;
    if (quietBytes > longestTextBytes)
      throw new AppError("INVALID", "the spreadsheet has a cell that is too long");
    if (events.length === 0) continue;
    yield events;
    events = [];
  }
  parser.write(decoder.decode());
  parser.close();
  if (events.length > 0) yield events;
}
