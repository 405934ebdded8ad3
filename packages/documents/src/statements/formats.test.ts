import { describe, expect, test } from "vitest";
import { readStatement, type ReadStatementOptions } from "./read-statement.ts";
import { bytesOf } from "./test-statements.ts";

const nairobi = { timeZone: "Africa/Nairobi" };

function readAll(text: string, options: Partial<ReadStatementOptions> = {}) {
  return readStatement(bytesOf(text), { ...nairobi, ...options });
}

function read(text: string, options: Partial<ReadStatementOptions> = {}) {
  const [statement] = readAll(text, options);
  if (statement === undefined) throw new Error("no statement");
  return statement;
}

describe("MT940", () => {
  const message = (...lines: string[]) =>
    [":20:A", ":25:0001", ":28C:1/1", ":60F:C260101EUR100,00", ...lines, "-"].join("\n");

  test("CR is a credit of a currency that ends in R; RC takes a credit back, RD a debit", () => {
    const { lines } = read(
      message(
        ":61:2601020102CR10,00NTRFNONREF//A1",
        ":61:2601020102RC10,NTRFNONREF//A2",
        ":61:2601020102DR5,NTRFNONREF//A3",
        ":61:2601020102RDR5,NTRFNONREF//A4",
        ":62F:C260102EUR100,",
      ),
    );
    expect(lines.map(({ amountMinor, kind }) => [amountMinor, kind])).toEqual([
      [10_00, "receipt"],
      [-10_00, "reversal"],
      [-5_00, "payment"],
      [5_00, "reversal"],
    ]);
  });

  test("an entry of the other year than its value date", () => {
    const { lines } = read(
      message(":61:2512310102C1,NTRFNONREF", ":61:2601011231C1,NCHGNONREF", ":62F:C260102EUR102,"),
    );
    expect(lines.map(({ bookedOn, valueOn, kind }) => [bookedOn, valueOn, kind])).toEqual([
      ["2026-01-02", "2025-12-31", "receipt"],
      ["2025-12-31", "2026-01-01", "fee"],
    ]);
  });

  test("the three ways of :86:, cut at SWIFT's width or in lines", () => {
    const { lines } = read(
      message(
        ":61:260102C1,NTRFNONREF",
        ":86:/EREF/E-1//CNTP/NL91ABNA0417164300/ABNANL2A/J DOE/AMSTERDAM//REMI/USTD//RENT JANUARY/",
        ":61:260102C1,NTRFNONREF",
        ":86:000>100987>20RENT >21JANUARY>310390123456",
        ":61:260102C1,NTRF12345",
        `:86:${"x".repeat(61)}`,
        "yy and",
        "a new line",
        ":62F:C260102EUR103,",
      ),
    );
    expect(
      lines.map(({ reference, counterparty, counterpartyKey, text }) => [
        reference,
        counterparty,
        counterpartyKey,
        text,
      ]),
    ).toEqual([
      ["E-1", "J DOE", "NL91ABNA0417164300", "RENT JANUARY"],
      [null, null, "0390123456", "RENT JANUARY"],
      ["12345", null, null, `${"x".repeat(61)}yy and a new line`],
    ]);
  });

  test.each([
    [message(":61:260102C1,NTRFNONREF"), /line 1: the statement ends before its closing balance/],
    [message(":62F:C260102USD100,"), /line 5: the opening balance is in EUR, the closing balance in USD/],
    [message(":61:2601xxC1,NTRF", ":62F:C260102EUR101,"), /line 5: :61: is no movement/],
    [message(":61:260102C1,005NTRF", ":62F:C260102EUR101,"), /line 5: .*at most 2 decimals/],
    [message(":61:260231C1,NTRFX", ":62F:C260102EUR101,"), /line 5: there is no such day/],
  ])("refuses %#", (text, reason) => {
    expect(() => read(text)).toThrow(reason);
  });

  test("a statement that is in the file twice would count twice", () => {
    const once = message(":61:260102C1,NTRFNONREF", ":62F:C260102EUR101,");
    expect(() => readAll(`${once}\n${once}`)).toThrow(/same statement twice/);
  });
});

describe("CAMT", () => {
  const camt = (entry: string, space = "camt.053.001.02") =>
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${space}"><BkToCstmrStmt><Stmt><Id>1</Id>${entry}</Stmt></BkToCstmrStmt></Document>`;
  const entry = (inner: string) =>
    camt(`<Ntry><Amt Ccy="KES">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>${inner}</Ntry>`);

  test("a booking time is an instant, and its day is the account's", () => {
    const { lines } = read(entry("<BookgDt><DtTm>2026-01-31T22:30:00Z</DtTm></BookgDt>"));
    expect(lines[0]).toMatchObject({ bookedOn: "2026-02-01", occurredAt: "2026-01-31T22:30:00Z" });
    const local = read(entry("<BookgDt><DtTm>2026-01-31T22:30:00</DtTm></BookgDt>")).lines;
    expect(local[0]).toMatchObject({ bookedOn: "2026-01-31", occurredAt: "2026-01-31T19:30:00Z" });
  });

  test("a reversal of a debit comes in", () => {
    const { lines } = read(
      entry("<RvslInd>true</RvslInd><Sts>BOOK</Sts><BookgDt><Dt>2026-01-31</Dt></BookgDt>"),
    );
    expect(lines[0]).toMatchObject({ amountMinor: 5_00, kind: "reversal" });
  });

  test.each([
    [entry(""), /\/Document\/BkToCstmrStmt\/Stmt\/Ntry .*neither a booking date/],
    [entry("<BookgDt><Dt>2026-02-30</Dt></BookgDt>"), /BookgDt\/Dt .*no such day/],
    [entry("<Sts>WHAT</Sts><BookgDt><Dt>2026-02-03</Dt></BookgDt>"), /Sts .*no status/],
    [camt("", "pain.001.001.03"), /namespace/],
    [camt('<Ntry><Amt Ccy="KES">1e3</Amt></Ntry>'), /Ntry\/Amt .*has digits/],
  ])("refuses %#", (text, reason) => {
    expect(() => read(text)).toThrow(reason);
  });
});

describe("OFX", () => {
  const ofx = (entry: string) =>
    `OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>KES<BANKACCTFROM><ACCTID>1</BANKACCTFROM><BANKTRANLIST><DTSTART>20260101<DTEND>\n${entry}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`;
  const entry = (inner: string) => ofx(`<STMTTRN><TRNTYPE>CREDIT<TRNAMT>5,50<FITID>1${inner}</STMTTRN>`);

  test("an instant falls on the account's day; midnight and times without offset are the day as written", () => {
    const dayOf = (text: string) => read(entry(`<DTPOSTED>${text}`)).lines[0]?.bookedOn;
    expect(dayOf("20260131223000[0:GMT]")).toBe("2026-02-01");
    expect(dayOf("20260131000000.000[-5:EST]")).toBe("2026-01-31");
    expect(dayOf("20260131223000")).toBe("2026-01-31");
    expect(dayOf("20260131223000[+5.5:IST]")).toBe("2026-01-31");
  });

  test("empty values without ends, entities, CDATA and a stray angle are text", () => {
    const { lines } = read(entry("<NAME><DTPOSTED>20260131<MEMO><![CDATA[A & B]]> &lt;c&gt; &#233; 1 < 2"));
    expect(lines[0]).toMatchObject({ amountMinor: 5_50, counterparty: null, text: "A & B <c> é 1 < 2" });
  });

  test("CURRENCY is what the amount is in; a correction is left to people", () => {
    const { lines } = read(entry("<DTPOSTED>20260131<CURRENCY><CURRATE>1<CURSYM>USD</CURRENCY>"));
    expect(lines[0]).toMatchObject({ amountMinor: 5_50, currency: "USD" });
    expect(read(entry("<DTPOSTED>20260131<CORRECTACTION>DELETE")).skipped).toEqual([
      { line: 1, reason: "a correction of an earlier line; enter it by hand" },
    ]);
  });

  test.each([
    [entry("<DTPOSTED>2026131"), /DTPOSTED .*no date/],
    [entry("<DTPOSTED>20260131").replace("</STMTTRN>", ""), /STMTTRN .*never ends/],
    [entry("<DTPOSTED>20260131").replace("</OFX>", ""), /cut off/],
    [entry("<DTPOSTED>20260131").replace("<STMTTRN>", ""), /ends what did not begin/],
    [entry("<DTPOSTED>20260131").replace("5,50", "1,005.50"), /TRNAMT .*no amount/],
  ])("refuses %#", (text, reason) => {
    expect(() => read(text)).toThrow(reason);
  });
});

describe("M-Pesa", () => {
  const header = "Receipt No.,Completion Time,Details,Transaction Status,Paid In,Withdrawn,Balance";
  const row = (receipt: string, time: string, paidIn: string, withdrawn: string, balance: string) =>
    `${receipt},2026-11-21 ${time},Pay Bill,Completed,${paidIn},${withdrawn},${balance}`;

  test("rows of one second may come in any order; their balances still have to follow", () => {
    const rows = [
      row("TKL0000004", "11:00:00", "5.00", "", "1110.00"),
      row("TKL0000002", "10:00:00", "100.00", "", "1100.00"),
      row("TKL0000003", "10:00:00", "5.00", "", "1105.00"),
      row("TKL0000001", "09:00:00", "1.00", "", "1000.00"),
    ];
    const { openingMinor, closingMinor } = read([header, ...rows].join("\n"));
    expect([openingMinor, closingMinor]).toEqual([999_00, 1_110_00]);
    const missing = [header, ...rows.toSpliced(2, 1)].join("\n");
    expect(() => read(missing)).toThrow(/lines are missing: export the whole account/);
  });

  test.each([
    [`${header}\nTKL0000001,21-11`, /line 2: the row is cut off: it has 2 of 7 cells/],
    [`${header}\n${row("TKL0000001", "10:00:00", "1.00", "-1.00", "0.00")}`, /both Paid In and Withdrawn/],
    [`${header}\n${row("TKL0000001", "10:00:00", "1,00", "", "")}`, /line 2: the row has more|no amount/],
    [`${header}\n${row("TKL0000001", "25:00:00", "1.00", "", "")}`, /line 2: there is no such time/],
    [
      `${header}\n${row("TKL0000001", "10:00:00", "1.00", "", "").replace("Completed", "Odd")}`,
      /neither completed/,
    ],
  ])("refuses %#", (text, reason) => {
    expect(() => read(text)).toThrow(reason);
  });
});
