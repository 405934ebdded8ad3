import { createSteadClient } from "@stead/client";
import pg from "pg";
import { startApi } from "./api-process.ts";
import { startBenchServer } from "./bench-database.ts";
import { runPaired } from "./kit/paired.ts";
import { resultsOf, tellResults } from "./kit/result.ts";
import { medianOf } from "./statistics.ts";

/**
 * How long a fast call waits in one request with eight others and one of two seconds, against the same call alone: through
 * the client, whose window both pay. The slow one waits in the database for a lock.
 *   npx pnpm --filter @stead/bench slow-neighbour [most rounds]
 */
const mostRounds = Number(process.argv[2] ?? 24);
const slowMs = 2_000;
const fastCalls = 9;

const server = await startBenchServer("bench-slow-neighbour");
const database = await server.make("slow_neighbour");
const { program, url, cookie } = await startApi(database, true);
let requests = 0;
const counted: typeof fetch = (input, init) => {
  requests++;
  return fetch(input, init);
};
const client = createSteadClient({ url, headers: { cookie }, fetch: counted });
const holder = new pg.Client({ connectionString: database.adminUrl });
await holder.connect();

const timed = async (call: () => Promise<unknown>) => {
  const startedMs = performance.now();
  await call();
  return performance.now() - startedMs;
};
const fast = () => timed(() => client.access.me.query());
const fasts = () => Array.from({ length: fastCalls }, fast);

const alone = "a fast call alone";
const outcome = await runPaired({
  baseline: {
    name: alone,
    measure: async () => {
      const times: number[] = [];
      for (let at = 0; at < 40; at++) times.push(await fast());
      return { ms: medianOf(times) };
    },
  },
  sides: [
    {
      name: "the slowest of 9 fast calls beside one of 2 s",
      measure: async () => {
        const before = requests;
        await holder.query("begin");
        await holder.query("lock table invoices in access exclusive mode");
        const released = new Promise((resolve) => {
          setTimeout(() => resolve(holder.query("commit")), slowMs);
        });
        // The slow one is the first of the ten, and the request leaves with the last.
        const slow = client.agency.progress.query();
        const times = await Promise.all(fasts());
        await released;
        await slow;
        if (requests !== before + 1) throw new Error("the calls did not travel together");
        return { ms: Math.max(...times) };
      },
      goals: { ms: { atMost: 1.2 } },
    },
    {
      name: "the slowest of 9 fast calls beside each other",
      measure: async () => {
        const times: number[] = [];
        for (let at = 0; at < 20; at++) times.push(Math.max(...(await Promise.all(fasts()))));
        return { ms: medianOf(times) };
      },
    },
  ],
  mostRounds,
});
await program.end("SIGTERM");
await holder.end();
await database.drop();
await server.stop();
tellResults(resultsOf(outcome, alone, { ms: (ms) => `${ms.toFixed(1)} ms` }));
