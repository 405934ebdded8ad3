import { spawn } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";
import { openDb } from "@stead/db/client";
import { runBillingChunks, startBillingRun } from "@stead/services/billing";
import { startBenchServer, withClient, type BenchDatabase, type BenchServer } from "./bench-database.ts";
import { auditBilling, findingsOf } from "./billing-audit.ts";
import { billingContext } from "./billing-context.ts";
import { agencyId, billByOneStatement, fillPortfolio } from "./billing-portfolio.ts";

const { values } = parseArgs({
  options: {
    leases: { type: "string", default: "100000" },
    rounds: { type: "string", default: "3" },
    kills: { type: "string", default: "3" },
  },
});
const [leases, rounds, kills] = [Number(values.leases), Number(values.rounds), Number(values.kills)];
const month = "2026-06-01";
const nowMs = Date.parse(`${month}T09:00:00Z`);
const say = (line: string) => console.log(line);
const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

async function prepare(server: BenchServer): Promise<BenchDatabase> {
  const template = await server.make("billing_template");
  await withClient(template.adminUrl, async (client) => {
    await fillPortfolio(client, leases);
    // Every month but an agency's first is billed into tables that hold the ones before.
    await billAtOnce(template, "2026-05-01");
    for (const made of ["2026-05", "2026-06", "2026-07"]) {
      await client.query(
        `create table if not exists audit_${made.replace("-", "_")} partition of audit for values from ('${made}-01') to ('${nextMonth(made)}-01')`,
      );
    }
    await client.query("vacuum analyze");
  });
  return template;
}

/** The baseline, as the tables' owner and under the same policies. Returns its seconds. */
async function billAtOnce(database: BenchDatabase, of: string): Promise<number> {
  const db = openDb({ connectionString: database.ownerUrl, min: 0, max: 1 });
  try {
    const lane = db.forAgency(agencyId, { deadline: Date.now() + 3_600_000 });
    await lane.sql({ name: "", text: "select 1" });
    const startedMs = performance.now();
    await lane.sql({ name: "", text: billByOneStatement }, of);
    return (performance.now() - startedMs) / 1_000;
  } finally {
    await db.close();
  }
}

function nextMonth(made: string): string {
  return `2026-${String(Number(made.slice(5)) + 1).padStart(2, "0")}`;
}

type Subject = { seconds: number; cpuSeconds: number; rss: number[] };

async function runSubject(database: BenchDatabase): Promise<Subject> {
  const db = openDb({ connectionString: database.appUrl, max: 4 });
  const ctx = billingContext(db, nowMs);
  const run = await startBillingRun({ ctx, input: { periodStart: month, idempotencyKey: "bench-month" } });
  const rss: number[] = [];
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  const done = await runBillingChunks({
    ctx,
    input: { billingRunId: run.id },
    onProgress: () => rss.push(process.memoryUsage.rss()),
  });
  const seconds = (performance.now() - startedMs) / 1_000;
  const used = process.cpuUsage(cpu);
  await db.close();
  if (done.invoiceCount !== leases)
    throw new Error(`the run billed ${done.invoiceCount} of ${leases} leases`);
  return { seconds, cpuSeconds: (used.user + used.system) / 1e6, rss };
}

async function requireSound(database: BenchDatabase): Promise<number> {
  const result = await withClient(database.adminUrl, (client) => auditBilling(client, month));
  const findings = findingsOf(result);
  if (findings.length > 0) throw new Error(`the audit found ${findings.join(", ")}`);
  return result.totalMinor ?? 0;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

async function compare(server: BenchServer, template: BenchDatabase): Promise<void> {
  const ratios: number[] = [];
  const totals = new Set<number>();
  for (let round = 0; round < rounds; round++) {
    const measured: Record<string, number> = {};
    let subject: Subject | undefined;
    for (const name of round % 2 === 0 ? ["baseline", "run"] : ["run", "baseline"]) {
      const database = await server.clone(template, `billing_${name}`);
      if (name === "baseline") measured.baseline = await billAtOnce(database, month);
      else {
        subject = await runSubject(database);
        measured.run = subject.seconds;
      }
      totals.add(await requireSound(database));
      await database.drop();
    }
    const { baseline = 0, run = 0 } = measured;
    ratios.push(baseline / run);
    const steps = subject?.rss
      .filter((_, index) => index % Math.ceil(leases / 10_000) === 0)
      .map(mebibytes)
      .join(" ");
    say(
      `round ${round + 1}: one statement ${baseline.toFixed(2)} s, billing run ${run.toFixed(2)} s (own CPU ${subject?.cpuSeconds.toFixed(2) ?? ""} s), ratio ${(baseline / run).toFixed(2)}`,
    );
    say(`  resident memory over the run: ${steps ?? ""}`);
  }
  if (totals.size !== 1) throw new Error("the run and the statement billed different amounts");
  say(
    `median ratio ${median(ratios).toFixed(2)} of ${rounds} rounds; both billed ${[...totals].join()} minor units, audited`,
  );
}

/** Kills the billing process at chance moments, then lets one finish, and audits. */
async function killTrial(server: BenchServer, template: BenchDatabase): Promise<void> {
  const database = await server.clone(template, "billing_killed");
  const log: string[] = [];
  for (let kill = 1; kill <= kills; kill++)
    log.push(`at lease ${await workUntil(database, (leases * kill) / (kills + 1), kill * 7)}`);
  await workUntil(database, Infinity, 0);
  await requireSound(database);
  await database.drop();
  say(
    `killed with SIGKILL ${kills} times (${log.join(", ")}), then finished: no charge missing, none double, no number lost, books equal`,
  );
}

/** Runs the worker until it has billed so many leases and some milliseconds more, then kills it. Returns the leases it told of. */
function workUntil(database: BenchDatabase, target: number, delayMs: number): Promise<number> {
  const worker = path.join(import.meta.dirname, "billing-worker.ts");
  const child = spawn(process.execPath, [worker, database.appUrl, month, String(nowMs)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let done = 0;
  child.stdout.on("data", (bytes: Buffer) => {
    done = Number(bytes.toString().trim().split("\n").at(-1));
    if (done >= target) setTimeout(() => child.kill("SIGKILL"), delayMs);
  });
  return new Promise((resolve, reject) => {
    child.on("exit", (code, signal) =>
      code === 0 || signal === "SIGKILL"
        ? resolve(done)
        : reject(new Error(`the worker ended with ${code ?? "nothing"}`)),
    );
  });
}

const server = await startBenchServer("bench-billing");
try {
  say(`${leases} leases; ${server.version.replace(/,.*/, "")}; Node ${process.version}`);
  const template = await prepare(server);
  await compare(server, template);
  if (kills > 0) await killTrial(server, template);
  await template.drop();
} finally {
  await server.stop();
}
