import { describe, expect, test } from "vitest";
import { readCamtTree } from "./camt.ts";
import { largestStatementBytes } from "./decode-text.ts";
import { readOfxTree } from "./ofx-tree.ts";
import { readStatement } from "./read-statement.ts";
import { bytesOf, writeCamt, writeOfx } from "./test-statements.ts";

const options = { timeZone: "Africa/Nairobi" };
const read = (text: string) => readStatement(bytesOf(text), options);

const many = (count: number) => ({
  iban: "NL91ABNA0417164300",
  currency: "EUR",
  openingMinor: 0,
  movements: Array.from({ length: count }, (_, index) => ({
    on: "2026-11-01",
    amountMinor: index + 1,
    id: `ID${index}`,
    reference: `R${index}`,
    name: "ANNE",
  })),
});

describe("files made to do harm", () => {
  test("a document type is refused before any entity is looked at", () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt/></Document>`;
    expect(() => read(bomb)).toThrow(/no document type/);
    expect(() => read(`<!DOCTYPE OFX SYSTEM "x"><OFX></OFX>`)).toThrow(/no OFX|no statement|declaration/);
  });

  test("elements are at most 64 deep, in XML and in SGML", () => {
    const deep = `${"<a>".repeat(70_000)}${"</a>".repeat(70_000)}`;
    expect(() => read(`<Document xmlns="camt.053">${deep}</Document>`)).toThrow(/more than 64 deep/);
    expect(() => read(`<OFX>${deep}</OFX>`)).toThrow(/more than 64 deep/);
  });

  test("an element has at most 100,000 characters, a CSV row 65,536", () => {
    const long = "x".repeat(200_000);
    expect(() => read(`<OFX><A>${long}</A></OFX>`)).toThrow(/more than 100000 characters/);
    expect(() => readStatement(bytesOf(`Date,Amount\n"${long}",5`), { ...options, format: "csv" })).toThrow(
      /line 2: the row cannot be read/,
    );
  });

  test("a line of MT940 and a cell of CSV have at most 4,096 characters", () => {
    const details = `:86:/REMI/${"/".repeat(5_000)}x`;
    expect(() => read(`:20:A\n:25:1\n:60F:C260101EUR0,\n:61:260101C1,NTRFX\n${details}`)).toThrow(
      /line 5: the line has more than 4096 characters/,
    );
    expect(() => read(`Date,Amount\n2026-11-01,${" ".repeat(5_000)}1`)).toThrow(
      /line 2: a cell has more than 4096 characters/,
    );
  });

  test("NUL characters, other files and nothing at all are called so", () => {
    expect(() => read(":20:A\n:25:1\u0000")).toThrow(/line 2: .*NUL/);
    expect(() => read("%PDF-1.7 ...")).toThrow(/this is a PDF/);
    expect(() => read("PK\u0003\u0004....")).toThrow(/a spreadsheet/);
    expect(() => read(" \n ")).toThrow(/empty/);
    expect(() => read("<html></html>")).toThrow(/neither CAMT nor OFX/);
  });

  test("more than 20 MB and more than 200,000 lines are too large", () => {
    expect(() => readStatement(new Uint8Array(largestStatementBytes + 1), options)).toThrow(
      expect.objectContaining({ code: "TOO_LARGE" }),
    );
    const rows = "2026-11-01,1.00\n".repeat(200_001);
    expect(() => readStatement(bytesOf(`Date,Amount\n${rows}`), { ...options, currencyHint: "KES" })).toThrow(
      expect.objectContaining({ code: "TOO_LARGE" }),
    );
  });

  test("angles and letters without an end are looked at once", () => {
    const text = `<OFX><A>${"<a".repeat(40_000)}`;
    expect(() => readOfxTree(text, new Map())).toThrow(/cut off|never ends|deep/);
  });
});

describe("memory does not grow with the entries", () => {
  test("CAMT holds one entry at a time", () => {
    const [small, large] = [many(2), many(5_000)].map((account) => readCamtTree(writeCamt(account), options));
    expect(large?.statements[0]?.lines).toHaveLength(5_000);
    expect(large?.mostHeld).toBe(small?.mostHeld);
  });

  test("so does OFX", () => {
    const held = [many(2), many(5_000)].map(
      (account) => readOfxTree(writeOfx(account, "sgml"), new Map([["STMTTRN", () => undefined]])).mostHeld,
    );
    expect(held[1]).toBe(held[0]);
  });
});
