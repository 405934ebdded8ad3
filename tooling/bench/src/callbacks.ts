import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { permissions } from "@stead/contracts/permissions";
import { openDb } from "@stead/db/client";
import { openRails } from "@stead/providers/rails/open-rails";
import { makeRails, createRailAccount, getCallbackAddress } from "@stead/services/rails";
import { startProgram } from "@stead/testing/program";
import { Pool } from "undici";
import { backendCpuSeconds } from "./backend-cpu.ts";
import { startBenchServer, withClient } from "./bench-database.ts";
import { billingContext } from "./billing-context.ts";
import { fillPortfolio } from "./billing-portfolio.ts";
import { mpesaCallback, stripeCallback, type Callback } from "./callback-bodies.ts";
import { cpuSecondsOf, sendAll, type Load } from "./callback-load.ts";
import { startScript } from "./started-script.ts";
import { medianOf } from "./statistics.ts";

/**
 * The door of callbacks under load, against a bare route in a process of its own that stores the body in one prepared
 * insert: the api as it runs, the same server, database and number of connections, bodies as M-Pesa and Stripe send
 * them, in turns. Ratios of the 99th percentile and of the rate, round by round, with an A/A row.
 *   npx pnpm --filter @stead/bench callbacks [rounds] [callbacks a round]
 */
const rounds = Number(process.argv[2] ?? 12);
const perRound = Number(process.argv[3] ?? 1_500);
const levels = [1, 8, 32, 128];
const connections = 10;
const goal = 1.5;

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
const subjects = {
  mpesa: { url: apiUrl, pid: api.pid, make: () => mpesaCallback(paths.mpesa) },
  "bare-mpesa": { url: bare.url, pid: bare.pid, make: () => toBare(mpesaCallback("")) },
  "again-mpesa": { url: bare.url, pid: bare.pid, make: () => toBare(mpesaCallback("")) },
  stripe: { url: apiUrl, pid: api.pid, make: () => stripeCallback(paths.stripe, secrets.signing) },
  "bare-stripe": { url: bare.url, pid: bare.pid, make: () => toBare(stripeCallback("", "")) },
};
type Subject = keyof typeof subjects;
const names = Object.keys(subjects) as Subject[];

/** The median of ratios, with the interval that their order gives it (95 of 100). */
function summary(ratios: readonly number[]): string {
  const sorted = ratios.toSorted((left, right) => left - right);
  const reach = 0.98 * Math.sqrt(sorted.length);
  const low = sorted[Math.max(0, Math.floor(sorted.length / 2 - reach))] ?? 0;
  const high = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length / 2 + reach))] ?? 0;
  return `${medianOf(ratios).toFixed(2)}x (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

let isMet = true;
await withClient(database.adminUrl, async (client) => {
  const measure = async (name: Subject, atOnce: number, count: number): Promise<Load> => {
    const { url, pid, make } = subjects[name];
    const pool = new Pool(url, { connections: atOnce, pipelining: 1 });
    const callbacks = Array.from({ length: count }, make);
    const cpuSeconds = async () => cpuSecondsOf(pid) + (await backendCpuSeconds(client, database.name));
    try {
      return await sendAll(pool, callbacks, { atOnce, cpuSeconds });
    } finally {
      await pool.close();
    }
  };
  for (const name of names) await measure(name, 32, 4_000);
  for (const atOnce of levels) {
    const count = Math.min(perRound, Math.max(300, atOnce * 200));
    const turns: Record<Subject, Load>[] = [];
    for (let turn = 0; turn < rounds; turn++) {
      const turned = {} as Record<Subject, Load>;
      for (const name of turn % 2 === 0 ? names : names.toReversed())
        turned[name] = await measure(name, atOnce, count);
      turns.push(turned);
    }
    const told = (name: Subject, figure: keyof Load) => medianOf(turns.map((turn) => turn[name][figure]));
    const ratio = (name: Subject, base: Subject, figure: keyof Load) =>
      turns.map((turn) => turn[name][figure] / turn[base][figure]);
    console.log(`${atOnce} at once, ${rounds} rounds of ${count}:`);
    for (const name of names)
      console.log(
        `  ${name.padEnd(12)} p50 ${told(name, "p50Ms").toFixed(2)} ms, p99 ${told(name, "p99Ms").toFixed(2)} ms,` +
          ` ${told(name, "rate").toFixed(0)}/s, CPU ${told(name, "cpuMs").toFixed(3)} ms`,
      );
    for (const rail of ["mpesa", "stripe"] as const) {
      const p99s = ratio(rail, `bare-${rail}`, "p99Ms");
      if (medianOf(p99s) > goal) isMet = false;
      console.log(
        `  ${rail}: p99 ${summary(p99s)}, rate ${summary(ratio(rail, `bare-${rail}`, "rate"))},` +
          ` CPU ${summary(ratio(rail, `bare-${rail}`, "cpuMs"))}`,
      );
    }
    console.log(`  A/A: p99 ${summary(ratio("again-mpesa", "bare-mpesa", "p99Ms"))}`);
  }
});
console.log(`goal: p99 at most ${goal}x at every level: ${isMet ? "met" : "missed"}`);
await api.end("SIGTERM");
bare.stop();
await server.stop();
rmSync(directory, { recursive: true });
process.exitCode = isMet ? 0 : 1;
