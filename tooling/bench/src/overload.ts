import { newId } from "@stead/kernel/ids";
import { Pool } from "undici";
import { startBenchServer, withClient } from "./bench-database.ts";
import { fillPortfolio, agencyId } from "./billing-portfolio.ts";
import { seededChance } from "./kit/chance.ts";
import { sendOpenLoop, type End, type OpenLoad } from "./kit/open-loop.ts";
import { runPaired, type Side } from "./kit/paired.ts";
import { resultsOf, tell, tellResults, type Result } from "./kit/result.ts";
import { startBenchApi, type BenchApi } from "./overload-house.ts";

/**
 * Three times what the api can serve, by HTTP: pages of searched lists as the browser's batch asks for them, and one in
 * five requests records a payment. The peak is what twelve callers get who wait for their answers; the knee is nine
 * tenths of it, sent at its own times. Sender, api and database share the machine, and three times the requests cost the
 * sender three times as much.
 *   npx pnpm --filter @stead/bench overload [most rounds] [seconds a block]
 */
const mostRounds = Number(process.argv[2] ?? 24);
const seconds = Number(process.argv[3] ?? 4);
const callers = 12;
const connections = 400;
const chance = seededChance(7);

type Book = Record<End, Set<string>>;

type House = { api: BenchApi; pool: Pool; leases: readonly string[]; book: Book };

/** A page of leases, of invoices and of payments of somebody, and who is asking: the batch of a page. */
function askPage({ api, pool }: House) {
  const q = `Tenant ${Math.floor(chance() * 1_000)}`;
  const calls = ["leases.list", "billing.listInvoices", "payments.list", "access.me"];
  const inputs = { 0: { q, limit: 25 }, 1: { q, limit: 25 }, 2: { q, limit: 25 } };
  const input = encodeURIComponent(JSON.stringify(inputs));
  const headers = { cookie: api.cookie, "trpc-accept": "application/jsonl" };
  return pool.request({ path: `/trpc/${calls.join(",")}?batch=1&input=${input}`, method: "GET", headers });
}

function recordPayment({ api, pool, leases }: House, key: string) {
  const body = JSON.stringify({
    leaseId: leases[Math.floor(chance() * leases.length)],
    rail: "cash",
    amountMinor: 100_000,
    currency: "KES",
    receivedOn: new Date().toISOString().slice(0, 10),
    reference: key,
    idempotencyKey: key,
  });
  const headers = { cookie: api.cookie, "content-type": "application/json", origin: "http://127.0.0.1:3000" };
  return pool.request({ path: "/trpc/payments.record", method: "POST", headers, body });
}

async function send(house: House): Promise<End> {
  const key = newId();
  const isPayment = chance() < 0.2;
  const end = await (isPayment ? recordPayment(house, key) : askPage(house)).then(
    async ({ statusCode, body }): Promise<End> => {
      const said = await body.text();
      if (statusCode === 503) return "refused";
      return statusCode === 200 && !said.includes('"error"') ? "good" : "failed";
    },
    (): End => "failed",
  );
  if (isPayment) house.book[end].add(key);
  return end;
}

/** Good answers a second that callers get who each wait for theirs. */
async function peakOf(house: House): Promise<number> {
  const untilMs = performance.now() + seconds * 1_000;
  let good = 0;
  const caller = async () => {
    while (performance.now() < untilMs) if ((await send(house)) === "good") good++;
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return good / seconds;
}

/** What the books say of the payments that were answered, refused, and left without an answer. */
async function auditOf(house: House, databaseUrl: string): Promise<Result[]> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ reference: string; times: number }>(
      "select reference, count(*)::int as times from payments group by reference",
    );
    const booked = new Map(rows.map(({ reference, times }) => [reference, times]));
    const { rows: unbalanced } = await client.query(
      "select journal_id from journal_lines group by journal_id, currency having sum(amount_minor) <> 0",
    );
    const { good, refused, failed } = house.book;
    const lost = [...good].filter((key) => booked.get(key) !== 1).length;
    const begun = [...refused].filter((key) => booked.has(key)).length;
    return [
      {
        what: `payments: ${good.size} answered, ${refused.size} refused, ${failed.size} failed`,
        baseline: "audit by SQL",
        figure: `${lost} lost or doubled, ${begun} refused and yet booked, ${unbalanced.length} unbalanced`,
        goal: "0, 0, 0",
        verdict: lost + begun + unbalanced.length === 0 ? "met" : "missed",
      },
    ];
  });
}

type Load = (perSecond: number) => Promise<OpenLoad>;

/** A load of requests at planned times, and how all of them together ended. */
function openLoad(house: House) {
  const ended = { good: 0, refused: 0, failed: 0, latestMs: 0 };
  const load: Load = async (perSecond) => {
    const seed = chance() * 2 ** 32;
    const found = await sendOpenLoop({ perSecond, seconds, send: () => send(house), seed });
    for (const end of ["good", "refused", "failed"] as const) ended[end] += found.ends[end];
    ended.latestMs = Math.max(ended.latestMs, found.latestMs);
    return found;
  };
  return { ended, load };
}

async function compare(load: Load, knee: number): Promise<Result[]> {
  const figures = ({ goodput, p99Ms }: OpenLoad) => ({ goodput, p99: p99Ms });
  const atKnee: Side<"goodput" | "p99"> = {
    name: "at the knee",
    measure: async () => figures(await load(knee)),
  };
  const above: typeof atKnee = {
    name: "at three times the knee",
    measure: async () => figures(await load(3 * knee)),
    goals: { goodput: { atLeast: 0.95 }, p99: { atMost: 3 } },
  };
  const after: typeof atKnee = {
    name: "at the knee, right after three times",
    measure: async () => {
      await load(3 * knee);
      return figures(await load(knee));
    },
    goals: { goodput: { atLeast: 0.95 } },
  };
  const outcome = await runPaired({
    baseline: atKnee,
    sides: [above, after],
    mostRounds,
    leastRounds: Math.min(12, mostRounds),
    // A time, and of the slowest: it varies more, and its goal is far.
    apart: { p99: 0.3 },
  });
  return resultsOf(outcome, atKnee.name, {
    goodput: (value) => `${value.toFixed(0)} good answers a second`,
    p99: (value) => `p99 ${value.toFixed(0)} ms`,
  });
}

const server = await startBenchServer("overload");
const database = await server.make("overload");
const results = await withClient(database.adminUrl, async (admin) => {
  await fillPortfolio(admin, 1_000);
  const { rows } = await admin.query<{ id: string }>("select id from leases where agency_id = $1", [
    agencyId,
  ]);
  await admin.query("vacuum analyze");
  const api = await startBenchApi(database, admin);
  const pool = new Pool(api.url, { connections, pipelining: 1 });
  const book: Book = { good: new Set(), refused: new Set(), failed: new Set() };
  const house: House = { api, pool, leases: rows.map(({ id }) => id), book };
  await peakOf(house);
  const peak = Math.max(await peakOf(house), await peakOf(house));
  const knee = 0.9 * peak;
  tell(`peak ${peak.toFixed(0)} requests a second, knee ${knee.toFixed(0)}`);
  const { ended, load } = openLoad(house);
  const compared = await compare(load, knee);
  const { good, refused, failed, latestMs } = ended;
  tell(
    `${good} good, ${refused} refused, ${failed} failed; the sender was ${latestMs.toFixed(0)} ms late at most`,
  );
  const audited = await auditOf(house, database.adminUrl);
  await pool.close();
  await api.stop();
  return [...compared, ...audited];
});
await database.drop();
await server.stop();
tellResults(results);
