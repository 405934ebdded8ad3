import type { Row } from "../table-document.ts";
import { extractText, getDocumentProxy } from "unpdf";
import { expect, test } from "vitest";
import type { RenderRequest } from "./templates.ts";
import { lineWidthEm } from "./line-width.ts";
import { collectReport, printedRows } from "./present-report.ts";
import { templateVersion } from "./template-version.ts";
import { aLease, anInvoice, aReceipt, aSettlement, aStatement, letterhead } from "./test-documents.ts";
import { createTypesetter } from "./typesetter.ts";

const typesetter = createTypesetter();

/** The words of each page, as a reader of the PDF finds them. */
async function pagesOf(request: RenderRequest): Promise<string[]> {
  const { pdf } = typesetter.typeset(request);
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: false });
  return text.map((page) => page.replaceAll(/\s+/g, " "));
}

const said = async (request: RenderRequest) => (await pagesOf(request)).join(" ");

test("an invoice says what is charged, why, how much in all, and how to pay it", async () => {
  const text = await said({ template: "invoice", data: anInvoice });
  for (const part of [
    "Invoice 1042",
    "Kilima Lettings",
    "Ngong Road 214",
    "Wanjikũ Müller Ng’ang’a",
    "Huduma za usafi na ulinzi",
    "24 of 31 days of KES 30,000.00",
    "23,226.00",
    "Total (KES) 26,126.00",
    "Please pay KES 26,126.00 by 5 Aug 2026",
    "M-Pesa paybill 522533",
    "KL0077",
    "Page 1 of 1",
  ])
    expect(text).toContain(part);
});

test("an annex says each settlement with its date, method and receipt, and what was open after it", async () => {
  const text = await said({ template: "settlement", data: aSettlement });
  expect(text).toContain("As of 31 Aug 2026");
  expect(text).toContain("9 Aug 2026 Payment, bank transfer Receipt 512 −26,000.00 126.00");
  expect(text).toContain("20 Aug 2026 Credit note: No water Credit note 7 −126.00 0.00");
});

test("a receipt says what it paid for and what is left", async () => {
  const text = await said({ template: "receipt", data: aReceipt });
  for (const part of [
    "Receipt 512",
    "KES 30,000.00",
    "Invoice 1042",
    "Kept as credit",
    "Paid ahead on 9 Aug 2026",
  ])
    expect(text).toContain(part);
  const reversal = { reason: "The cheque bounced", on: "2026-08-12" };
  expect(await said({ template: "receipt", data: { ...aReceipt, reversal } })).toContain(
    "taken back on 12 Aug 2026: The cheque bounced",
  );
});

test("a lease has its people, terms, numbered clauses and a line for each signature", async () => {
  const text = await said({ template: "lease", data: aLease });
  for (const part of [
    "Achieng Holdings",
    "1. Rent",
    "• without deduction",
    "2. Quiet",
    "Signatures",
    "version 3",
  ])
    expect(text).toContain(part);
  expect(text).not.toContain("DRAFT");
  expect(await said({ template: "lease", data: { ...aLease, isDraft: true } })).toContain("DRAFT");
});

test("a long statement goes over pages, each with the head of the table and its number", async () => {
  const pages = await pagesOf({ template: "statement", data: aStatement(60) });
  expect(pages.length).toBeGreaterThan(2);
  for (const [index, page] of pages.entries()) {
    expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
  }
  const withRows = pages.filter((page) => /Payment \d/.test(page));
  expect(withRows.length).toBeGreaterThan(1);
  for (const page of withRows) expect(page).toContain("Charged Paid or credited Balance (KES)");
});

test("what people typed is shown as it is, and never read as markup", async () => {
  const nasty = '#panic("x") #read("/etc/hostname") *a* _b_ $c$ `d` <e> @f \\u{41} // g "h"';
  const text = await said({
    template: "invoice",
    data: {
      ...anInvoice,
      billTo: { name: nasty, lines: [nasty] },
      howToPay: [nasty],
      letterhead: { ...letterhead, name: nasty, footer: nasty },
    },
  });
  expect(text.split('#read("/etc/hostname")').length).toBeGreaterThanOrEqual(4);
  expect(text).toContain("*a* _b_ $c$ `d` <e> @f");
});

test("what is held to fit one line does, whatever the letters", async () => {
  const samples = ["MMMMWWWWmmmmwwww", "0123456789,.–−", "ñÑũŨéÉǄѠ", "Receipt 12 (bank)", "OOQQGGDD", "@%&#"];
  const entries = samples.map((description) => ({
    on: "2026-08-01",
    description,
    number: null,
    amountMinor: 1,
    balanceMinor: 1,
  }));
  const { pdf } = typesetter.typeset({ template: "statement", data: { ...aStatement(0), entries } });
  const page = await (await getDocumentProxy(new Uint8Array(pdf))).getPage(1);
  const { items } = await page.getTextContent();
  const widths = items.flatMap((item) => ("str" in item && item.str.trim() !== "" ? [item] : []));
  expect(widths.length).toBeGreaterThan(samples.length);
  for (const { str, width, height } of widths) expect(width).toBeLessThanOrEqual(lineWidthEm(str) * height);
});

test("accents that were typed apart from their letters come together", async () => {
  const name = "Wanjik\u0075\u0303 e\u0301";
  expect(name).not.toBe(name.normalize("NFC"));
  const text = await said({ template: "invoice", data: { ...anInvoice, billTo: { name, lines: [] } } });
  expect(text).toContain("Wanjik\u0169 \u00e9");
});

test("the paper is that of the country", async () => {
  const sizeOf = async (country: string) => {
    const { pdf } = typesetter.typeset({
      template: "receipt",
      data: { ...aReceipt, letterhead: { ...letterhead, country } },
    });
    const page = await (await getDocumentProxy(new Uint8Array(pdf))).getPage(1);
    return page.getViewport({ scale: 1 });
  };
  expect(Math.round((await sizeOf("KE")).width)).toBe(595);
  expect(Math.round((await sizeOf("US")).width)).toBe(612);
});

test("equal data gives equal bytes, and a template has a version", () => {
  const draw = () => typesetter.typeset({ template: "invoice", data: anInvoice }).pdf;
  expect(draw().equals(draw())).toBe(true);
  expect(templateVersion("invoice")).toMatch(/^invoice-[0-9a-f]{12}$/);
  expect(templateVersion("invoice")).not.toBe(templateVersion("receipt").replace("receipt", "invoice"));
});

const rentRoll = (rows: Iterable<Row> | AsyncIterable<Row>) => ({
  letterhead,
  madeOn: "2026-09-01",
  plots: [
    {
      kind: "bar" as const,
      title: "Charged and collected",
      labels: ["Jul", "Aug"],
      series: [
        { label: "Charged", values: [120_000_000, 90_000_000] },
        { label: "Collected", values: [100_000_000, -5_000_000] },
      ],
      valueKind: "money" as const,
      currency: "KES",
    },
    { kind: "line" as const, title: "Empty", labels: [], series: [], valueKind: "number" as const },
  ],
  table: {
    title: "Rent roll",
    subtitle: "As of 31 August 2026",
    columns: [
      { key: "unit", label: "Unit", kind: "text" as const },
      { key: "from", label: "From", kind: "date" as const },
      { key: "rent", label: "Rent", kind: "money" as const, currencyKey: "currency" },
      { key: "share", label: "Share", kind: "percent" as const },
    ],
    rows,
    totals: { unit: null, rent: 1_234_567_00, currency: "KES" },
  },
});

test("a table becomes a report with plots, totals and the currency in the head", async () => {
  const row = { unit: "B12", from: "2026-01-01", rent: 3_000_000, currency: "KES", share: 12.5 };
  const text = await said({
    template: "table-report",
    data: await collectReport(rentRoll([row, { ...row, rent: 0 }])),
  });
  for (const part of [
    "Rent roll",
    "Charged and collected",
    "1 M",
    "Rent (KES)",
    "30,000.00",
    "12.5 %",
    "Total",
    "1,234,567.00",
    "Jul",
  ])
    expect(text).toContain(part);
  const empty = await collectReport({ ...rentRoll([]), plots: [] });
  expect(await said({ template: "table-report", data: empty })).toContain("There is nothing to show.");
});

test("more rows than are printed are cut with a note, and their source is closed", async () => {
  let isClosed = false;
  async function* endless(): AsyncGenerator<Row> {
    try {
      for (let unit = 0; ; unit++)
        yield { unit: `U${unit}`, from: null, rent: 1, currency: "KES", share: null };
    } finally {
      isClosed = true;
    }
  }
  const report = await collectReport(rentRoll(endless()));
  expect(report).toMatchObject({ isCapped: true });
  expect(report.rows).toHaveLength(printedRows);
  expect(isClosed).toBe(true);
  const short = { ...report, rows: report.rows.slice(0, 20) };
  expect(await said({ template: "table-report", data: short })).toContain(
    "Only the first 20 rows are printed here",
  );
});
