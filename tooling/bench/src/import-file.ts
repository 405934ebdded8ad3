import { createReadStream } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { parseArgs } from "node:util";
import type { ImportDto, ImportKind } from "@stead/contracts/imports";
import { openDb } from "@stead/db/client";
import type { FileStore } from "@stead/kernel/files";
import { newId } from "@stead/kernel/ids";
import type { ServiceContext } from "@stead/services/context";
import {
  applyImport,
  checkImport,
  createImport,
  getImport,
  runImportAnalysis,
  runImportApply,
  runImportCheck,
  runImportUndo,
  undoImport,
} from "@stead/services/imports";
import { startBenchServer, withClient, type BenchDatabase } from "./bench-database.ts";
import { billingContext } from "./billing-context.ts";
import { agencyId } from "./billing-portfolio.ts";

// Brings a file in, checks it again and takes it back; beside it the bare insert of the same rows, and a tenth of the
// rows, to see what a row costs beyond its writing and whether memory grows with the file.

const { values } = parseArgs({ options: { rows: { type: "string", default: "200000" } } });
const rowCount = Number(values.rows);
const say = (line: string) => console.log(line);
const nowMs = Date.parse("2026-11-22T09:00:00Z");

async function openFiles(): Promise<FileStore & { remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), "stead-bench-files-"));
  return {
    async put(stream) {
      const key = newId();
      await writeFile(path.join(folder, key), stream);
      return { key, sizeBytes: (await stat(path.join(folder, key))).size, sha256: "0".repeat(64) };
    },
    open: (key) => Promise.resolve(createReadStream(path.join(folder, key))),
    delete: (key) => rm(path.join(folder, key), { force: true }),
    remove: () => rm(folder, { recursive: true }),
  };
}

function* contactLines(count: number) {
  yield "Name,E-mail,Phone,Reference,Notes\n";
  for (let n = 0; n < count; n++)
    yield `Tenant ${n},tenant${n}@example.org,+2547${String(n).padStart(8, "0")},R-${n},Came with the list\n`;
}

/** Fifty units in each property of the bench's portfolio. */
function* unitLines(count: number) {
  yield "Property,Unit,Bedrooms,Rent\n";
  for (let n = 0; n < count; n++) yield `P${Math.floor(n / 50) + 1},${(n % 50) + 1},2,30000\n`;
}

const lines: Partial<Record<ImportKind, (count: number) => Iterable<string>>> = {
  contacts: contactLines,
  units: unitLines,
};

/** Runs a part and tells its rows a second, CPU a thousand rows, and the most memory above what there was. */
async function measure(name: string, count: number, work: () => Promise<unknown>): Promise<number> {
  global.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  const own = process.cpuUsage();
  const startedMs = performance.now();
  await work();
  clearInterval(timer);
  const seconds = (performance.now() - startedMs) / 1_000;
  const { user, system } = process.cpuUsage(own);
  const cpu = (user + system) / 1_000 / (count / 1_000);
  const grown = (most - before) / 2 ** 20;
  say(
    `  ${name.padEnd(14)} ${Math.round(count / seconds)
      .toLocaleString("en")
      .padStart(8)} rows/s  ${cpu.toFixed(1).padStart(6)} ms CPU a thousand rows  +${grown.toFixed(0)} MiB`,
  );
  return seconds;
}

type Bench = { ctx: ServiceContext; files: FileStore; kind: ImportKind; count: number };

async function upload({ ctx, files, kind, count }: Bench): Promise<ImportDto> {
  const make = lines[kind];
  if (make === undefined) throw new Error(`no lines of ${kind}`);
  const file = await files.put(Readable.from(make(count)), { maxBytes: 1e9 });
  const { id, jobRunId } = await createImport({ ctx, input: { kind, fileName: `${kind}.csv`, file } });
  const input = { importId: id, jobRunId: jobRunId ?? "" };
  await measure("read", count, () => runImportAnalysis({ ctx, input, files }));
  return getImport({ ctx, input: { id } });
}

async function check({ ctx, files, count }: Bench, id: string, name: string): Promise<void> {
  const { jobRunId } = await checkImport({ ctx, input: { id } });
  const input = { importId: id, jobRunId: jobRunId ?? "" };
  await measure(name, count, () => runImportCheck({ ctx, input, files }));
}

async function bringIn(bench: Bench): Promise<void> {
  const { ctx, files, kind, count } = bench;
  say(`${count.toLocaleString("en")} rows of ${kind}`);
  const { id } = await upload(bench);
  await check(bench, id, "check, all new");
  const { jobRunId } = await applyImport({ ctx, input: { id } });
  const input = { importId: id, jobRunId: jobRunId ?? "" };
  await measure("apply", count, () => runImportApply({ ctx, input, files }));
  const done = await getImport({ ctx, input: { id } });
  if (done.createCount !== count) throw new Error(`${done.createCount} of ${count} rows came in`);
  const again = await upload(bench);
  await check(bench, again.id, "check, all there");
  const { sameCount } = await getImport({ ctx, input: { id: again.id } });
  if (sameCount !== count) throw new Error(`${sameCount} of ${count} rows were found again`);
  const undo = await undoImport({ ctx, input: { id } });
  await measure("undo", count, () =>
    runImportUndo({ ctx, input: { importId: id, jobRunId: undo.jobRunId ?? "" } }),
  );
}

const bareInsert = `insert into contacts (agency_id, id, name, email, phone, external_ref, notes)
  select $1, r.id, r.name, r.email, r.phone, r.ref, r.notes
  from jsonb_to_recordset($2::jsonb) as r (id uuid, name text, email text, phone text, ref text, notes text)`;

/** The same rows by the statement that a person would write, 500 at a time. */
async function insertBare(database: BenchDatabase, count: number): Promise<void> {
  await withClient(database.adminUrl, async (client) => {
    await measure("bare insert", count, async () => {
      for (let from = 0; from < count; from += 500) {
        const rows = Array.from({ length: Math.min(500, count - from) }, (_, index) => {
          const n = from + index;
          const phone = `+2547${String(n).padStart(8, "0")}`;
          return {
            id: newId(),
            name: `Tenant ${n}`,
            email: `tenant${n}@example.org`,
            phone,
            ref: `R-${n}`,
            notes: "",
          };
        });
        await client.query(bareInsert, [agencyId, JSON.stringify(rows)]);
      }
    });
    await client.query("delete from contacts");
    await client.query("vacuum analyze contacts");
  });
}

async function main(): Promise<void> {
  const server = await startBenchServer("bench-imports");
  const files = await openFiles();
  const database = await server.make("imports");
  try {
    await withClient(database.adminUrl, async (client) => {
      await client.query(
        `insert into agencies (id, name, slug, currency, time_zone, country, policies) values ($1, 'Bench', 'bench', 'KES', 'Africa/Nairobi', 'KE', '{}')`,
        [agencyId],
      );
      await client.query(
        `insert into properties (agency_id, id, code, name, address_line, city, country, time_zone)
          select $1, uuidv7(), 'P' || n, 'House ' || n, n || ' Ngong Road', 'Nairobi', 'KE', 'Africa/Nairobi' from generate_series(1, $2::int) n`,
        [agencyId, Math.ceil(rowCount / 50)],
      );
    });
    say(server.version);
    await insertBare(database, rowCount);
    const db = openDb({ connectionString: database.appUrl, max: 4 });
    const ctx = billingContext(db, nowMs);
    for (const kind of ["contacts", "units"] as const)
      for (const count of [rowCount / 10, rowCount]) await bringIn({ ctx, files, kind, count });
    await db.close();
  } finally {
    await files.remove();
    await database.drop();
    await server.stop();
  }
}

await main();
