import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { isAppError } from "@stead/kernel/errors";
import { describe, expect, test } from "vitest";
import { readStatement } from "./read-statement.ts";

const folder = path.join(import.meta.dirname, "../../fixtures/statements");
const options = { timeZone: "Europe/Amsterdam" };
const sample = (name: string) => readFileSync(path.join(folder, name));

type Expected = { account: string | null; currency: string; count: number; sum: number; skipped?: number };

const read: Record<string, Expected[]> = {
  "camt053/camt052.v6.Amt-zero.xml": [],
  "camt053/camt054.v8.xml": [
    { account: "CH2801234000123456789", currency: "SEK", count: 1, sum: -200_000_00 },
  ],
  "mpesa/customer-statement-SYNTHETIC.csv": [{ account: null, currency: "KES", count: 2, sum: -25_057_00 }],
  "mpesa/org-portal-paybill-SYNTHETIC.csv": [
    { account: "600966", currency: "KES", count: 6, sum: -956_555_00, skipped: 1 },
  ],
  "mt940/cmxl__mt940.sta": [
    { account: "45050050/76198810", currency: "DEM", count: 11, sum: 87_30 },
    { account: "10020030/1234567", currency: "EUR", count: 2, sum: 2_200_00 },
    { account: "BPHKPLPK/320000546101", currency: "PLN", count: 3, sum: 10_040_00 },
  ],
  "mt940/jejik__rabobank-iban.sta": [
    { account: "NL71RABO0123456789", currency: "EUR", count: 2, sum: -35_00 },
    { account: "NL71RABO0123456789", currency: "EUR", count: 2, sum: -35_00 },
  ],
  "ofx/bank_medium.ofx": [{ account: "12300000012345678", currency: "CAD", count: 3, sum: -345_27 }],
  "ofx/checking.ofx": [{ account: "1452687~7", currency: "USD", count: 3, sum: -59_50 }],
  "ofx/fail_nice__empty_balance.ofx": [{ account: "192639749", currency: "CAD", count: 1, sum: 120_00 }],
  "ofx/ofx-v102-empty-tags.ofx": [{ account: "12345678", currency: "AUD", count: 1, sum: 12_34 }],
};

/** Why the others are refused, and where. */
const refused: Record<string, [line: number, reason: RegExp]> = {
  "camt053/camt053.v2.five.decimals.xml": [25, /make EUR 27\.00, but the closing balance is EUR 27\.05/],
  "camt053/camt053.v2.minimal.xml": [60, /balance is in SEK, the account in EUR/],
  "camt053/camt053.v2.with-party-ids.xml": [60, /balance is in SEK, the account in EUR/],
  "camt053/camt053.v2.wrong.xml": [1, /no statement/],
  "camt053/camt053.v3.xml": [80, /balance is in SEK, the account in EUR/],
  "mt940/betterplace__sepa_snippet.sta": [25, /make EUR -4,472,349\.17, but .* EUR -4,472,049\.09/],
  "mt940/jejik__abnamro.sta": [4, /make EUR 2,914\.84, but the closing balance is EUR 876\.84/],
  "mt940/jejik__ing.sta": [4, /make EUR -45\.59, but the closing balance is EUR 3\.47/],
  "mt940/jejik__postfinance.sta": [15, /make CHF 159\.40, but the closing balance is CHF 159\.60/],
  "mt940/jejik__triodos.sta": [1, /make EUR 4,259\.39, but the closing balance is EUR 4,370\.79/],
  "mt940/self-provided__invalid_statement.sta": [1, /no statement that is known/],
  "mt940/self-provided__multiline.sta": [38, /:61: stands outside a statement/],
  "ofx/bank_small.ofx": [1, /no statement/],
  "ofx/error_message.ofx": [22, /error 2000/],
  "ofx/fail_nice__date_missing.ofx": [33, /is missing/],
  "ofx/signon_fail.ofx": [11, /error 15500/],
};

describe("the sample files", () => {
  test("are all expected to be read, or refused", () => {
    const files = ["camt053", "mpesa", "mt940", "ofx"]
      .flatMap((kind) => readdirSync(path.join(folder, kind)).map((file) => `${kind}/${file}`))
      .filter((file) => !file.includes("LICENSE"));
    expect(files.toSorted()).toEqual([...Object.keys(read), ...Object.keys(refused)].toSorted());
  });

  test.each(Object.entries(read))("%s is read", (name, expected) => {
    const statements = readStatement(sample(name), options);
    const withLines = statements.filter(({ lines }) => lines.length > 0);
    expect(
      withLines.map(({ accountId, currency, lines, skipped }) => ({
        account: accountId,
        currency,
        count: lines.length,
        sum: lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
        ...(skipped.length > 0 ? { skipped: skipped.length } : {}),
      })),
    ).toEqual(expected);
  });

  test.each(Object.entries(refused))("%s is refused with its place and reason", (name, [line, reason]) => {
    const error = refusalOf(() => readStatement(sample(name), options));
    expect(error.code).toBe("INVALID");
    expect(error.details["line"]).toBe(line);
    expect(error.details["reason"]).toMatch(reason);
  });
});

describe("the parts of samples that add up", () => {
  test("the sub-fields of a SEPA credit: who paid, from where, with which reference", () => {
    const [first] = sample("mt940/betterplace__sepa_snippet.sta").toString("latin1").split(/^-$/m);
    const [statement] = readStatement(Buffer.from(first ?? ""), options);
    expect(statement).toMatchObject({ openingMinor: 766_656_49, closingMinor: 1_125_250_40 });
    expect(statement?.lines[0]).toMatchObject({
      bookedOn: "2007-09-04",
      amountMinor: 50_990_05,
      externalId: "0724710333343453",
      reference: "EndToEndId TFNR 22 004 00001",
      counterparty: "KARL KAUFMANN",
      counterpartyKey: "DE14508800500194785000",
      kind: "receipt",
    });
    expect(statement?.lines[3]).toMatchObject({ amountMinor: -1_500_00, kind: "payment" });
  });

  test("a CAMT entry whose balances are mended: five decimals that are zeros, the party, the text", () => {
    const mended = sample("camt053/camt053.v2.five.decimals.xml")
      .toString()
      .replace("27.050", "27.05000")
      .replace("8.850", "8.90000");
    const [statement] = readStatement(Buffer.from(mended), options);
    expect(statement).toMatchObject({ accountId: "NL26VAYB8060476890", closingMinor: 27_05 });
    expect(statement?.lines).toEqual([
      expect.objectContaining({
        bookedOn: "2014-12-31",
        valueOn: "2015-01-02",
        amountMinor: 8_90,
        text: "Transaction Description",
      }),
    ]);
    const fraction = mended.replaceAll("8.90000", "8.90001");
    expect(refusalOf(() => readStatement(Buffer.from(fraction), options)).message).toMatch(
      /Ntry\/Amt .*at most 2 decimals/,
    );
  });

  test("a pending CAMT entry is set aside with its reason", () => {
    const [report] = readStatement(sample("camt053/camt052.v6.Amt-zero.xml"), options);
    expect(report).toMatchObject({ lines: [], skipped: [{ line: 1, reason: "not booked yet" }] });
  });

  test("the paybill statement: charge, reversal, settlement, a masked payer, a failed row", () => {
    const [statement] = readStatement(sample("mpesa/org-portal-paybill-SYNTHETIC.csv"), options);
    expect(statement).toMatchObject({
      format: "mpesa",
      openingMinor: 1_225_300_00,
      closingMinor: 268_745_00,
      skipped: [{ line: 9, reason: "the transaction is failed" }],
    });
    expect(statement?.lines.map(({ kind, externalId }) => [kind, externalId])).toEqual([
      ["receipt", "TKL1A2B3C4"],
      ["receipt", "TKL9Z8Y7X6"],
      ["receipt", "TKL7WRONGX"],
      ["fee", "TKL7WRONGX"],
      ["reversal", "TKL2REVERS"],
      ["settlement", "TKL3SETTLE"],
    ]);
    expect(statement?.lines[1]).toMatchObject({
      occurredAt: "2026-11-21T08:45:00Z",
      reference: "klm b04",
      counterparty: "TEST TENANT TWO",
      counterpartyKey: "2547****0002",
    });
    expect(statement?.lines[4]?.linkedExternalId).toBe("TKL7WRONGX");
  });
});

function refusalOf(read: () => unknown) {
  try {
    read();
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
  throw new Error("the file was read");
}
