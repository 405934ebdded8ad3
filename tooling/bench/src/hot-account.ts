import { openDb } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { postJournal } from "@stead/services/ledger";
import { bookMoney } from "@stead/services/payments";
import { startBenchServer, withClient } from "./bench-database.ts";
import { billingContext } from "./billing-context.ts";
import { fillPortfolio } from "./billing-portfolio.ts";
import { meterBackends, ownCpuSeconds, sumOf, type CpuMeter } from "./kit/cpu.ts";
import { runPaired, type Side } from "./kit/paired.ts";
import { resultsOf, tellResults, type Result } from "./kit/result.ts";
import { naiveTables, openNaivePosting } from "./naive-posting.ts";
import { startScript } from "./started-script.ts";
import { openStoredCallbacks } from "./stored-callbacks.ts";

/**
 * Posting on one hot account, 32 at once: money of one short code, which all lies on one clearing account and waits in
 * one suspense account, against the naive way (`naive-posting.ts`). All by the same role on the same server with the same
 * durability, in turns: the posting alone, a receipt booked alone, and stored callbacks booked as their jobs do, which
 * take along what waits beside them. Then the same over a line to another host, a millisecond away, for both.
 *   npx pnpm --filter @stead/bench hot-account [most rounds]
 */
const mostRounds = Number(process.argv[2] ?? 24);
const atOnce = 32;
const roundMs = 2_000;
const goal = { atLeast: 5 };
const amountMinor = 100_000;
/** More than a round books. */
const mostARound = 12_000;

const server = await startBenchServer("hot-account");
const database = await server.make("hot_account");
await withClient(database.adminUrl, async (client) => {
  await fillPortfolio(client, 50);
  await client.query(naiveTables);
});

type Subject = "naive" | "posting" | "receipt" | "callback";

/** The subjects, by connections to `appUrl`. */
async function openSubjects(appUrl: string, shortCode: string) {
  const db = openDb({ connectionString: appUrl, min: atOnce, max: atOnce });
  const naive = openNaivePosting(appUrl, atOnce);
  const callbacks = await openStoredCallbacks(db, { systemUrl: database.systemUrl, shortCode });
  const today = () => new Date().toISOString().slice(0, 10);
  const contextNow = () => billingContext(db, Date.now());
  const postings: Record<Subject, () => Promise<unknown>> = {
    naive: () => naive.post(amountMinor),
    posting: () => {
      const [ctx, id] = [contextNow(), newId()];
      const lines = [
        { account: "1010" as const, amountMinor, currency: "KES" },
        { account: "2020" as const, amountMinor: -amountMinor, currency: "KES" },
      ];
      const about = { event: "payment.received", entityId: id, memo: "Receipt" };
      return postJournal(ctx.db, ctx, { ...about, key: `payment:${id}`, occurredOn: today(), lines });
    },
    receipt: () => {
      const ctx = contextNow();
      const from = { rail: "mpesa", account: shortCode, accountCode: "1010", externalId: newId() } as const;
      const nobody = { reference: null, leaseId: null, payer: null };
      const money = { ...from, ...nobody, amountMinor, currency: "KES", receivedOn: today() };
      return ctx.db.transaction((tx) => bookMoney(tx, ctx, money));
    },
    callback: () => callbacks.applyNext(),
  };
  return {
    postings,
    prepare: (name: Subject) => (name === "callback" ? callbacks.fill(mostARound) : undefined),
    close: () => Promise.all([callbacks.close(), naive.close()]).then(() => db.close()),
  };
}
type Subjects = Awaited<ReturnType<typeof openSubjects>>;

async function measure(meter: CpuMeter, subjects: Subjects, name: Subject) {
  await subjects.prepare(name);
  const post = subjects.postings[name];
  const cpuBefore = await meter();
  const startedMs = performance.now();
  let done = 0;
  const caller = async () => {
    while (performance.now() < startedMs + roundMs) {
      await post();
      done++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  const seconds = (performance.now() - startedMs) / 1_000;
  return { rate: done / seconds, cpu: (((await meter()) - cpuBefore) * 1e6) / done };
}

async function compare(meter: CpuMeter, where: string, subjects: Subjects, bound?: { atLeast: number }) {
  const side = (name: string, subject: Subject): Side<"rate" | "cpu"> => ({
    name: `${name}${where}`,
    measure: () => measure(meter, subjects, subject),
  });
  const goals = bound === undefined ? {} : { goals: { rate: bound } };
  const baseline = side("the naive transaction", "naive");
  const outcome = await runPaired({
    baseline,
    sides: [
      { ...side("the posting alone", "posting"), ...goals },
      side("a receipt booked alone", "receipt"),
      { ...side("a stored callback to its receipt", "callback"), ...goals },
    ],
    mostRounds,
    leastRounds: Math.min(12, mostRounds),
    // A rate waits for the disk and for others on the machine.
    apart: { rate: 0.15 },
  });
  await subjects.close();
  return resultsOf(outcome, baseline.name, {
    rate: (value) => `${value.toFixed(0)} a second`,
    cpu: (value) => `${value.toFixed(0)} µs of CPU each`,
  });
}

const line = await startScript("slow-line.ts", database.appUrl);
const results = await withClient(database.adminUrl, async (admin): Promise<Result[]> => {
  const meter = sumOf(ownCpuSeconds, meterBackends(admin, database.name));
  const here = await compare(meter, "", await openSubjects(database.appUrl, "600200"), goal);
  const away = await compare(meter, ", a millisecond away", await openSubjects(line.url, "600300"));
  return [...here, ...away];
});
line.stop();
await server.stop();
tellResults(results);
