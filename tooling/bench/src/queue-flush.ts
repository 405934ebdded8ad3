import { setTimeout as wait } from "node:timers/promises";
import { withEffect } from "@stead/queue/effects";
import { Redis } from "ioredis";
import { benchEngines, openQueueBench, tell, type QueueBench } from "./queue-house.ts";

/** The engine forgets everything in the middle of its work, several times: every effect still happens, once. */
const count = Number(process.argv[2] ?? 5_000);
const losses = 5;

async function lose(bench: QueueBench): Promise<void> {
  if (bench.redis === undefined) {
    await bench.look.query("truncate bullmq.job cascade");
    return;
  }
  const redis = new Redis(bench.redis.url);
  await redis.flushall();
  redis.disconnect();
}

for (const kind of benchEngines) {
  const bench = await openQueueBench(kind, "queue-flush");
  const agencyId = await bench.anAgency();
  await bench.fill(agencyId, count);
  let runs = 0;
  const working = await bench.start(
    async ({ jobRunId, signal }) => {
      runs++;
      await bench.db
        .forAgency(agencyId, { signal })
        .transaction((tx) => withEffect(tx, { agencyId, key: jobRunId }, async () => {}));
    },
    { reconcileMs: 200, silentMs: 1_000, beatMs: 250 },
  );
  const openRows = async () =>
    (await bench.look.query<{ count: number }>("select count(*)::int as count from outbox")).rows[0]?.count ??
    0;
  let lost = 0;
  for (;;) {
    const open = await openRows();
    if (open === 0) break;
    if (lost < losses && open < count * (1 - (lost + 1) / (losses + 1))) {
      await lose(bench);
      lost++;
    }
    await wait(25);
  }
  const { rows } = await bench.look.query<{ count: number }>(
    "select count(*)::int as count from effects where agency_id = $1",
    [agencyId],
  );
  const effects = rows[0]?.count ?? 0;
  tell(
    `${kind}: ${count} jobs, ${lost} losses, ${runs} runs, ${effects} effects: ${count - effects} lost, ${Math.max(0, effects - count)} doubled` +
      ` ${effects === count && lost === losses ? "ok" : "NOT REACHED"}`,
  );
  await working.stop();
  await bench.close();
}
