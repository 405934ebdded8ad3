import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { newId } from "@stead/kernel/ids";
import { cloneDatabase, type TestDatabase } from "@stead/testing/database";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { password, publicUrl } from "./test-api.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.drop());

function start(variables: Record<string, string> = {}): ChildProcess & {
  stdout: NonNullable<ChildProcess["stdout"]>;
  stderr: NonNullable<ChildProcess["stderr"]>;
} {
  const env = {
    DATABASE_URL: database.appUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    AUTH_SECRET: "a secret of tests that is long enough",
    DATA_SECRET: "another secret of tests, long enough",
    PUBLIC_URL: publicUrl,
    PORT: "0",
    ...variables,
  };
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "server.ts")], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function urlOf(child: ReturnType<typeof start>): Promise<string> {
  for await (const line of createInterface(child.stdout)) {
    const url = /"url":"([^"]+)"/.exec(line)?.[1];
    if (url === undefined) continue;
    child.stdout.resume();
    return url;
  }
  throw new Error("the api ended before it listened");
}

async function anOwner(url: string): Promise<string> {
  const post = (target: string, body: object, cookie = "") =>
    fetch(`${url}${target}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: publicUrl, cookie },
      body: JSON.stringify(body),
    });
  const signedUp = await post("/auth/sign-up/email", {
    name: "A",
    email: `${newId()}@example.org`,
    password,
  });
  const cookie = signedUp.headers
    .getSetCookie()
    .map((line) => line.split(";", 1).join())
    .join("; ");
  await post(
    "/trpc/access.createAgency",
    { name: "A", currency: "KES", timeZone: "Africa/Nairobi", country: "KE" },
    cookie,
  );
  return cookie;
}

test("says all that is wrong with its settings, and does not start", async () => {
  const child = start({ DATABASE_URL: "", AUTH_SECRET: "short", PORT: "http" });
  const [complaint, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  expect(code).toBe(1);
  expect(complaint).toContain("DATABASE_URL: it is not set");
  expect(complaint).toContain("AUTH_SECRET: it is a hidden value");
  expect(complaint).toMatch(/PORT: it is "http"/);
  expect(complaint).not.toContain("short\n");
});

test("its health port tells what it counted, by route and never by what stood in its place", async () => {
  const child = start({ HEALTH_PORT: "0" });
  const urls = new Map<string, string>();
  for await (const line of createInterface(child.stdout)) {
    const [, url, who] = /"url":"([^"]+)","msg":"(\w+) listens"/.exec(line) ?? [];
    if (url !== undefined && who !== undefined) urls.set(who, url);
    if (urls.size === 2) break;
  }
  child.stdout.resume();
  const [api = "", health = ""] = [urls.get("api"), urls.get("health")];
  expect((await fetch(`${health}/readyz`)).status).toBe(200);
  await (await fetch(`${api}/webhooks/bank/a-secret-that-nobody-gave`, { method: "POST" })).text();
  await vi.waitFor(async () => {
    const metrics = await (await fetch(`${health}/metrics`)).text();
    expect(metrics).toContain(
      'stead_http_request_seconds_count{route="/webhooks/:door/:secret",method="POST",status="404"} 1',
    );
    expect(metrics).toMatch(/stead_query_seconds_count\{query="door_account",lane="sql"\} 1/);
    expect(metrics).not.toContain("a-secret-that-nobody-gave");
  });
  expect((await fetch(`${api}/metrics`)).status).toBe(404);
});

test("a running request is answered before it stops; new ones are not taken", async () => {
  const child = start();
  const url = await urlOf(child);
  const cookie = await anOwner(url);
  const holder = new pg.Client({ connectionString: database.adminUrl });
  await holder.connect();
  await holder.query("begin");
  await holder.query("lock table invoices in access exclusive mode");
  const running = fetch(`${url}/trpc/agency.progress`, { headers: { cookie } });
  await vi.waitFor(async () => {
    const { rowCount } = await holder.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    expect(rowCount).toBe(1);
  });
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await vi.waitFor(() => expect(fetch(`${url}/livez`)).rejects.toThrow("fetch failed"));
  await holder.end();
  expect((await running).status).toBe(200);
  expect(await exited).toEqual([0, null]);
});

test("what does not end in time is broken off", async () => {
  const child = start({ DRAIN_SECONDS: "1" });
  const url = await urlOf(child);
  const cookie = await anOwner(url);
  const holder = new pg.Client({ connectionString: database.adminUrl });
  await holder.connect();
  onTestFinished(() => holder.end());
  await holder.query("begin");
  await holder.query("lock table invoices in access exclusive mode");
  const running = fetch(`${url}/trpc/agency.progress`, { headers: { cookie } }).catch(() => "broken off");
  await vi.waitFor(async () => {
    const { rowCount } = await holder.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    expect(rowCount).toBe(1);
  });
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  expect(await running).toBe("broken off");
  expect(await exited).toEqual([0, null]);
});
