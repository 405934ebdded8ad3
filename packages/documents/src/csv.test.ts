import { buffer, text } from "node:stream/consumers";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { writeCsv } from "./csv.ts";
import type { TableColumn } from "./table-document.ts";

const columns: TableColumn[] = [
  { key: "name", label: "Name", kind: "text" },
  { key: "dueOn", label: "Due", kind: "date" },
  { key: "at", label: "At", kind: "instant" },
  { key: "amount", label: "Amount", kind: "money", currencyKey: "currency" },
  { key: "count", label: "Count", kind: "number" },
];
const zone = { timeZone: "Africa/Nairobi" };
const row = (name: string | null) => ({
  name,
  dueOn: "2026-06-01",
  at: "2026-06-01T21:30:00.000Z",
  amount: -120_050,
  currency: "KES",
  count: 3,
});

const read = async (rows: Iterable<ReturnType<typeof row>>) => {
  const content = (await buffer(writeCsv({ title: "t", columns, rows }, zone))).toString();
  const lines: string[][] = parse(content, { bom: true });
  return { content, lines };
};

test("begins with a byte order mark and the labels, and says dates, wall clocks and decimals", async () => {
  const { content, lines } = await read([row("Wanjikũ")]);
  expect(content.startsWith("\uFEFFName,Due,At,Amount,Count\r\n")).toBe(true);
  expect(lines[1]).toEqual(["Wanjikũ", "2026-06-01", "2026-06-02 00:30:00", "-1200.50", "3"]);
});

test("any text comes back as it was, with null as nothing", async () => {
  const names = ['He said "yes", then\r\nleft', "a,b", "ünïcödé 家", "", "  spaced  ", "a'b"];
  const { lines } = await read([...names.map(row), row(null)]);
  expect(lines.slice(1).map(([name]) => name)).toEqual([...names, ""]);
});

test.each(["=1+1", "+SUM(A1)", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", '=HYPERLINK("x","y")'])(
  "%j is text, never a formula",
  async (name) => {
    const { lines } = await read([row(name)]);
    expect(lines[1]?.[0]).toBe(`'${name}`);
  },
);

test.each(["+254712345678", "-12.50", "+254 712 345 678"])("%s is a number and stays", async (name) => {
  expect((await read([row(name)])).lines[1]?.[0]).toBe(name);
});

test("a column may make its cells of the row", async () => {
  const made: TableColumn[] = [
    { key: "made", label: "Made", kind: "text", make: ({ count }) => `=${String(count)}` },
  ];
  const content = (await buffer(writeCsv({ title: "t", columns: made, rows: [row("a")] }, zone))).toString();
  expect(content).toBe("\uFEFFMade\r\n'=3\r\n");
});

test("ends its rows when nobody reads on", async () => {
  const ended = Promise.withResolvers<void>();
  const endless = async function* () {
    try {
      for (;;) yield Array.from({ length: 1_000 }, () => row("a"));
    } finally {
      ended.resolve();
    }
  };
  const stream = writeCsv({ title: "t", columns, rows: endless() }, zone);
  for await (const _piece of stream) break;
  await expect(ended.promise).resolves.toBeUndefined();
});

test("what breaks the rows breaks the stream", async () => {
  const broken = async function* () {
    yield row("a");
    throw new Error("the database left");
  };
  await expect(text(writeCsv({ title: "t", columns, rows: broken() }, zone))).rejects.toThrow(
    "the database left",
  );
});
