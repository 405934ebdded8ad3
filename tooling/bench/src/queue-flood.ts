import { setTimeout as wait } from "node:timers/promises";
import { newId } from "@stead/kernel/ids";
import { enqueue } from "@stead/queue/enqueue";
import { benchEngines, openQueueBench, tell, type QueueBench } from "./queue-house.ts";
import { medianOf, percentile } from "./statistics.ts";

/**
 * How long an agency's jobs wait while another has ten thousand waiting, against the same without them.
 *   npx pnpm --filter @stead/bench queue-flood [jobs] [milliseconds of a job]
 */
const flood = Number(process.argv[2] ?? 10_000);
const probes = 200;
/** What each job takes, in waiting for others, as a job does that asks a database or a provider. */
const workMs = Number(process.argv[3] ?? 20);
const places = 8;
const rounds = 3;
const goal = 2;

/** Enqueues a job every so often for an agency, with a nudge as after a request, and answers each one's wait. */
async function waitsOf(bench: QueueBench, agencyId: string, nudge: () => void, started: Map<string, number>) {
  const enqueued = new Map<string, number>();
  for (let probe = 0; probe < probes; probe++) {
    const leaseId = newId();
    const id = await bench.db
      .forAgency(agencyId)
      .transaction((tx) =>
        enqueue(tx, { agencyId, requestId: null }, "payments.apply-credit", { agencyId, leaseId }),
      );
    enqueued.set(id, performance.now());
    nudge();
    await wait(20);
  }
  while (![...enqueued.keys()].every((id) => started.has(id))) await wait(20);
  return [...enqueued].map(([id, atMs]) => Math.max(0, (started.get(id) ?? atMs) - atMs));
}

for (const kind of benchEngines) {
  const bench = await openQueueBench(kind, "queue-flood");
  const [flooding, other] = [await bench.anAgency(), await bench.anAgency()];
  const started = new Map<string, number>();
  const flooded = { done: 0 };
  const working = await bench.start(
    async ({ agencyId, jobRunId }) => {
      if (agencyId === other) started.set(jobRunId, performance.now());
      else flooded.done++;
      await wait(workMs);
    },
    { places },
  );
  const nudge = () => working.dispatcher.wake();
  // What is prepared and compiled at first is not counted.
  await waitsOf(bench, other, nudge, started);
  const alone: number[] = [];
  const beside: number[] = [];
  const ratios: number[] = [];
  let went = 0;
  let isFlooded = true;
  for (let round = 0; round < rounds; round++) {
    const before = await waitsOf(bench, other, nudge, started);
    flooded.done = 0;
    await bench.fill(flooding, flood);
    nudge();
    while (flooded.done < 500) await wait(10);
    const during = await waitsOf(bench, other, nudge, started);
    alone.push(...before);
    beside.push(...during);
    ratios.push(percentile(during, 0.95) / percentile(before, 0.95));
    went += flooded.done - 500;
    isFlooded &&= flooded.done < flood;
    // What still waits is taken away, and what is on its way ends.
    await bench.look.query("delete from outbox where agency_id = $1 and state = 'waiting'", [flooding]);
    while ((await bench.look.query("select from outbox limit 1")).rows.length > 0) await wait(20);
  }
  // Of the rounds, not of all waits: one stall of the machine would be most of the slowest twentieth.
  const ratio = medianOf(ratios);
  tell(
    `${kind}: p95 wait alone ${percentile(alone, 0.95).toFixed(1)} ms (p50 ${percentile(alone, 0.5).toFixed(1)}),` +
      ` beside ${flood} jobs of ${workMs} ms ${percentile(beside, 0.95).toFixed(1)} ms (p50 ${percentile(beside, 0.5).toFixed(1)}), ratio ${ratio.toFixed(2)} (${ratios.map((one) => one.toFixed(2)).join(", ")});` +
      ` the flood went on by ${went} jobs${isFlooded ? "" : " AND WAS OVER TOO SOON"}` +
      ` ${ratio <= goal && isFlooded ? "ok" : "NOT REACHED"}`,
  );
  await working.stop();
  await bench.close();
}
