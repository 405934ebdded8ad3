import { createTRPCClient, httpBatchStreamLink, httpLink } from "@trpc/client";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import type { AppRouter } from "./router.ts";
import { publicUrl, startTestApi, type Browser, type TestApi } from "./test-api.ts";

let api: TestApi;
let owner: Browser;
beforeAll(async () => {
  api = await startTestApi({ CALLS_AT_ONCE: "1" });
  owner = await api.person("owner@example.org");
  await owner.rpc.access.createAgency.mutate({
    name: "Kilimani Lettings",
    currency: "KES",
    timeZone: "Africa/Nairobi",
    country: "KE",
  });
});
afterAll(() => api.close());

/** Lets the only place be taken by a call that waits for a row; answers how to let it go on. */
async function holdThePlace(): Promise<() => Promise<void>> {
  const holder = new pg.Client({ connectionString: api.database.adminUrl });
  await holder.connect();
  await holder.query("begin");
  await holder.query("lock table invoices in access exclusive mode");
  const running = owner.rpc.agency.progress.query();
  await vi.waitFor(async () => {
    const { rows } = await holder.query("select from pg_locks where not granted");
    expect(rows).toHaveLength(1);
  });
  let isHeld = true;
  const release = async () => {
    if (!isHeld) return;
    isHeld = false;
    await holder.end();
    await running;
  };
  onTestFinished(release);
  return release;
}

const headers = () => ({ cookie: owner.cookie(), origin: publicUrl });
const rename = (name: string) =>
  fetch(`${api.url}/trpc/agency.update`, {
    method: "POST",
    headers: { ...headers(), "content-type": "application/json" },
    body: JSON.stringify({ version: 1, name }),
  });

test("what comes too much is told to come again, nothing of it is done, and the next calls are served", async () => {
  const release = await holdThePlace();
  const answer = await rename("Half Done Lettings");
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toBe("1");
  expect(await answer.json()).toMatchObject({
    error: {
      data: {
        code: "SERVICE_UNAVAILABLE",
        httpStatus: 503,
        stead: {
          code: "UNAVAILABLE",
          message: "too many calls at once; nothing was done, try again in a moment",
          details: { retryAfterMs: 1_000 },
          requestId: answer.headers.get("x-request-id"),
        },
      },
    },
  });
  await release();
  expect((await owner.rpc.agency.get.query()).name).toBe("Kilimani Lettings");
  expect((await rename("Kilimani Homes")).status).toBe(200);
});

test("stock clients of single calls and of streamed batches understand the refusal", async () => {
  await holdThePlace();
  const url = `${api.url}/trpc`;
  for (const link of [httpLink({ url, headers }), httpBatchStreamLink({ url, headers })]) {
    const client = createTRPCClient<AppRouter>({ links: [link] });
    await expect(client.agency.get.query()).rejects.toMatchObject({
      data: { code: "SERVICE_UNAVAILABLE", stead: { code: "UNAVAILABLE" } },
    });
  }
});

test("health, sign-in and callbacks answer while calls are refused", async () => {
  await holdThePlace();
  expect((await fetch(`${api.url}/livez`)).status).toBe(200);
  expect((await fetch(`${api.url}/readyz`)).status).toBe(200);
  expect(
    (await api.browser().post("/auth/sign-in/email", { email: "a@example.org", password: "x" })).status,
  ).toBe(401);
  expect((await fetch(`${api.url}/webhooks/mpesa/nobody/x`, { method: "POST", body: "{}" })).status).not.toBe(
    503,
  );
});

test("a caller who goes while waiting takes no place", async () => {
  const release = await holdThePlace();
  const leaving = new AbortController();
  const waiting = fetch(`${api.url}/trpc/agency.get`, { headers: headers(), signal: leaving.signal });
  leaving.abort();
  await expect(waiting).rejects.toThrow("aborted");
  await release();
  expect((await owner.rpc.agency.get.query()).currency).toBe("KES");
});
