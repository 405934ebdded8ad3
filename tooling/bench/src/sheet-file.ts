import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Row, TableColumn } from "@stead/documents/table-document";
import { writeXlsx } from "@stead/documents/xlsx";
import ExcelJS from "exceljs";

// Writes the same rows as XLSX by Stead's writer or by exceljs' stream, in a process of its own; answers JSON.

const [writer = "ours", file = "", count = "200000"] = process.argv.slice(2);
const text = ["number", "status", "tenant", "property", "unit", "reference", "currency"];
const dates = ["from", "to"];
const money = ["rent", "open", "credit"];
const keys = [...text, ...dates, ...money];

const row = (index: number): Row => ({
  number: `INV-${index}`,
  status: index % 5 === 0 ? "notice" : "active",
  tenant: `Wanjikũ Person ${index % 5_000}`,
  property: `Kilimani Court ${index % 40}`,
  unit: `A${index % 90}`,
  reference: `REF-${index}`,
  currency: "KES",
  from: "2025-03-01",
  to: index % 3 === 0 ? null : "2026-02-28",
  rent: 3_000_000 + index,
  open: (index * 37) % 10_000_000,
  credit: 0,
});

async function* batches(): AsyncGenerator<Row[]> {
  for (let from = 0; from < Number(count); from += 2_000)
    yield Array.from({ length: Math.min(2_000, Number(count) - from) }, (_, index) => row(from + index));
}

async function writeOurs(): Promise<void> {
  const kindOf = (key: string) => (dates.includes(key) ? "date" : money.includes(key) ? "money" : "text");
  const columns = keys.map((key): TableColumn => {
    const kind = kindOf(key);
    return { key, label: key, kind, ...(kind === "money" ? { currencyKey: "currency" } : {}) };
  });
  const table = { title: "Leases", columns, rows: batches() };
  await pipeline(writeXlsx(table, { timeZone: "Africa/Nairobi" }), createWriteStream(file));
}

async function writeWithLibrary(): Promise<void> {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({
    filename: file,
    useStyles: true,
    useSharedStrings: false,
  });
  const sheet = book.addWorksheet("Leases");
  const formatOf = (key: string) =>
    dates.includes(key) ? { numFmt: "yyyy-mm-dd" } : money.includes(key) ? { numFmt: "#,##0.00" } : {};
  sheet.columns = keys.map((key) => ({ key, header: key, width: 16, style: formatOf(key) }));
  for await (const batch of batches()) {
    for (const each of batch) {
      const days = Object.fromEntries(
        dates.map((key) => [key, each[key] ? new Date(String(each[key])) : null]),
      );
      const amounts = Object.fromEntries(money.map((key) => [key, Number(each[key]) / 100]));
      sheet.addRow({ ...each, ...days, ...amounts }).commit();
    }
  }
  sheet.commit();
  await book.commit();
}

const cpu = process.cpuUsage();
await (writer === "ours" ? writeOurs() : writeWithLibrary());
const { user, system } = process.cpuUsage(cpu);
const cpuSeconds = (user + system) / 1e6;
const memoryMb = process.resourceUsage().maxRSS / 1_024;
process.stdout.write(`${JSON.stringify({ rows: Number(count), cpuSeconds, memoryMb })}\n`);
