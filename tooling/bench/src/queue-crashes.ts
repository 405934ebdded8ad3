import { openDb } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { withEffect } from "@stead/queue/effects";
import { enqueue } from "@stead/queue/enqueue";
import { openFaultProxy } from "@stead/testing/fault-proxy";
import { openQueueBench, tell } from "./queue-house.ts";

/** The connection breaks somewhere between BEGIN and the answer to COMMIT: a job is there exactly where its cause is. */
const crashes = Number(process.argv[2] ?? 1_000);
const places = ["before the job", "after the job", "after its cause", "with the commit"] as const;

const bench = await openQueueBench("postgres", "queue-crashes");
const agencyId = await bench.anAgency();
const proxy = await openFaultProxy(bench.database.appUrl);
const db = openDb({ connectionString: proxy.through(bench.database.appUrl), min: 0, max: 4 });
const told = { committed: 0, failed: 0 };

async function crash(place: (typeof places)[number]): Promise<void> {
  const key = newId();
  const lanes = db.forAgency(agencyId);
  // A broken connection is replaced first.
  await lanes.sql({ name: "crash_awake", text: "select 1 as one" }).catch(() => {});
  await lanes.transaction(async (tx) => {
    if (place === "before the job") proxy.loseNextAnswer();
    await enqueue(tx, { agencyId, requestId: key }, "payments.apply-credit", { agencyId, leaseId: newId() });
    if (place === "after the job") proxy.cut();
    await withEffect(tx, { agencyId, key }, async () => {});
    if (place === "after its cause") proxy.cut();
    if (place === "with the commit") proxy.loseNextAnswer();
  });
}

for (let at = 0; at < crashes; at++) {
  try {
    await crash(places[at % places.length] ?? "with the commit");
    told.committed++;
  } catch {
    told.failed++;
  }
}
await db.close();
await proxy.close();
const { rows } = await bench.look.query<{ both: number; lost: number; phantom: number }>(
  `select count(*) filter (where e.key is not null and o.id is not null)::int as both,
     count(*) filter (where o.id is null)::int as lost, count(*) filter (where e.key is null)::int as phantom
   from (select key from effects where agency_id = $1) e
   full join (select id, request_id from outbox where agency_id = $1) o on o.request_id = e.key`,
  [agencyId],
);
const [found = { both: 0, lost: 0, phantom: 0 }] = rows;
tell(
  `${crashes} crashes: ${told.failed} callers were told of a failure; ${found.both} had committed with their job, ${found.lost} lost, ${found.phantom} phantom` +
    ` ${found.lost + found.phantom === 0 && told.failed === crashes ? "ok" : "NOT REACHED"}`,
);
await bench.close();
