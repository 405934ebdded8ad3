import { openSystemDb } from "@stead/db/system";
import { silentLogger } from "@stead/kernel/logger";
import { Seams } from "@stead/kernel/seams";
import { z } from "zod";
import { openEngine } from "./bullmq.ts";
import { jobNames, type JobName } from "./catalogue.ts";
import { startDispatcher } from "./dispatcher.ts";
import type { Handler } from "./handlers.ts";
import { startWorker } from "./runtime/worker.ts";

/**
 * A worker process for tests. Its jobs stand at a gate, an advisory lock, until that is open. The poisoned one kills the
 * process as soon as so many jobs run.
 */
const options = z
  .object({
    systemUrl: z.string(),
    ownerUrl: z.string(),
    redisUrl: z.string().optional(),
    gate: z.int(),
    poisonId: z.string(),
    crowd: z.int(),
    turnMs: z.int(),
  })
  .parse(JSON.parse(process.argv[2] ?? ""));

process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
const system = openSystemDb({ connectionString: options.systemUrl, max: 20, timeoutMs: 600_000 });
const engine = openEngine({ redisUrl: options.redisUrl, directUrl: options.ownerUrl });

const pass = { name: "gate_pass", text: "select pg_advisory_xact_lock_shared($1)" };
let running = 0;
let isDying = false;

function dieInTheCrowd(): void {
  if (isDying && running >= options.crowd) process.kill(process.pid, "SIGKILL");
}

const handler: Handler<JobName> = {
  run: async (_payload, { jobRunId }) => {
    running++;
    process.stdout.write(`runs ${jobRunId}\n`);
    isDying ||= jobRunId === options.poisonId;
    dieInTheCrowd();
    if (jobRunId === options.poisonId) await new Promise(() => {});
    await system.transaction((tx) => tx.sql(pass, options.gate));
    running--;
    process.stdout.write(`done ${jobRunId}\n`);
  },
};

// Every name has the same handler, whatever its payload.
const handlers = Object.fromEntries(jobNames.map((name) => [name, handler])) as Record<
  JobName,
  Handler<JobName>
>;
const worker = await startWorker({
  system,
  engine,
  handlers,
  seams: new Seams(),
  log: silentLogger,
  places: 16,
  lockMs: 1_000,
  stalledCheckMs: 500,
  turnMs: options.turnMs,
  steadyMs: 0,
});
startDispatcher({ system, engine, log: silentLogger, pollMs: 30, takeHere: worker.takeHere });
