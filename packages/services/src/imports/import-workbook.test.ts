import { tmpdir } from "node:os";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import ExcelJS from "exceljs";
import { afterAll, describe, expect, test } from "vitest";
import { openFiledHouse } from "../context/test-files.ts";
import { makeHouseAgency } from "../context/test-house.ts";
import { openWorkbook } from "./open-workbook.ts";
import { readFormat, toCellText } from "./read-sheet-values.ts";
import { apply, check, countsOf, rowsOf, upload } from "./test-import.ts";

const { house, files } = await openFiledHouse();
const folder = await mkdtemp(path.join(tmpdir(), "stead-workbooks-"));
afterAll(() => rm(folder, { recursive: true }));

type Fill = (book: ExcelJS.Workbook) => void;

async function bytesOf(fill: Fill): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  fill(book);
  return Buffer.from(await book.xlsx.writeBuffer());
}

async function rowsOfBytes(bytes: Buffer) {
  const file = path.join(folder, "book.xlsx");
  await writeFile(file, bytes);
  const book = await openWorkbook(file);
  try {
    const rows: [number, ...string[]][] = [];
    for await (const { rowNo, cells } of book.rows()) rows.push([rowNo, ...cells]);
    return rows;
  } finally {
    book.close();
  }
}

const rowsIn = async (fill: Fill) => rowsOfBytes(await bytesOf(fill));

describe("a workbook", () => {
  test("is read as people see it: texts, days, numbers, and the result of what is computed", async () => {
    const rows = await rowsIn((book) => {
      book.addWorksheet("Lists", { state: "hidden" }).addRow(["not this one"]);
      const sheet = book.addWorksheet("Units");
      sheet.addRow(["Name", "When", "Amount", "Postcode"]);
      sheet.getCell("A3").value = { richText: [{ text: "Wanji" }, { text: "kũ", font: { bold: true } }] };
      sheet.getCell("B3").value = new Date(Date.UTC(2026, 10, 30));
      sheet.getCell("B3").numFmt = "dd/mm/yyyy";
      sheet.getCell("C3").value = 0.1 + 0.2;
      sheet.getCell("D3").value = 100;
      sheet.getCell("D3").numFmt = "00000";
      sheet.getCell("A4").value = 'a "b", c';
      sheet.getCell("B4").value = new Date(Date.UTC(2026, 10, 30, 9, 5));
      sheet.getCell("B4").numFmt = "yyyy-mm-dd hh:mm";
      sheet.getCell("C4").value = { formula: "C3*2", result: 0.6 };
      sheet.getCell("D4").value = 254_712_345_678;
      sheet.getCell("F4").value = true;
      book.addWorksheet("More").addRow(["nor this one"]);
    });
    expect(rows).toEqual([
      [1, "Name", "When", "Amount", "Postcode"],
      [3, "Wanjikũ", "2026-11-30", "0.3", "00100"],
      [4, 'a "b", c', "2026-11-30 09:05:00", "0.6", "254712345678", "", "TRUE"],
    ]);
  });

  test.each([
    ["m/d/yyyy", { kind: "date", hasDay: true, hasTime: false }],
    ['[$-409]d" of "mmm yyyy;@', { kind: "date", hasDay: true, hasTime: false }],
    ["[h]:mm", { kind: "date", hasDay: false, hasTime: true }],
    ['#,##0.00 "days"', { kind: "plain" }],
    ['"KSh" #,##0', { kind: "plain" }],
    ["General", { kind: "plain" }],
    ["00000", { kind: "zeros", digits: 5 }],
  ])("tells by the format %s what a number is", (code, format) => {
    expect(readFormat(164, code)).toEqual(format);
  });

  test.each([
    ["1", false, "1900-01-01"],
    ["61", false, "1900-03-01"],
    ["46356", false, "2026-11-30"],
    ["44894", true, "2026-11-30"],
  ])("counts day %s as %s", (value, isDate1904, day) => {
    const formats = [readFormat(14, undefined)];
    expect(toCellText({ type: "n", style: 0, value }, { shared: [], formats, isDate1904 })).toBe(day);
  });

  test("that cannot be read is refused in words", async () => {
    const good = await bytesOf((book) => book.addWorksheet("A").addRow(["text"]));
    await expect(rowsOfBytes(good.subarray(0, good.length - 40))).rejects.toMatchObject({
      code: "INVALID",
      message: "the spreadsheet is damaged; save it again",
    });
    const document = Buffer.from(
      good.toString("latin1").replaceAll("xl/workbook.xml", "xx/workbook.xml"),
      "latin1",
    );
    await expect(rowsOfBytes(document)).rejects.toMatchObject({
      message: "this is no Excel workbook (.xlsx); save it as one, or as CSV",
    });
    await expect(
      rowsIn((book) => (book.addWorksheet("A").getCell(1, 1_001).value = "far away")),
    ).rejects.toMatchObject({ message: "row 1 has a cell beyond column 1,000; delete what stands there" });
  });

  test("that says it unpacks to more than memory holds is not unpacked", async () => {
    const bytes = await bytesOf((book) => book.addWorksheet("A").addRow(["text"]));
    const name = Buffer.from("xl/sharedStrings.xml");
    // In the archive's directory the size stands 22 bytes before the name.
    bytes.writeUInt32LE(0xff_ff_ff_00, bytes.lastIndexOf(name) - 22);
    await expect(rowsOfBytes(bytes)).rejects.toMatchObject({
      message: "the spreadsheet is too large; save it as CSV and upload that",
    });
  });
});

test("a workbook is imported like any file, row for row", async () => {
  const { ctx, agency } = await makeHouseAgency(house);
  const content = await bytesOf((book) => {
    const sheet = book.addWorksheet("Properties");
    sheet.addRow(["Code", "Name", "Address", "City", "Units"]);
    sheet.addRow(["A-1", "Acacia", "1 Moi Ave", "Nairobi", 3]);
    sheet.getRow(4).values = ["", "", "2 Moi Ave", "Nairobi", 1];
    sheet.getRow(5).values = ["C-1", "Cedar\nCourt", "3 Moi Ave", "Nairobi", 2];
  });
  const uploaded = await upload(ctx, files, { kind: "properties", content });
  expect(uploaded).toMatchObject({
    status: "ready",
    rowCount: 3,
    columns: ["Code", "Name", "Address", "City", "Units"],
    sizeBytes: content.length,
  });
  expect(countsOf(await check(ctx, files, uploaded.id))).toMatchObject({ createCount: 2, errorCount: 1 });
  expect(await rowsOf(ctx, uploaded.id, "error")).toMatchObject([
    { rowNo: 4, errors: [{ field: "name", message: "Name is empty; fill it in" }] },
  ]);
  expect(await apply(ctx, files, uploaded.id)).toMatchObject({
    status: "done",
    createCount: 2,
    appliedRow: 5,
  });
  expect(
    await house.arrange.query(
      "select code, import_row as row, (select count(*) from units u where u.property_id = p.id) as units from properties p where agency_id = $1 order by code",
      agency.id,
    ),
  ).toEqual([
    { code: "A-1", row: 2, units: 3 },
    { code: "C-1", row: 5, units: 2 },
  ]);
});
