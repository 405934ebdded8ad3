import http from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { createTRPCClient, httpBatchStreamLink } from "@trpc/client";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import type { AppRouter } from "./router.ts";
import { startTestApi, type Browser, type TestApi } from "./test-api.ts";

let api: TestApi;
let owner: Browser;
beforeAll(async () => {
  api = await startTestApi();
  owner = await api.person("owner@example.org");
  await owner.rpc.access.createAgency.mutate({
    name: "Kilimani Lettings",
    currency: "KES",
    timeZone: "Africa/Nairobi",
    country: "KE",
  });
});
afterAll(() => api.close());

function call(path: string, headers: Record<string, string> = {}, init: RequestInit = {}): Promise<Response> {
  return fetch(`${api.url}${path}`, { ...init, headers: { cookie: owner.cookie(), ...headers } });
}

async function errorOf(answer: Response): Promise<Record<string, unknown>> {
  const body = (await answer.json()) as { error?: { data: { stead: Record<string, unknown> } } } & Record<
    string,
    unknown
  >;
  return body.error?.data.stead ?? body;
}

/** Holds the table that only `agency.progress` reads. */
async function holdProgress(): Promise<() => Promise<void>> {
  const holder = new pg.Client({ connectionString: api.database.adminUrl });
  await holder.connect();
  await holder.query("begin");
  await holder.query("lock table invoices in access exclusive mode");
  let isHeld = true;
  const release = async () => {
    if (isHeld) await holder.end();
    isHeld = false;
  };
  onTestFinished(release);
  return release;
}

test("ten calls of a request are taken, eleven refused with what to do", async () => {
  const batch = (count: number) =>
    call(`/trpc/${Array.from({ length: count }, () => "agency.get").join(",")}?batch=1&input={}`);
  const ten = await batch(10);
  expect(ten.status).toBe(200);
  expect(await ten.json()).toHaveLength(10);
  const eleven = await batch(11);
  expect(eleven.status).toBe(400);
  expect(await errorOf(eleven)).toMatchObject({
    code: "INVALID",
    message: "a request carries at most 10 calls; send the others in another one",
  });
});

test("a batch asks who calls once, whatever it holds", async () => {
  const names: string[] = [];
  const stop = api.container.seams.on("query", ({ name }) => names.push(name));
  onTestFinished(stop);
  await call(`/trpc/${Array.from({ length: 8 }, () => "agency.get").join(",")}?batch=1&input={}`);
  expect(names.filter((name) => name === "identity_by_session")).toHaveLength(1);
  expect(names.filter((name) => name === "agency_get")).toHaveLength(8);
  expect(names).toHaveLength(9);
});

test("the stock streaming link works: a quick call does not wait for a slow one", async () => {
  const release = await holdProgress();
  const client = createTRPCClient<AppRouter>({
    links: [httpBatchStreamLink({ url: `${api.url}/trpc`, headers: { cookie: owner.cookie() } })],
  });
  const slow = client.agency.progress.query();
  expect((await client.agency.get.query()).currency).toBe("KES");
  expect(await Promise.race([slow.then(() => "answered"), wait(50, "waiting")])).toBe("waiting");
  await release();
  expect((await slow).memberCount).toBe(1);
});

test("a caller who leaves ends the statement", async () => {
  await holdProgress();
  const waiting = async () => {
    const [row] = await api.arrange.query<{ count: number }>(
      "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return row?.count;
  };
  const leaving = new AbortController();
  const left = call("/trpc/agency.progress", {}, { signal: leaving.signal }).catch((error: unknown) => error);
  await vi.waitFor(async () => expect(await waiting()).toBe(1));
  leaving.abort();
  await left;
  await vi.waitFor(async () => expect(await waiting()).toBe(0));
});

test("a request ends at its time limit", async () => {
  const own = await startTestApi({ REQUEST_TIMEOUT_SECONDS: "1" });
  onTestFinished(() => own.close());
  const person = await own.person("a@example.org");
  await person.rpc.access.createAgency.mutate({
    name: "A",
    currency: "KES",
    timeZone: "Africa/Nairobi",
    country: "KE",
  });
  const holder = new pg.Client({ connectionString: own.database.adminUrl });
  await holder.connect();
  await holder.query("begin");
  await holder.query("lock table invoices in access exclusive mode");
  await expect(person.rpc.agency.progress.query()).rejects.toMatchObject({
    data: { httpStatus: 408, stead: { code: "TIMEOUT" } },
  });
  await holder.end();
});

test("each answer tells its request's id: the caller's when it is one, else a new one", async () => {
  expect(
    (await call("/trpc/agency.get", { "x-request-id": "from-a-browser-1" })).headers.get("x-request-id"),
  ).toBe("from-a-browser-1");
  const replaced = (await call("/trpc/agency.get", { "x-request-id": "bad id\t" })).headers.get(
    "x-request-id",
  );
  expect(replaced).toMatch(/^[0-9a-f-]{36}$/);
  const failed = await call("/trpc/agency.nothing", { "x-request-id": "from-a-browser-2" });
  expect(await errorOf(failed)).toMatchObject({ code: "NOT_FOUND", requestId: "from-a-browser-2" });
});

test("a caller who is refused gets the id as well, for each call", async () => {
  const answer = await fetch(`${api.url}/trpc/agency.get,agency.get?batch=1&input={}`, {
    headers: { "x-api-key": "stead_bad", "x-request-id": "with-a-bad-key" },
  });
  expect(await answer.json()).toMatchObject(
    Array.from({ length: 2 }, () => ({
      error: { data: { stead: { code: "UNAUTHENTICATED", requestId: "with-a-bad-key" } } },
    })),
  );
});

test("the id of a request reaches the trail", async () => {
  const { version } = await owner.rpc.agency.get.query();
  await call(
    "/trpc/agency.update",
    { "content-type": "application/json", "x-request-id": "who-changed-it" },
    { method: "POST", body: JSON.stringify({ version, locale: "en-KE" }) },
  );
  const [entry] = (await owner.rpc.audit.list.query({})).items;
  expect(entry).toMatchObject({ action: "agency.updated", requestId: "who-changed-it" });
});

test("wrong input names its fields, rules and what to do", async () => {
  const answer = await call(
    "/trpc/contacts.create",
    { "content-type": "application/json" },
    { method: "POST", body: JSON.stringify({ name: "", email: "nope" }) },
  );
  expect(answer.status).toBe(400);
  expect(await errorOf(answer)).toMatchObject({
    code: "INVALID",
    fields: [
      { path: "name", rule: "too_small", message: "this must not be empty" },
      { path: "email", rule: "invalid_format", message: "write an e-mail address, as name@example.org" },
    ],
  });
});

test("an unknown failure tells its id and nothing else", async () => {
  await api.arrange.query("alter table units rename to units_away");
  const answer = await call("/trpc/agency.progress");
  await api.arrange.query("alter table units_away rename to units");
  const text = await answer.clone().text();
  expect(answer.status).toBe(500);
  expect(await errorOf(answer)).toMatchObject({
    code: "INTERNAL",
    message: "something went wrong on our side; tell the operator the request id",
    fields: [],
    details: {},
  });
  expect(text).not.toMatch(/units|relation|select|\.ts/);
});

test("bodies that are too large, no JSON or of another kind are refused clearly", async () => {
  const post = (body: string, type = "application/json") =>
    call("/trpc/contacts.create", { "content-type": type }, { method: "POST", body });
  const large = await post(JSON.stringify({ name: "x".repeat(1_100_000) }));
  expect([large.status, (await errorOf(large))["code"]]).toEqual([413, "TOO_LARGE"]);
  const broken = await post("{ name");
  expect([broken.status, (await errorOf(broken))["code"]]).toEqual([400, "INVALID"]);
  const form = await post("name=x", "application/x-www-form-urlencoded");
  expect([form.status, (await errorOf(form))["code"]]).toEqual([400, "INVALID"]);
});

test("a change cannot be asked for by an address alone", async () => {
  const answer = await call(
    `/trpc/agency.update?input=${encodeURIComponent(JSON.stringify({ version: 1 }))}`,
  );
  expect(answer.status).toBe(405);
});

test("answers carry strict headers and are not kept", async () => {
  const { headers } = await call("/trpc/agency.progress");
  expect(Object.fromEntries(headers)).toMatchObject({
    "content-security-policy": "default-src 'none';frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
  });
  expect(headers.get("server")).toBeNull();
  expect(headers.get("x-powered-by")).toBeNull();
});

test("too many requests of one caller are refused, others go on", async () => {
  const own = await startTestApi({ RATE_LIMIT_PER_MINUTE: "10" });
  onTestFinished(() => own.close());
  const ask = (key: string) =>
    fetch(`${own.url}/trpc/agency.get`, { headers: { authorization: `Bearer ${key}` } });
  const statuses = await Promise.all(Array.from({ length: 12 }, async () => (await ask("one")).status));
  expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  expect((await ask("another")).status).toBe(401);
  expect(await errorOf(await ask("one"))).toMatchObject({ code: "TOO_MANY" });
});

test("a database that lacks a migration makes the process live but not ready", async () => {
  expect((await fetch(`${api.url}/readyz`)).status).toBe(200);
  await api.arrange.query(
    "update _prisma_migrations set rolled_back_at = now() where migration_name like '%_readiness'",
  );
  expect([(await fetch(`${api.url}/livez`)).status, (await fetch(`${api.url}/readyz`)).status]).toEqual([
    200, 503,
  ]);
  await api.arrange.query("update _prisma_migrations set rolled_back_at = null");
  expect((await fetch(`${api.url}/readyz`)).status).toBe(200);
});

test("each call is told at the seam, with its code, time and agency", async () => {
  const told: object[] = [];
  onTestFinished(api.container.seams.on("procedure", (event) => told.push(event)));
  await owner.rpc.agency.get.query();
  await owner.rpc.contacts.get.query({ id: "01a200cb-862c-7407-ae4d-be4980679ecd" }).catch(() => {});
  expect(told).toMatchObject([
    {
      path: "agency.get",
      type: "query",
      code: "OK",
      durationMs: expect.any(Number),
      agencyId: expect.any(String),
    },
    { path: "contacts.get", code: "NOT_FOUND" },
  ]);
});

test("a header block that is too large is answered, not crashed on", async () => {
  const status = await new Promise((resolve) => {
    http
      .get(`${api.url}/livez`, { headers: { "x-filler": "x".repeat(20_000) } }, (answer) =>
        resolve(answer.statusCode),
      )
      .on("error", () => resolve("closed"));
  });
  expect([431, "closed"]).toContain(status);
  expect((await fetch(`${api.url}/livez`)).status).toBe(200);
});

test("what may be kept is asked for again, and told anew when it or who asks has changed", async () => {
  const first = await call("/trpc/agency.get");
  const tag = first.headers.get("etag") ?? "";
  expect([first.headers.get("cache-control"), tag.startsWith('W/"')]).toEqual(["private, no-cache", true]);
  const again = () => call("/trpc/agency.get", { "if-none-match": tag });
  expect([(await again()).status, await (await again()).text()]).toEqual([304, ""]);
  const { version } = await owner.rpc.agency.get.query();
  await owner.rpc.agency.update.mutate({ version, name: "Kileleshwa Lettings" });
  const changed = await again();
  expect([changed.status, await changed.json()]).toMatchObject([
    200,
    { result: { data: { name: "Kileleshwa Lettings" } } },
  ]);
  const other = await api.person("another-owner@example.org");
  const signedOut = await fetch(`${api.url}/trpc/agency.get`, { headers: { "if-none-match": tag } });
  const elsewhere = await fetch(`${api.url}/trpc/agency.get`, {
    headers: { "if-none-match": tag, cookie: other.cookie() },
  });
  expect([signedOut.status, elsewhere.status]).toEqual([401, 403]);
  expect(signedOut.headers.get("cache-control")).toBe("no-store");
});

test("a list that nobody changed is not sent twice, and one of narrower sight has its own tag", async () => {
  const path = `/trpc/contacts.list?input=${encodeURIComponent(JSON.stringify({ limit: 10 }))}`;
  const tag = (await call(path)).headers.get("etag") ?? "";
  expect((await call(path, { "if-none-match": tag })).status).toBe(304);
  const { key } = await owner.rpc.access.createApiKey.mutate({
    name: "Contacts",
    permissions: ["contacts:read"],
  });
  const byKey = await fetch(`${api.url}${path}`, { headers: { "x-api-key": key, "if-none-match": tag } });
  expect([byKey.status, byKey.headers.get("etag") === tag]).toEqual([200, false]);
  await owner.rpc.contacts.create.mutate({ name: "Amina Otieno", roles: ["tenant"] });
  expect((await call(path, { "if-none-match": tag })).status).toBe(200);
});

test("the offer of plans is anybody's, and no cookie or limit of one travels with it", async () => {
  const answer = await call("/trpc/plans.offer");
  expect([answer.status, await answer.json()]).toEqual([200, { result: { data: [] } }]);
  expect(answer.headers.get("cache-control")).toMatch(/^public, max-age=60, s-maxage=300/);
  expect([...answer.headers.keys()].filter((name) => /cookie|ratelimit/.test(name))).toEqual([]);
  const tag = answer.headers.get("etag") ?? "";
  const kept = await fetch(`${api.url}/trpc/plans.offer`, {
    headers: { "if-none-match": tag, "x-api-key": "stead_bad" },
  });
  expect(kept.status).toBe(304);
});
