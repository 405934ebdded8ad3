import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { detectDelimiter, detectOtherFile, EncodingProbe, type Encoding } from "./detect-text.ts";
import { readCsv, readHeader } from "./read-csv.ts";

function encodingOf(bytes: Buffer, pieceSize = 3): Encoding {
  const probe = new EncodingProbe();
  for (let at = 0; at < bytes.length; at += pieceSize) probe.add(bytes.subarray(at, at + pieceSize));
  return probe.end();
}

async function rowsOf(bytes: Buffer, delimiter: "," | ";" | "\t" | "|" = ",") {
  const rows = [];
  for await (const row of readCsv(Readable.from([bytes]), { encoding: encodingOf(bytes), delimiter }))
    rows.push(row);
  return rows;
}

describe("files", () => {
  test("UTF-8 with and without a mark, Windows-1252 and UTF-16 give the same text, cut anywhere", async () => {
    const text = "Name;Straße\nWanjikũ;Müllerstraße 5\n".replace("ũ", "u");
    const latin = Buffer.from(text, "latin1");
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]);
    expect([Buffer.from(text), marked, latin, utf16].map((bytes) => encodingOf(bytes))).toEqual([
      "utf-8",
      "utf-8",
      "windows-1252",
      "utf-16le",
    ]);
    for (const bytes of [Buffer.from(text), marked, latin, utf16]) {
      expect((await rowsOf(bytes, ";")).map(({ cells }) => cells)).toEqual([
        ["Name", "Straße"],
        ["Wanjiku", "Müllerstraße 5"],
      ]);
    }
  });

  test.each([
    [",", "a,b,c\n1,2,3\n"],
    [";", "a;b;c\n1,5;2,5;3,5\n"],
    ["\t", "a\tb\n1,2\t3\n"],
    ["|", "a|b|c\nx;y|z|1\n"],
    [",", 'a,b\n"x;y;z","1\n2"\n'],
    [",", "a\n1\n"],
  ])("finds the delimiter %j", (delimiter, text) => {
    expect(detectDelimiter(text)).toBe(delimiter);
  });

  test("rows are numbered as spreadsheets do; blank ones are passed over; quoted cells keep their lines", async () => {
    const rows = await rowsOf(Buffer.from('a,b\r\n"one\r\ntwo",2\r\n,\r\n\r\n"say ""hi""",4\r\n'));
    expect(rows).toEqual([
      { rowNo: 1, cells: ["a", "b"] },
      { rowNo: 2, cells: ["one\r\ntwo", "2"] },
      { rowNo: 5, cells: ['say "hi"', "4"] },
    ]);
  });

  test("a quote that never ends and an endless row are told with their place", async () => {
    await expect(rowsOf(Buffer.from('a,b\n1,2\n"3,4\n5,6\n'))).rejects.toMatchObject({
      code: "INVALID",
      message: "a quoted cell after row 2 never ends; close its quotes",
    });
    await expect(rowsOf(Buffer.from(`a,b\n${"x".repeat(1_100_000)},2\n`))).rejects.toMatchObject({
      code: "INVALID",
      message: expect.stringContaining("longer than 1 MiB"),
    });
  });

  test("columns without a name and of the same name get one of their own", () => {
    expect(readHeader({ rowNo: 1, cells: [" Name ", "", "Name"] })).toEqual(["Name", "Column 2", "Name (2)"]);
    expect(() => readHeader({ rowNo: 1, cells: Array.from({ length: 201 }, () => "x") })).toThrow(
      "at most 200",
    );
  });

  test("what is no text is named", () => {
    expect(detectOtherFile(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))).toContain("an old spreadsheet");
    expect(detectOtherFile(Buffer.from("%PDF-1.7"))).toContain("a PDF");
    expect(detectOtherFile(Buffer.from([1, 0, 2]))).toContain("no text file");
    expect(detectOtherFile(Buffer.from("a,b\n"))).toBeUndefined();
  });
});
