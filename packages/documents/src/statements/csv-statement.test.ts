import { describe, expect, test } from "vitest";
import { readStatement, type ReadStatementOptions } from "./read-statement.ts";
import { bytesOf } from "./test-statements.ts";

function readAll(text: string | Uint8Array, options: Partial<ReadStatementOptions> = {}) {
  const bytes = typeof text === "string" ? bytesOf(text) : text;
  return readStatement(bytes, { timeZone: "Africa/Nairobi", ...options });
}

function read(text: string | Uint8Array, options: Partial<ReadStatementOptions> = {}) {
  const [statement] = readAll(text, options);
  if (statement === undefined) throw new Error("no statement");
  return statement;
}

const amounts = (text: string, options: Partial<ReadStatementOptions> = {}) =>
  read(text, { currencyHint: "KES", ...options }).lines.map(({ amountMinor }) => amountMinor);

describe("the shape of a bank's CSV", () => {
  const bank = [
    "Sample Bank Ltd;;;;;",
    "Account No;0102030405;;;;",
    "Currency;KES;;;;",
    "Txn Date;Value Date;Narration;Money Out;Money In;Running Balance",
    "03/11/2026;04/11/2026;RENT KLM-B04 ÅSE;;25.000,00;125.000,00",
    "05/11/2026;05/11/2026;BANK CHARGES;55,00;;124.945,00",
    ";;Closing balance;;;124.945,00",
  ].join("\r\n");

  test("preamble, semicolons, decimal commas, two sides, a total below", () => {
    expect(read(bank)).toMatchObject({
      format: "csv",
      accountId: "0102030405",
      currency: "KES",
      fromOn: "2026-11-03",
      toOn: "2026-11-05",
      openingMinor: 100_000_00,
      closingMinor: 124_945_00,
      lines: [
        { line: 5, bookedOn: "2026-11-03", valueOn: "2026-11-04", amountMinor: 25_000_00, kind: "receipt" },
        { line: 6, amountMinor: -55_00, kind: "fee", text: "BANK CHARGES" },
      ],
      skipped: [{ line: 7, reason: "a total, no movement" }],
    });
  });

  test("UTF-8 with and without a mark, UTF-16 of both ends, Latin-1", () => {
    const littleEnd = Buffer.from(bank, "utf16le");
    const files = [
      bytesOf(`\uFEFF${bank}`),
      Buffer.from(`\uFEFF${bank}`, "utf16le"),
      littleEnd,
      Buffer.from(littleEnd).swap16(),
      Buffer.from(bank, "latin1"),
    ];
    for (const file of files) expect(read(file)).toEqual(read(bank));
  });

  test("several accounts and currencies are several statements", () => {
    const statements = readAll(
      "Date,IBAN,Currency,Amount,Balance\n2026-11-01,A1,EUR,1.00,11.00\n2026-11-01,A2,EUR,2.00,2.00\n2026-11-02,A1,EUR,1.00,12.00\n2026-11-02,A1,USD,5.00,5.00",
    );
    expect(
      statements.map(({ accountId, currency, closingMinor }) => [accountId, currency, closingMinor]),
    ).toEqual([
      ["A1", "EUR", 12_00],
      ["A2", "EUR", 2_00],
      ["A1", "USD", 5_00],
    ]);
  });

  test("columns by name, where the header says nothing to a guess", () => {
    const csv = { columns: { date: "Jour", amount: "Somme", text: "Objet" } };
    expect(read("jour,objet,somme\n2026-11-01,Rent,5", { csv, currencyHint: "EUR" }).lines[0]).toMatchObject({
      text: "Rent",
      amountMinor: 5_00,
    });
    expect(() => read("jour,somme\n2026-11-01,5", { csv, currencyHint: "EUR" })).toThrow(/no column "Objet"/);
  });

  test("without ids, the words of a line make its reference", () => {
    const text = "Date,Reference,Payee,Payer account,Amount,Currency\n2026-11-01,L-12,Anne,0102,5.00,KES";
    expect(read(text).lines[0]).toMatchObject({
      reference: "L-12",
      counterparty: "Anne",
      counterpartyKey: "0102",
      externalId: null,
    });
  });
});

describe("amounts", () => {
  const single = (...cells: string[]) =>
    `Date,Amount\n${cells.map((cell) => `2026-11-01,"${cell}"`).join("\n")}`;

  test("signs before and behind, brackets, DR and CR, currencies, groups", () => {
    const cells = [
      "-1.50",
      "1.50-",
      "(1.50)",
      "1.50 DR",
      "1.50CR",
      "KES 1,200.50",
      "1 200.50",
      "1,00,000.00",
      "+3",
    ];
    expect(amounts(single(...cells))).toEqual([
      -1_50, -1_50, -1_50, -1_50, 1_50, 1_200_50, 1_200_50, 100_000_00, 3_00,
    ]);
  });

  test("one separator with three digits groups thousands, unless the mapping says otherwise", () => {
    expect(amounts(single("1,200", "3,400"))).toEqual([1_200_00, 3_400_00]);
    expect(amounts(single("1,200"), { currencyHint: "KWD", csv: { decimalMark: "," } })).toEqual([1_200]);
  });

  test("a column of direction, in words or letters", () => {
    const text = "Date,Amount,DR/CR\n2026-11-01,5.00,D\n2026-11-01,5.00,C\n2026-11-01,5.00,Debit";
    expect(amounts(text)).toEqual([-5_00, 5_00, -5_00]);
  });

  test.each([
    [single("1.50", "1,50"), /decimal points and decimal commas/],
    [single("12.34.56"), /line 2: is no amount|Amount \(line 2\): is no amount/],
    [single("1,20,0.50"), /is no amount/],
    [single("USD 5.00"), /in USD, the line in KES/],
    [single("0.001"), /at most 2 decimals/],
    ["Date,Debit,Credit\n2026-11-01,5.00,6.00", /both a debit and a credit/],
    ["Date,Amount\n2026-11-01,5.00,extra", /more cells than the header/],
    ["Date,Text,Amount\n2026-11-01,Rent", /cut off: it has 2 of 3 cells/],
    ["Date,Amount\nsoon,5.00", /Date \(line 2\): is no date/],
    [
      "Date,Amount,Balance\n2026-11-01,5.00,5.00\n2026-11-02,5.00,11.00",
      /lines before make KES 10\.00, but the balance here is KES 11\.00/,
    ],
    ['Date,Amount\n2026-11-01,"5.00', /quotes/],
  ])("refuses %#", (text, reason) => {
    expect(() => amounts(text)).toThrow(reason);
  });

  test("a file that does not say its currency is refused without a hint", () => {
    expect(() => read("Date,Amount\n2026-11-01,5.00")).toThrow(/does not say its currency/);
  });
});

describe("dates", () => {
  const days = (...cells: string[]) =>
    read(`Date,Amount\n${cells.map((cell) => `"${cell}",1`).join("\n")}`, { currencyHint: "KES" }).lines.map(
      ({ bookedOn }) => bookedOn,
    );

  test("the forms that banks write", () => {
    expect(
      days(
        "2026-11-03",
        "20261103",
        "03.11.2026",
        "3 Nov 2026",
        "03-NOV-26",
        "Nov 3, 2026",
        "03/11/26 10:15",
        "2026-11-03T08:00:00Z",
      ),
    ).toEqual(Array.from({ length: 8 }, () => "2026-11-03"));
  });

  test("a number above twelve tells the order; else the order that keeps the rows together", () => {
    expect(days("11/03/2026", "11/13/2026")).toEqual(["2026-11-03", "2026-11-13"]);
    expect(days("11/03/2026", "11/04/2026", "11/05/2026")).toEqual([
      "2026-11-03",
      "2026-11-04",
      "2026-11-05",
    ]);
    expect(days("03/11/2026")).toEqual(["2026-11-03"]);
    expect(() => days("13/11/2026", "11/13/2026")).toThrow(/day first and the month first/);
  });

  test("a time makes an instant of the account's zone", () => {
    const { lines } = read("Date,Amount\n03/11/2026 02:15 PM,1", { currencyHint: "KES" });
    expect(lines[0]).toMatchObject({ bookedOn: "2026-11-03", occurredAt: "2026-11-03T11:15:00Z" });
  });
});
