import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { prepareDatabase } from "@stead/db/bootstrap";
import { joinServer } from "@stead/testing/server";
import { testPasswords } from "@stead/testing/template";
import pg from "pg";
import { medianOf } from "./statistics.ts";

/** How late the api's event loop turns while sixteen people sign in at once, against the same process at rest. */
const people = 16;
const rounds = 24;
const restMs = 500;
const goal = 2;
const password = "a long enough password";
const publicUrl = "http://127.0.0.1:3000";
const root = path.resolve(import.meta.dirname, "../../..");

type Delay = {
  name: string;
  samples: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  finePercentile99Ms: number;
};

async function startApi(appUrl: string, systemUrl: string): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(path.join(root, "apps/api/src/server.ts"), {
    execArgv: ["--import", path.join(import.meta.dirname, "event-loop-probe.ts")],
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    env: {
      DATABASE_URL: appUrl,
      DATABASE_SYSTEM_URL: systemUrl,
      AUTH_SECRET: "a secret of a benchmark that is long enough",
      DATA_SECRET: "another secret of a benchmark, long enough",
      PUBLIC_URL: publicUrl,
      PORT: "0",
      SIGN_IN_LIMIT_PER_MINUTE: "100000",
    },
  });
  if (child.stdout === null) throw new Error("the api has no output");
  for await (const line of createInterface(child.stdout)) {
    const url = /"url":"([^"]+)"/.exec(line)?.[1];
    if (url === undefined) continue;
    child.stdout.resume();
    return { child, url };
  }
  throw new Error("the api ended before it listened");
}

/** Counts the time of some work into a series of the probe. */
async function counted(child: ChildProcess, name: string, work: () => Promise<unknown>): Promise<void> {
  child.send(name);
  await work();
  child.send("off");
}

async function tellSeries(child: ChildProcess): Promise<Delay[]> {
  child.send("tell");
  const [series] = (await once(child, "message")) as [Delay[]];
  return series;
}

async function post(url: string, body: object): Promise<number> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", origin: publicUrl },
    body: JSON.stringify(body),
  });
  await answer.arrayBuffer();
  return answer.status;
}

function show({ name, samples, p50Ms, p99Ms, maxMs, finePercentile99Ms }: Delay): void {
  const figures = [
    `${samples} samples`,
    `p50 ${p50Ms.toFixed(1)}`,
    `p99 ${p99Ms.toFixed(1)}`,
    `max ${maxMs.toFixed(1)}`,
    `p99 sampled each ms ${finePercentile99Ms.toFixed(1)}`,
  ];
  console.log(`${name.padEnd(24)} ${figures.join("   ")} (ms)`);
}

const server = await joinServer();
const database = `stead_bench_sign_in_${process.pid}`;
const urls = await prepareDatabase(server.adminUrl, { database, passwords: testPasswords });
const { child, url } = await startApi(urls.appUrl, urls.systemUrl);
try {
  const addresses = Array.from({ length: people }, (_, index) => `person${index}@example.org`);
  for (const email of addresses)
    await post(`${url}/auth/sign-up/email`, { name: "A Person", email, password });
  const signInAll = () =>
    Promise.all(addresses.map((email) => post(`${url}/auth/sign-in/email`, { email, password })));
  await signInAll();
  await wait(1_000);

  // In turns, so that what else the machine does falls on both.
  const durationsMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await counted(child, "at rest", () => wait(restMs));
    await counted(child, "sixteen at once", async () => {
      const startedMs = performance.now();
      const statuses = await signInAll();
      durationsMs.push(performance.now() - startedMs);
      if (statuses.some((status) => status !== 200))
        throw new Error(`sign-ins answered ${statuses.join(", ")}`);
    });
  }
  const [idle, busy] = await tellSeries(child);
  if (idle === undefined || busy === undefined) throw new Error("the probe told too little");
  show(idle);
  show(busy);
  const ratio = busy.p99Ms / idle.p99Ms;
  console.log(`${people} sign-ins take ${medianOf(durationsMs).toFixed(0)} ms (median of ${rounds} rounds)`);
  console.log(
    `event-loop delay p99: ${ratio.toFixed(2)}x of rest; goal at most ${goal.toFixed(1)}x: ${ratio <= goal ? "met" : "missed"}`,
  );
  process.exitCode = ratio <= goal ? 0 : 1;
} finally {
  child.kill("SIGTERM");
  await once(child, "exit");
  const admin = new pg.Client({ connectionString: server.adminUrl });
  await admin.connect();
  await admin.query(`drop database if exists ${database} with (force)`);
  await admin.end();
  await server.leave();
}
