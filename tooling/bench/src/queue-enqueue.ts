import { openDb, type Db } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { RecordPaymentInput } from "@stead/contracts/payments";
import { enqueue } from "@stead/queue/enqueue";
import { recordAudit } from "@stead/services/context";
import { recordPayment } from "@stead/services/payments";
import { openCountingProxy } from "@stead/testing/counting-proxy";
import { backendCpuSeconds } from "./backend-cpu.ts";
import { billingContext } from "./billing-context.ts";
import { agencyId, fillPortfolio } from "./billing-portfolio.ts";
import { openQueueBench, tell } from "./queue-house.ts";
import { medianOf } from "./statistics.ts";

/**
 * What a job costs the transaction that causes it: the same transaction with and without it. The transaction is a
 * payment in cash, or, with `small`, three statements: a lease is read, a key and a line of the audit are written.
 *   npx pnpm --filter @stead/bench queue-enqueue [blocks] [small]
 */
const blocks = Number(process.argv[2] ?? 16);
const isSmall = process.argv[3] === "small";
const perBlock = isSmall ? 400 : 120;
const goal = 1.1;

const bench = await openQueueBench("postgres", "queue-enqueue");
await fillPortfolio(bench.look, 200);
const { rows: leases } = await bench.look.query<{ id: string }>("select id from leases");
let next = 0;

/** A tenant's cash is recorded: the receipt, its number, its journal and its audit; in the same transaction a job, or none. */
async function pay(db: Db, hasJob: boolean): Promise<void> {
  const ctx = billingContext(db, Date.now());
  const transaction: typeof ctx.db.transaction = (work, options) =>
    ctx.db.transaction(async (tx) => {
      const job = hasJob
        ? enqueue(tx, ctx, "payments.apply-credit", { agencyId, leaseId: newId() })
        : Promise.resolve();
      const [result] = await Promise.all([work(tx), job]);
      return result;
    }, options);
  const lease = leases[next++ % leases.length];
  const input = RecordPaymentInput.parse({
    leaseId: lease?.id,
    rail: "cash",
    amountMinor: 100_000,
    currency: "KES",
    receivedOn: new Date().toISOString().slice(0, 10),
    idempotencyKey: newId(),
  });
  await recordPayment({ ctx: { ...ctx, db: { ...ctx.db, transaction } }, input });
}

const readLease = {
  name: "bench_lease",
  text: "select id, status from leases where agency_id = $1 and id = $2",
};
const writeKey = {
  name: "bench_key",
  text: "insert into idempotency_keys (agency_id, key, operation, request_hash) values ($1, $2, 'bench', 'bench')",
};

/** Three statements in two round trips; the job goes with the second. */
async function note(db: Db, hasJob: boolean): Promise<void> {
  const ctx = billingContext(db, Date.now());
  const entityId = leases[next++ % leases.length]?.id ?? "";
  await ctx.db.transaction(async (tx) => {
    await tx.sql(readLease, agencyId, entityId);
    await Promise.all([
      tx.sql(writeKey, agencyId, newId()),
      recordAudit(tx, ctx, { action: "lease.noted", entityType: "lease", entityId, after: {} }),
      ...(hasJob ? [enqueue(tx, ctx, "payments.apply-credit", { agencyId, leaseId: newId() })] : []),
    ]);
  });
}

const happen = isSmall ? note : pay;

type Block = { wallMs: number; cpuMs: number };

async function block(hasJob: boolean): Promise<Block> {
  const cpuAt = async () =>
    process.cpuUsage().user / 1_000 +
    process.cpuUsage().system / 1_000 +
    (await backendCpuSeconds(bench.look, bench.database.name)) * 1_000;
  const cpu = await cpuAt();
  const startedMs = performance.now();
  for (let done = 0; done < perBlock; done += 4) {
    await Promise.all(Array.from({ length: 4 }, () => happen(bench.db, hasJob)));
  }
  return { wallMs: performance.now() - startedMs, cpuMs: (await cpuAt()) - cpu };
}

async function turnsOf(hasJob: boolean): Promise<number> {
  const proxy = await openCountingProxy(bench.database.appUrl);
  const db = openDb({ connectionString: proxy.through(bench.database.appUrl), min: 0, max: 1 });
  await happen(db, hasJob);
  proxy.reset();
  await happen(db, hasJob);
  const { turns } = proxy;
  await db.close();
  await proxy.close();
  return turns;
}

await block(true);
await block(false);
const pairs: { plain: Block; withJob: Block; again: Block }[] = [];
for (let at = 0; at < blocks; at++) {
  const order = at % 2 === 0 ? [false, true, false] : [true, false, false];
  const measured: Block[] = [];
  for (const hasJob of order) measured.push(await block(hasJob));
  const [one, two, again] = measured;
  if (one === undefined || two === undefined || again === undefined) throw new Error("a block is missing");
  pairs.push(at % 2 === 0 ? { plain: one, withJob: two, again } : { plain: two, withJob: one, again });
  await bench.look.query("truncate outbox");
}
const ratio = (pick: (one: Block) => number) =>
  medianOf(pairs.map(({ plain, withJob }) => pick(withJob) / pick(plain)));
const same = (pick: (one: Block) => number) =>
  medianOf(pairs.map(({ plain, again }) => pick(again) / pick(plain)));
const [turns, turnsWithJob] = [await turnsOf(false), await turnsOf(true)];
const wall = ratio(({ wallMs }) => wallMs);
tell(
  `the same transaction with a job: ${wall.toFixed(3)} of its time (A/A ${same(({ wallMs }) => wallMs).toFixed(3)}),` +
    ` ${ratio(({ cpuMs }) => cpuMs).toFixed(3)} of its CPU (A/A ${same(({ cpuMs }) => cpuMs).toFixed(3)}); round trips ${turns} and ${turnsWithJob}` +
    ` ${wall <= goal && turns === turnsWithJob ? "ok" : "NOT REACHED"}`,
);
await bench.close();
