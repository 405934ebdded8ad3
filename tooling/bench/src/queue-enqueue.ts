import { openDb, type Db } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { RecordPaymentInput } from "@stead/contracts/payments";
import { enqueue } from "@stead/queue/enqueue";
import { recordAudit } from "@stead/services/context";
import { recordPayment } from "@stead/services/payments";
import { openCountingProxy } from "@stead/testing/counting-proxy";
import { billingContext } from "./billing-context.ts";
import { agencyId, fillPortfolio } from "./billing-portfolio.ts";
import { meterBackends, ownCpuSeconds, sumOf } from "./kit/cpu.ts";
import { runPaired, type Side } from "./kit/paired.ts";
import { resultsOf, tellResults } from "./kit/result.ts";
import { openQueueBench } from "./queue-house.ts";

/**
 * What a job costs the transaction that causes it: the same transaction with and without it. The transaction is a
 * payment in cash, or, with `small`, three statements: a lease is read, a key and a line of the audit are written.
 *   npx pnpm --filter @stead/bench queue-enqueue [most rounds] [small]
 */
const mostRounds = Number(process.argv[2] ?? 36);
const isSmall = process.argv[3] === "small";
const perBlock = isSmall ? 400 : 120;
const goal = { atMost: 1.1 };

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

const meter = sumOf(ownCpuSeconds, meterBackends(bench.look, bench.database.name));

async function block(hasJob: boolean) {
  const cpuBefore = await meter();
  const startedMs = performance.now();
  for (let done = 0; done < perBlock; done += 4)
    await Promise.all(Array.from({ length: 4 }, () => happen(bench.db, hasJob)));
  const ms = (performance.now() - startedMs) / perBlock;
  return { ms, cpu: (((await meter()) - cpuBefore) * 1e6) / perBlock };
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

const side = (name: string, hasJob: boolean): Side<"ms" | "cpu"> => ({ name, measure: () => block(hasJob) });
const baseline = side(isSmall ? "three statements" : "a payment in cash", false);
const outcome = await runPaired({
  baseline,
  sides: [{ ...side("the same with a job", true), goals: { cpu: goal, ms: goal } }],
  mostRounds,
  leastRounds: Math.min(12, mostRounds),
  afterRound: () => bench.look.query("truncate outbox"),
});
const [turns, turnsWithJob] = [await turnsOf(false), await turnsOf(true)];
await bench.close();
tellResults([
  ...resultsOf(outcome, baseline.name, {
    ms: (value) => `${value.toFixed(2)} ms each`,
    cpu: (value) => `${value.toFixed(0)} µs of CPU each`,
  }),
  {
    what: "round trips of the same with a job",
    baseline: `${turns} without`,
    figure: String(turnsWithJob),
    goal: "no more",
    verdict: turnsWithJob <= turns ? "met" : "missed",
  },
]);
