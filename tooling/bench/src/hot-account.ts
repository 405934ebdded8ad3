import { openDb } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { postJournal } from "@stead/services/ledger";
import { bookMoney } from "@stead/services/payments";
import type pg from "pg";
import { backendCpuSeconds } from "./backend-cpu.ts";
import { startBenchServer, withClient } from "./bench-database.ts";
import { billingContext } from "./billing-context.ts";
import { fillPortfolio } from "./billing-portfolio.ts";
import { naiveTables, openNaivePosting } from "./naive-posting.ts";
import { startScript } from "./started-script.ts";
import { medianOf } from "./statistics.ts";
import { openStoredCallbacks } from "./stored-callbacks.ts";

/**
 * Posting on one hot account, 32 at once: money of one short code, which all lies on one clearing account and waits in
 * one suspense account, against the naive way (`naive-posting.ts`). All by the same role on the same server with the same
 * durability, in turns: the posting alone, a receipt booked alone, and stored callbacks booked as their jobs do, which
 * take along what waits beside them. Then the same over a line to another host, a millisecond away, for both.
 *   npx pnpm --filter @stead/bench hot-account [rounds]
 */
const rounds = Number(process.argv[2] ?? 9);
const atOnce = 32;
const roundMs = 2_000;
const goal = 3;
const amountMinor = 100_000;
/** More than a round books. */
const mostARound = 12_000;

const server = await startBenchServer("hot-account");
const database = await server.make("hot_account");
await withClient(database.adminUrl, async (client) => {
  await fillPortfolio(client, 50);
  await client.query(naiveTables);
});

const names = ["naive", "again", "posting", "receipt", "callback"] as const;
type Subject = (typeof names)[number];
type Figures = { rate: number; cpuMs: number };

/** The subjects, by connections to `appUrl`. */
async function openSubjects(appUrl: string, shortCode: string) {
  const db = openDb({ connectionString: appUrl, min: atOnce, max: atOnce });
  const naive = openNaivePosting(appUrl, atOnce);
  const callbacks = await openStoredCallbacks(db, { systemUrl: database.systemUrl, shortCode });
  const today = () => new Date().toISOString().slice(0, 10);
  const contextNow = () => billingContext(db, Date.now());
  const postings: Record<Subject, () => Promise<unknown>> = {
    naive: () => naive.post(amountMinor),
    again: () => naive.post(amountMinor),
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

async function measure(admin: pg.Client, subjects: Subjects, name: Subject): Promise<Figures> {
  await subjects.prepare(name);
  const post = subjects.postings[name];
  const cpuMs = async () =>
    process.cpuUsage().user / 1_000 +
    process.cpuUsage().system / 1_000 +
    (await backendCpuSeconds(admin, database.name)) * 1_000;
  const cpuBefore = await cpuMs();
  const startedMs = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (performance.now() < startedMs + roundMs) {
        await post();
        done++;
      }
    }),
  );
  const seconds = (performance.now() - startedMs) / 1_000;
  return { rate: done / seconds, cpuMs: ((await cpuMs()) - cpuBefore) / done };
}

async function compare(admin: pg.Client, where: string, subjects: Subjects): Promise<number> {
  for (const name of names) await measure(admin, subjects, name);
  // The server does so by itself within a minute; until then it plans for empty tables.
  await admin.query("analyze");
  const turns: Record<Subject, Figures>[] = [];
  for (let at = 0; at < rounds; at++) {
    const turn = {} as Record<Subject, Figures>;
    for (const name of at % 2 === 0 ? names : names.toReversed())
      turn[name] = await measure(admin, subjects, name);
    turns.push(turn);
  }
  const told = (name: Subject, figure: keyof Figures) => medianOf(turns.map((turn) => turn[name][figure]));
  const ratio = (name: Subject, figure: keyof Figures) =>
    medianOf(turns.map((turn) => turn[name][figure] / turn.naive[figure]));
  console.log(`${where}, ${atOnce} at once, ${rounds} rounds:`);
  for (const name of names)
    console.log(
      `  ${name.padEnd(8)} ${told(name, "rate").toFixed(0)}/s, CPU ${told(name, "cpuMs").toFixed(3)} ms;` +
        ` of naive ${ratio(name, "rate").toFixed(2)}x, CPU ${ratio(name, "cpuMs").toFixed(2)}x`,
    );
  await subjects.close();
  return Math.min(ratio("posting", "rate"), ratio("callback", "rate"));
}

const line = await startScript("slow-line.ts", database.appUrl);
const least = await withClient(database.adminUrl, async (admin) => {
  const here = await compare(admin, "on one host", await openSubjects(database.appUrl, "600200"));
  await compare(admin, "a millisecond away", await openSubjects(line.url, "600300"));
  return here;
});
console.log(
  `goal: a posting, and a stored callback to its receipt, on one host at least ${goal}x: ${least >= goal ? "met" : "missed"}`,
);
line.stop();
await server.stop();
process.exitCode = least >= goal ? 0 : 1;
