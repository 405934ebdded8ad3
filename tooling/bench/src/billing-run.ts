import { spawn } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";
import { openDb } from "@stead/db/client";
import { runBillingChunks, startBillingRun } from "@stead/services/billing";
import { startBenchServer, withClient, type BenchDatabase, type BenchServer } from "./bench-database.ts";
import { auditBilling, findingsOf } from "./billing-audit.ts";
import { billingContext } from "./billing-context.ts";
import { agencyId, billByOneStatement, fillPortfolio } from "./billing-portfolio.ts";
import { meterBackends } from "./kit/cpu.ts";
import { medianOf } from "./statistics.ts";

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
    await client.query("analyze");
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

type Measured = { seconds: number; ownCpuSeconds: number; serverCpuSeconds: number };

/** Wall-clock seconds of some work, and the CPU seconds of this process and of the database's server processes. */
async function measure(database: BenchDatabase, work: () => Promise<unknown>): Promise<Measured> {
  return withClient(database.adminUrl, async (client) => {
    const meter = meterBackends(client, database.name);
    const server = await meter();
    const own = process.cpuUsage();
    const startedMs = performance.now();
    await work();
    const seconds = (performance.now() - startedMs) / 1_000;
    const used = process.cpuUsage(own);
    const serverCpuSeconds = (await meter()) - server;
    return { seconds, ownCpuSeconds: (used.user + used.system) / 1e6, serverCpuSeconds };
  });
}

/** The baseline, as the tables' owner and under the same policies. */
async function billAtOnce(database: BenchDatabase, of: string): Promise<Measured> {
  const db = openDb({ connectionString: database.ownerUrl, min: 0, max: 1 });
  try {
    const lane = db.forAgency(agencyId, { deadline: Date.now() + 3_600_000 });
    await lane.sql({ name: "", text: "select 1" });
    return await measure(database, () => lane.sql({ name: "", text: billByOneStatement }, of));
  } finally {
    await db.close();
  }
}

function nextMonth(made: string): string {
  return `2026-${String(Number(made.slice(5)) + 1).padStart(2, "0")}`;
}

type Subject = Measured & { rss: number[] };

async function runSubject(database: BenchDatabase): Promise<Subject> {
  const db = openDb({ connectionString: database.appUrl, max: 4 });
  try {
    const ctx = billingContext(db, nowMs);
    const run = await startBillingRun({ ctx, input: { periodStart: month, idempotencyKey: "bench-month" } });
    const rss: number[] = [];
    const onProgress = () => rss.push(process.memoryUsage.rss());
    const measured = await measure(database, async () => {
      const done = await runBillingChunks({ ctx, input: { billingRunId: run.id }, onProgress });
      if (done.invoiceCount !== leases)
        throw new Error(`the run billed ${done.invoiceCount} of ${leases} leases`);
    });
    return { ...measured, rss };
  } finally {
    await db.close();
  }
}

async function requireSound(database: BenchDatabase): Promise<number> {
  const result = await withClient(database.adminUrl, (client) => auditBilling(client, month));
  const findings = findingsOf(result);
  if (findings.length > 0) throw new Error(`the audit found ${findings.join(", ")}`);
  return result.totalMinor ?? 0;
}

async function compare(server: BenchServer, template: BenchDatabase): Promise<void> {
  const ratios: number[] = [];
  const cpuRatios: number[] = [];
  const totals = new Set<number>();
  for (let round = 0; round < rounds; round++) {
    const measured: { baseline?: Measured; run?: Subject } = {};
    for (const name of round % 2 === 0 ? (["baseline", "run"] as const) : (["run", "baseline"] as const)) {
      const database = await server.clone(template, `billing_${name}`);
      if (name === "baseline") measured.baseline = await billAtOnce(database, month);
      else measured.run = await runSubject(database);
      totals.add(await requireSound(database));
      await database.drop();
    }
    const { baseline, run } = measured;
    if (baseline === undefined || run === undefined) throw new Error("a round has two subjects");
    ratios.push(baseline.seconds / run.seconds);
    cpuRatios.push(baseline.serverCpuSeconds / (run.ownCpuSeconds + run.serverCpuSeconds));
    tellRound(round + 1, baseline, run);
  }
  if (totals.size !== 1) throw new Error("the run and the statement billed different amounts");
  say(
    `median of ${rounds} rounds: ${medianOf(ratios).toFixed(2)}x in time, ${medianOf(cpuRatios).toFixed(2)}x in CPU`,
  );
  say(`both billed ${[...totals].join()} minor units, audited`);
}

function tellRound(round: number, baseline: Measured, run: Subject): void {
  const cpu = `own CPU ${run.ownCpuSeconds.toFixed(1)} s, server ${run.serverCpuSeconds.toFixed(1)} s`;
  say(
    `round ${round}: one statement ${baseline.seconds.toFixed(1)} s (CPU ${baseline.serverCpuSeconds.toFixed(1)} s), billing run ${run.seconds.toFixed(1)} s (${cpu})`,
  );
  const tenth = Math.ceil(leases / 10_000);
  const steps = run.rss.filter((_, index) => index % tenth === 0).map(mebibytes);
  say(`  resident memory over the run: ${steps.join(", ")}`);
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
  if (rounds > 0) await compare(server, template);
  if (kills > 0) await killTrial(server, template);
  await template.drop();
} finally {
  await server.stop();
}
