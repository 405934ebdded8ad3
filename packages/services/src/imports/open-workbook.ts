import { posix } from "node:path";
import type { Readable } from "node:stream";
import { AppError, isAppError } from "@stead/kernel/errors";
import { openPromise, type Entry, type ZipFile } from "yauzl";
import { readSheet, type SheetRow, type SheetTexts } from "./read-sheet.ts";
import { readXml } from "./read-xml.ts";
import { decodeEscapes, readFormat, type CellFormat } from "./read-sheet-values.ts";

const mebibyte = 1024 * 1024;
/** What the parts may come to when they are unpacked. A sheet streams; the others are held in memory. */
const largest = { sheet: 4_096 * mebibyte, texts: 256 * mebibyte, other: 16 * mebibyte };
const mostParts = 10_000;

/** An Excel workbook on this machine. */
export type Workbook = {
  /** The rows of its first sheet that is not hidden. */
  rows(): AsyncGenerator<SheetRow>;
  close(): void;
};

type Parts = { zip: ZipFile; entries: ReadonlyMap<string, Entry> };

/** Opens an .xlsx file. Throws INVALID, in words for people, for another kind of file. */
export async function openWorkbook(path: string): Promise<Workbook> {
  const zip = await readable(() => openPromise(path, { autoClose: false, strictFileNames: false }));
  try {
    const entries = new Map<string, Entry>();
    await readable(async () => {
      for await (const entry of zip.eachEntry()) {
        entries.set(entry.fileName, entry);
        if (entries.size > mostParts) throw damaged();
      }
    });
    const parts = { zip, entries };
    const { sheetPart, textsPart, stylesPart, isDate1904 } = await readDirectory(parts);
    const shared = textsPart === undefined ? [] : await readSharedTexts(parts, textsPart);
    const formats = stylesPart === undefined ? [] : await readFormats(parts, stylesPart);
    const texts: SheetTexts = { shared, formats, isDate1904 };
    return { rows: () => rowsOf(parts, sheetPart, texts), close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function* rowsOf(parts: Parts, part: string, texts: SheetTexts): AsyncGenerator<SheetRow> {
  yield* readSheet(await openPart(parts, part, largest.sheet), texts);
}

const damaged = (cause?: unknown) =>
  new AppError("INVALID", "the spreadsheet is damaged; save it again", {}, { cause });

/** What the archive's reader complains about is the file's fault. */
async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isAppError(error) ? error : damaged(error);
  }
}

async function openPart({ zip, entries }: Parts, name: string, mostBytes: number): Promise<Readable> {
  const entry = entries.get(name);
  if (entry === undefined) throw damaged();
  if (entry.uncompressedSize > mostBytes)
    throw new AppError("INVALID", "the spreadsheet is too large; save it as CSV and upload that");
  return readable(() => zip.openReadStreamPromise(entry));
}

type Directory = {
  sheetPart: string;
  textsPart: string | undefined;
  stylesPart: string | undefined;
  isDate1904: boolean;
};

async function readDirectory(parts: Parts): Promise<Directory> {
  const book = "xl/workbook.xml";
  if (!parts.entries.has(book))
    throw new AppError("INVALID", "this is no Excel workbook (.xlsx); save it as one, or as CSV");
  const sheets: { id: string; isHidden: boolean }[] = [];
  let isDate1904 = false;
  for await (const event of eventsOf(parts, book, largest.other)) {
    if (event.kind !== "open") continue;
    const { name, attributes } = event;
    if (name === "workbookPr") isDate1904 = ["1", "true"].includes(attributes["date1904"] ?? "");
    if (name === "sheet")
      sheets.push({ id: attributes["id"] ?? "", isHidden: (attributes["state"] ?? "visible") !== "visible" });
  }
  const targets = await readTargets(parts);
  const sheet = sheets.find(({ isHidden }) => !isHidden) ?? sheets[0];
  const sheetPart = sheet && targets.byId.get(sheet.id);
  if (sheetPart === undefined) throw new AppError("INVALID", "the spreadsheet has no sheet with rows");
  return {
    sheetPart,
    textsPart: targets.byType.get("sharedStrings"),
    stylesPart: targets.byType.get("styles"),
    isDate1904,
  };
}

/** The parts that the workbook refers to, by id and by the last word of their type. */
async function readTargets(parts: Parts) {
  const byId = new Map<string, string>();
  const byType = new Map<string, string>();
  for await (const event of eventsOf(parts, "xl/_rels/workbook.xml.rels", largest.other)) {
    if (event.kind !== "open" || event.name !== "Relationship") continue;
    const { Id: id = "", Target: target = "", Type: type = "" } = event.attributes;
    const part = target.startsWith("/") ? target.slice(1) : posix.join("xl", target);
    byId.set(id, part);
    byType.set(type.slice(type.lastIndexOf("/") + 1), part);
  }
  return { byId, byType };
}

async function* eventsOf(parts: Parts, part: string, mostBytes: number) {
  const stream = await openPart(parts, part, mostBytes);
  try {
    for await (const events of readXml(stream)) yield* events;
  } catch (error) {
    throw isAppError(error) ? error : damaged(error);
  }
}

async function readSharedTexts(parts: Parts, part: string): Promise<string[]> {
  const texts: string[] = [];
  let text = "";
  let isText = false;
  let phonetic = 0;
  for await (const event of eventsOf(parts, part, largest.texts)) {
    if (event.kind === "text") {
      if (isText && phonetic === 0) text += event.text;
      continue;
    }
    const isOpen = event.kind === "open";
    if (event.name === "t") isText = isOpen;
    else if (event.name === "rPh") phonetic += isOpen ? 1 : -1;
    else if (event.name === "si" && isOpen) text = "";
    else if (event.name === "si") texts.push(decodeEscapes(text));
  }
  return texts;
}

async function readFormats(parts: Parts, part: string): Promise<CellFormat[]> {
  const codes = new Map<number, string>();
  const formats: CellFormat[] = [];
  let isCells = false;
  for await (const event of eventsOf(parts, part, largest.other)) {
    if (event.kind === "text") continue;
    if (event.name === "cellXfs") isCells = event.kind === "open";
    if (event.kind !== "open") continue;
    const { attributes } = event;
    const id = Number(attributes["numFmtId"] ?? 0);
    if (event.name === "numFmt") codes.set(id, attributes["formatCode"] ?? "");
    else if (event.name === "xf" && isCells) formats.push(readFormat(id, codes.get(id)));
  }
  return formats;
}
