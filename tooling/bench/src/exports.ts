import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { openDb } from "@stead/db/client";
import { readAllInvoices } from "@stead/services/billing";
import { openArranger } from "@stead/testing/arranger";
import { makeMember } from "@stead/testing/factories";
import { startBenchServer, withClient, type BenchDatabase } from "./bench-database.ts";
import { billingContext } from "./billing-context.ts";
import { agencyId, fillPortfolio } from "./billing-portfolio.ts";
import { fillInvoices } from "./fill-invoices.ts";
import { medianOf } from "./statistics.ts";

// A million invoices as CSV against `psql \copy` of the same query under the same row-level security; memory at a tenth of
// the rows and at all of them; XLSX against exceljs' stream. Needs psql.
//   npx pnpm --filter @stead/bench exports [rows]

const run = promisify(execFile);
const rows = Number(process.argv[2] ?? 1_000_000);
const leases = 1_000;
const rounds = 3;
const here = (file: string) => path.join(import.meta.dirname, file);

type Made = { rows: number; seconds: number; cpuSeconds: number; memoryMb: number };

async function child(file: string, ...args: string[]): Promise<Made> {
  const { stdout } = await run(process.execPath, [here(file), ...args]);
  return JSON.parse(stdout) as Made;
}

/** The export's own statement with its values in place, as \copy wants it. */
async function statementOf(database: BenchDatabase): Promise<string> {
  const db = openDb({ connectionString: database.appUrl, min: 0, max: 1 });
  const ctx = billingContext(db, Date.now());
  let text = "";
  await readAllInvoices({
    ctx,
    input: { sort: "due", limit: 1 },
    tx: {
      sql: () => Promise.resolve([]),
      stream: async function* (statement, values) {
        text = statement.text.replaceAll(/\$(\d+)/g, (_, place) => `'${String(values[Number(place) - 1])}'`);
        yield [];
      },
    },
  }).then(async ({ batches }) => {
    for await (const batch of batches) if (batch.length > 0) break;
  });
  await db.close();
  return text.replaceAll(/\s+/g, " ");
}

async function copySeconds(database: BenchDatabase, statement: string, file: string): Promise<number> {
  const startedMs = performance.now();
  await run("psql", [database.appUrl, "-qc", `\\copy (${statement}) to '${file}' csv header`], {
    env: { ...process.env, PGOPTIONS: `-c stead.agency_id=${agencyId}` },
  });
  return (performance.now() - startedMs) / 1_000;
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const rate = (count: number, seconds: number) => Math.round(count / seconds).toLocaleString("en");

async function measureExports(directory: string): Promise<void> {
  const server = await startBenchServer("bench-exports");
  const database = await server.make("exports");
  await withClient(database.adminUrl, async (admin) => {
    await fillPortfolio(admin, leases);
    for (const statement of fillInvoices(rows, leases)) await admin.query(statement);
    await admin.query("vacuum analyze");
  });
  const arrange = await openArranger(database);
  const { userId } = await makeMember(arrange, agencyId);
  // A tenth of the rows is what fell due until this day.
  const [day] = await arrange.query<{ on: string }>(
    `select (percentile_disc(0.1) within group (order by due_on))::text as on from invoices`,
  );
  await arrange.close();
  const statement = await statementOf(database);
  const copy: number[] = [];
  const ours: Made[] = [];
  for (let round = 0; round < rounds; round++) {
    copy.push(await copySeconds(database, statement, path.join(directory, "copy.csv")));
    ours.push(await child("export-file.ts", database.appUrl, directory, userId, "csv"));
  }
  const seconds = medianOf(ours.map((each) => each.seconds));
  say(`psql \\copy      ${rate(rows, medianOf(copy))} rows a second`);
  say(
    `export, CSV     ${rate(rows, seconds)} rows a second: ${(medianOf(copy) / seconds).toFixed(2)} of \\copy`,
  );
  for (const format of ["csv", "xlsx"]) {
    const few: Made[] = [];
    const all: Made[] = [];
    for (let round = 0; round < rounds; round++) {
      few.push(await child("export-file.ts", database.appUrl, directory, userId, format, day?.on ?? ""));
      all.push(await child("export-file.ts", database.appUrl, directory, userId, format));
    }
    const memory = (made: Made[]) => medianOf(made.map(({ memoryMb }) => memoryMb));
    const [least, most] = [memory(few), memory(all)];
    say(
      `memory, ${format.padEnd(4)}    ${least.toFixed(0)} MB for ${few[0]?.rows ?? 0} rows, ${most.toFixed(0)} MB for ${rows}: ${(most / least).toFixed(2)} (${rate(rows, medianOf(all.map((made) => made.seconds)))} rows a second)`,
    );
  }
  await database.drop();
  await server.stop();
}

async function measureSheets(directory: string): Promise<void> {
  const perCpu = new Map<string, number[]>([
    ["ours", []],
    ["exceljs", []],
  ]);
  for (let round = 0; round < rounds; round++) {
    for (const [writer, rates] of perCpu) {
      const made = await child("sheet-file.ts", writer, path.join(directory, `${writer}.xlsx`), "200000");
      rates.push(made.rows / made.cpuSeconds);
    }
  }
  const [ours, library] = [medianOf(perCpu.get("ours") ?? []), medianOf(perCpu.get("exceljs") ?? [])];
  say(`XLSX, exceljs   ${rate(library, 1)} rows a CPU second`);
  say(`XLSX, ours      ${rate(ours, 1)} rows a CPU second: ${(ours / library).toFixed(1)} times`);
}

const directory = await mkdtemp(path.join(tmpdir(), "stead-bench-exports-"));
await measureSheets(directory);
await measureExports(directory);
await rm(directory, { recursive: true });
