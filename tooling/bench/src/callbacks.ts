import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { permissions } from "@stead/contracts/permissions";
import { openDb } from "@stead/db/client";
import { openRails } from "@stead/providers/rails/open-rails";
import { makeRails, createRailAccount, getCallbackAddress } from "@stead/services/rails";
import { startProgram } from "@stead/testing/program";
import { Pool } from "undici";
import { startBenchServer, withClient } from "./bench-database.ts";
import { billingContext } from "./billing-context.ts";
import { fillPortfolio } from "./billing-portfolio.ts";
import { mpesaCallback, stripeCallback, type Callback } from "./callback-bodies.ts";
import { sendAll, type Load } from "./callback-load.ts";
import { cpuSecondsOf, meterBackends, sumOf } from "./kit/cpu.ts";
import { runPaired, type Side } from "./kit/paired.ts";
import { resultsOf, tellResults, type Result } from "./kit/result.ts";
import { startScript } from "./started-script.ts";

/**
 * The door of callbacks under load, against a bare route in a process of its own that stores the body in one prepared
 * insert: the api as it runs, the same server, database and number of connections, bodies as M-Pesa and Stripe send
 * them.
 *   npx pnpm --filter @stead/bench callbacks [most rounds] [callbacks a block]
 */
const mostRounds = Number(process.argv[2] ?? 16);
const perBlock = Number(process.argv[3] ?? 1_500);
const levels = [1, 8, 32, 128];
const connections = 10;
const goal = { atMost: 1.5 };

const secrets = { DATA_SECRET: "a secret of the bench that is long enough", signing: "whsec_of_the_bench" };
const publicUrl = "http://127.0.0.1:9";
const directory = mkdtempSync(path.join(tmpdir(), "stead-callbacks-"));
const server = await startBenchServer("callbacks");
const database = await server.make("callbacks");
await withClient(database.adminUrl, async (client) => {
  await fillPortfolio(client, 50);
  await client.query(`
    create table bare_callbacks (id bigint generated always as identity primary key, body bytea not null, received_at timestamptz not null default now());
    grant insert on bare_callbacks to stead_system`);
});

/** The paths of the door for an account of each rail. */
async function openAccounts(): Promise<{ mpesa: string; stripe: string }> {
  const db = openDb({ connectionString: database.appUrl, min: 0, max: 2 });
  const opened = openRails({ baseUrls: {}, allowedAddresses: ["127.0.0.1"] });
  const rails = makeRails(opened, { dataSecret: secrets.DATA_SECRET, publicUrl });
  const ctx = { ...billingContext(db, Date.now()), permissions: new Set(permissions), rails };
  const open = async (rail: "mpesa" | "stripe", account: string, settings: Record<string, string>) => {
    const input = { rail, account, label: rail, currency: "KES", refusesUnknown: false, settings };
    const { id } = await createRailAccount({ ctx, input });
    const { url } = await getCallbackAddress({ ctx, input: { id } });
    return url.slice(`${publicUrl}/api`.length);
  };
  const keys = { kind: "paybill", consumerKey: "k", consumerSecret: "s", passkey: "p" };
  const stripe = { secretKey: "sk_test_bench", webhookSecrets: secrets.signing };
  const paths = {
    mpesa: await open("mpesa", "600966", keys),
    stripe: await open("stripe", "acct_1Bench0000001", stripe),
  };
  await Promise.all([opened.close(), db.close()]);
  return paths;
}

const paths = await openAccounts();
const api = startProgram(path.resolve(import.meta.dirname, "../../../apps/api/src/server.ts"), {
  env: {
    NODE_ENV: "production",
    PORT: "0",
    DATABASE_URL: database.appUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    AUTH_SECRET: "a secret of the bench that is long enough",
    DATA_SECRET: secrets.DATA_SECRET,
    PUBLIC_URL: publicUrl,
    MPESA_ADDRESSES: "127.0.0.1",
    STORAGE_DIR: directory,
  },
});
const bare = await startScript("bare-callbacks.ts", database.systemUrl, String(connections));
const apiUrl = await api.says(/"url":"([^"]+)","msg":"api listens"/);

const toBare = ({ headers, body }: Callback): Callback => ({ path: "/callbacks", headers, body });
const rails = {
  mpesa: {
    ours: { url: apiUrl, pid: api.pid, make: () => mpesaCallback(paths.mpesa) },
    bare: { url: bare.url, pid: bare.pid, make: () => toBare(mpesaCallback("")) },
  },
  stripe: {
    ours: { url: apiUrl, pid: api.pid, make: () => stripeCallback(paths.stripe, secrets.signing) },
    bare: { url: bare.url, pid: bare.pid, make: () => toBare(stripeCallback("", "")) },
  },
};
type Door = { url: string; pid: number; make: () => Callback };

const results = await withClient(database.adminUrl, async (client) => {
  const backends = meterBackends(client, database.name);
  const measure = async ({ url, pid, make }: Door, atOnce: number, count: number): Promise<Load> => {
    const pool = new Pool(url, { connections: atOnce, pipelining: 1 });
    const callbacks = Array.from({ length: count }, make);
    const meter = sumOf(() => cpuSecondsOf(pid), backends);
    try {
      return await sendAll(pool, callbacks, { atOnce, meter });
    } finally {
      await pool.close();
    }
  };
  const found: Result[] = [];
  for (const { ours, bare: baseline } of Object.values(rails))
    for (const door of [ours, baseline]) await measure(door, 32, 4_000);
  for (const atOnce of levels) {
    const count = Math.min(perBlock, Math.max(300, atOnce * 200));
    for (const [rail, doors] of Object.entries(rails)) {
      const side = (name: string, door: Door): Side<keyof Load> => ({
        name: `${name}, ${rail}, ${atOnce} at once`,
        measure: () => measure(door, atOnce, count),
      });
      const baseline = side("the bare route", doors.bare);
      const outcome = await runPaired({
        baseline,
        sides: [{ ...side("the door", doors.ours), goals: { p99: goal } }],
        mostRounds,
        leastRounds: Math.min(12, mostRounds),
        // Times and rates wait for the disk and for others on the machine.
        apart: { p99: 0.2, rate: 0.15 },
      });
      found.push(
        ...resultsOf(outcome, baseline.name, {
          p99: (value) => `p99 ${value.toFixed(2)} ms`,
          rate: (value) => `${value.toFixed(0)} a second`,
          cpu: (value) => `${value.toFixed(0)} µs of CPU each`,
        }),
      );
    }
  }
  return found;
});
await api.end("SIGTERM");
bare.stop();
await server.stop();
rmSync(directory, { recursive: true });
tellResults(results);
