import { setTimeout as wait } from "node:timers/promises";
import { openFaultProxy, type FaultProxy } from "@stead/testing/fault-proxy";
import { createTRPCClient } from "@trpc/client";
import type { AppRouter } from "@stead/api/router";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { isSteadError } from "./errors.ts";
import { createSteadLinks, type LinkOptions } from "./links.ts";
import { startApiProcess, type ApiProcess } from "./test-process.ts";

let api: ApiProcess;
let proxy: FaultProxy;
/** The calls of each request that left, in order. */
let requests: string[][] = [];

beforeAll(async () => {
  api = await startApiProcess();
  proxy = await openFaultProxy(api.url);
});
afterAll(async () => {
  await proxy.close();
  await api.close();
});
beforeEach(() => {
  requests = [];
});

function clientOf(options: Partial<LinkOptions> = {}, baseUrl = api.url) {
  const counted: typeof fetch = (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    requests.push(pathname.slice("/trpc/".length).split(","));
    return fetch(input, init);
  };
  return createTRPCClient<AppRouter>({
    links: createSteadLinks({
      url: `${baseUrl}/trpc`,
      headers: { cookie: api.cookie },
      fetch: counted,
      ...options,
    }),
  });
}

/** Holds the table that only `agency.progress` reads, so that this call waits in the database until it is released. */
async function holdProgress(): Promise<() => Promise<void>> {
  const holder = new pg.Client({ connectionString: api.database.adminUrl });
  await holder.connect();
  await holder.query("begin");
  await holder.query("lock table invoices in access exclusive mode");
  let isHeld = true;
  const release = async () => {
    if (!isHeld) return;
    isHeld = false;
    await holder.end();
  };
  onTestFinished(release);
  return release;
}

async function waitingStatements(): Promise<number> {
  const [row] = await api.arrange.query<{ count: number }>(
    `select count(*) from pg_stat_activity
     where datname = current_database() and application_name = 'stead-api' and wait_event_type = 'Lock'`,
  );
  return row?.count ?? 0;
}

async function failureOf(call: Promise<unknown>): Promise<{ code: string; requestId: string | null }> {
  try {
    await call;
  } catch (error) {
    if (isSteadError(error)) return error;
    throw error;
  }
  throw new Error("the call did not fail");
}

test("calls within the window travel together, later ones apart", async () => {
  const client = clientOf({ batch: { windowMs: 25 } });
  const first = client.access.me.query();
  await wait(5);
  await Promise.all([first, client.plans.standing.query()]);
  await client.access.me.query();
  expect(requests).toEqual([["access.me", "plans.standing"], ["access.me"]]);
});

test("the window can be set", async () => {
  const client = clientOf({ batch: { windowMs: 0 } });
  const first = client.access.me.query();
  await wait(5);
  await Promise.all([first, client.plans.standing.query()]);
  expect(requests).toHaveLength(2);
});

test("ten calls leave at once, and the eleventh with the next request", async () => {
  const client = clientOf({ batch: { windowMs: 400 } });
  const startedMs = performance.now();
  const calls = Array.from({ length: 11 }, () => client.plans.standing.query());
  await Promise.all(calls.slice(0, 10));
  expect(performance.now() - startedMs).toBeLessThan(400);
  await calls[10];
  expect(requests.map((request) => request.length)).toEqual([10, 1]);
});

test("fewer calls a request can be set, more than the server takes is refused", async () => {
  const client = clientOf({ batch: { windowMs: 400, maxItems: 2 } });
  await Promise.all(Array.from({ length: 4 }, () => client.plans.standing.query()));
  expect(requests.map((request) => request.length)).toEqual([2, 2]);
  expect(() => clientOf({ batch: { maxItems: 11 } })).toThrow(RangeError);
});

test("no call waits for a slower one of its request", async () => {
  const release = await holdProgress();
  const client = clientOf();
  const slow = client.agency.progress.query();
  const quick = await client.plans.standing.query();
  expect(quick.level).toBe("full");
  expect(await Promise.race([slow.then(() => "answered"), wait(100, "waiting")])).toBe("waiting");
  expect(requests).toHaveLength(1);
  await release();
  expect((await slow).memberCount).toBe(1);
});

test("a dropped call is dropped alone; the others of its request are answered", async () => {
  const release = await holdProgress();
  const client = clientOf();
  const dropping = new AbortController();
  const dropped = failureOf(client.agency.progress.query(undefined, { signal: dropping.signal }));
  const kept = client.agency.progress.query();
  await vi.waitFor(async () => expect(await waitingStatements()).toBeGreaterThan(0));
  dropping.abort();
  expect((await dropped).code).toBe("CANCELLED");
  await release();
  expect((await kept).memberCount).toBe(1);
  expect(requests).toHaveLength(1);
});

test("when every call of a request is dropped, its statement in the database ends", async () => {
  await holdProgress();
  const client = clientOf();
  const dropping = new AbortController();
  const calls = [
    client.agency.progress.query(undefined, { signal: dropping.signal }),
    client.agency.progress.query(undefined, { signal: dropping.signal }),
  ];
  const failures = Promise.all(calls.map(failureOf));
  await vi.waitFor(async () => expect(await waitingStatements()).toBe(2));
  dropping.abort();
  expect((await failures).map(({ code }) => code)).toEqual(["CANCELLED", "CANCELLED"]);
  await vi.waitFor(async () => expect(await waitingStatements()).toBe(0));
});

test("a call that was dropped before its request left never travels", async () => {
  const client = clientOf();
  const dropping = new AbortController();
  const call = failureOf(client.plans.standing.query(undefined, { signal: dropping.signal }));
  dropping.abort();
  expect((await call).code).toBe("CANCELLED");
  await wait(30);
  expect(requests).toEqual([]);
});

test("a call ends at its deadline, and its statement with it", async () => {
  await holdProgress();
  const failure = await failureOf(clientOf({ deadlineMs: 150 }).agency.progress.query());
  expect(failure.code).toBe("TIMEOUT");
  await vi.waitFor(async () => expect(await waitingStatements()).toBe(0));
});

test("a query is asked again when the way to the server breaks; a change never is", async () => {
  const client = clientOf({ retries: 2 }, proxy.through(api.url).replace(/\/$/, ""));
  const breakWay = () => {
    proxy.refuse(true);
    proxy.cut();
  };
  breakWay();
  const query = client.access.me.query();
  const alone = client.agency.get.query();
  await vi.waitFor(() => expect(requests.length).toBeGreaterThan(1));
  proxy.refuse(false);
  expect((await query).agency?.currency).toBe("KES");
  expect((await alone).currency).toBe("KES");

  breakWay();
  requests = [];
  const change = await failureOf(client.agency.update.mutate({ version: 1, name: "Other" }));
  proxy.refuse(false);
  expect(change.code).toBe("UNAVAILABLE");
  expect(requests).toEqual([["agency.update"]]);
});

test("when an answer is lost, a query is asked again", async () => {
  const client = clientOf({ retries: 1 }, proxy.through(api.url).replace(/\/$/, ""));
  for (const ask of [() => client.plans.standing.query(), () => client.agency.get.query()]) {
    requests = [];
    proxy.loseNextAnswer();
    await ask();
    expect(requests).toHaveLength(2);
  }
});

test("a query that was refused is asked again no sooner than the server wants", async () => {
  const asked: number[] = [];
  const stead = { code: "UNAVAILABLE", message: "too busy", fields: [], details: { retryAfterMs: 120 } };
  const refuseOnce: typeof fetch = (input, init) => {
    asked.push(performance.now());
    return asked.length === 1
      ? Promise.resolve(Response.json({ error: { data: { stead } } }, { status: 503 }))
      : fetch(input, init);
  };
  const client = clientOf({ retries: 1, fetch: refuseOnce });
  expect((await client.agency.get.query()).currency).toBe("KES");
  const [first = 0, second = 0] = asked;
  // Timers may be a millisecond early.
  expect(second - first).toBeGreaterThan(118);
});

test("failures have a code, the wrong fields and the id of their request", async () => {
  const call = clientOf().agency.update.mutate({ version: 1, currency: "shillings" });
  await expect(call).rejects.toMatchObject({
    code: "INVALID",
    fields: [{ path: "currency", message: "write a currency as three capital letters, such as KES" }],
    requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
});

test("a query too long for an address travels in a body", async () => {
  const items = Array.from({ length: 30 }, (_, index) => ({
    kind: "service" as const,
    description: `Service ${index} ${"x".repeat(150)}`,
    amountMinor: 100,
  }));
  const methods: (string | undefined)[] = [];
  const watching: typeof fetch = (input, init) => {
    methods.push(init?.method);
    return fetch(input, init);
  };
  const terms = {
    startOn: "2026-01-01",
    currency: "KES",
    rentMinor: 1,
    dueDay: 1,
    prorationMethod: "actual" as const,
    items,
  };
  const schedule = await clientOf({ fetch: watching }).leases.previewSchedule.query(terms);
  expect(schedule.charges.length).toBeGreaterThan(30);
  expect(methods).toEqual(["POST"]);
});

test("what changes seldom travels by a GET of its own, and may be kept; all else in its batch", async () => {
  const answers: { method: string; url: string; kept: string | null }[] = [];
  const watching: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init);
    const { pathname, search } = new URL(answer.url);
    answers.push({
      method: init?.method ?? "GET",
      url: pathname + search,
      kept: answer.headers.get("cache-control"),
    });
    return answer;
  };
  const client = clientOf({ fetch: watching });
  await Promise.all([client.agency.get.query(), client.access.me.query(), client.plans.standing.query()]);
  expect(answers.toSorted((one, other) => one.url.localeCompare(other.url))).toEqual([
    { method: "GET", url: "/trpc/access.me,plans.standing?batch=1&input=%7B%7D", kept: "no-store" },
    { method: "GET", url: "/trpc/agency.get", kept: "private, no-cache" },
  ]);
});

test("failures and cancelling are the same for a call that travels alone", async () => {
  const failure = await failureOf(clientOf({ headers: {} }).agency.get.query());
  expect([failure.code, failure.requestId?.length]).toEqual(["UNAUTHENTICATED", 32]);
  const dropping = new AbortController();
  const call = failureOf(clientOf().agency.get.query(undefined, { signal: dropping.signal }));
  dropping.abort();
  expect((await call).code).toBe("CANCELLED");
  const page = (async () => new Response("<html>", { status: 502 })) as typeof fetch;
  expect((await failureOf(clientOf({ fetch: page, retries: 0 }).agency.get.query())).code).toBe(
    "UNAVAILABLE",
  );
  const odd = (async () => Response.json({ hello: 1 })) as typeof fetch;
  expect((await failureOf(clientOf({ fetch: odd }).agency.get.query())).code).toBe("INTERNAL");
});
