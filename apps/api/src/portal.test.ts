import { openSystemDb, type SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import type { Logger } from "@stead/kernel/logger";
import { publishEvent } from "@stead/queue/events";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { publicUrl, startTestApi, type Browser, type TestApi } from "./test-api.ts";
import { eventually, listenLive, startDispatching, type Dispatching, type Listening } from "./test-live.ts";
import { enterPortal, givePhone, textIn } from "./test-portal.ts";
import { buildEstate, type Estate } from "./test-world.ts";
import { appRouter } from "./trpc/app-router.ts";

/** Keeps all that is logged. */
function keepLog(): { log: Logger; lines: string[] } {
  const lines: string[] = [];
  const keep = (...parts: unknown[]) => void lines.push(JSON.stringify(parts));
  const log: Logger = { debug: keep, info: keep, warn: keep, error: keep, child: () => log };
  return { log, lines };
}

const { log, lines } = keepLog();
const place = { currency: "KES", timeZone: "Africa/Nairobi", country: "KE" };

let api: TestApi;
let owner: Browser;
let slug: string;
let home: Estate;
let neighbours: Estate;
let stranger: Browser;
let strangers: { slug: string; estate: Estate };
const phones = { home: "+254711000001", neighbour: "+254711000002", stranger: "+254711000003" };

beforeAll(async () => {
  api = await startTestApi({ RATE_LIMIT_PER_MINUTE: "100000", SIGN_IN_LIMIT_PER_MINUTE: "1000" }, { log });
  owner = await api.person("owner@example.org", "Olive Owner");
  await owner.rpc.access.createAgency.mutate({ name: "Kilimani Lettings", ...place });
  ({ slug } = await owner.rpc.agency.get.query());
  home = await buildEstate(owner, "Home");
  neighbours = await buildEstate(owner, "Neighbour");
  await givePhone(owner, home, phones.home);
  await givePhone(owner, neighbours, phones.neighbour);
  stranger = await api.person("stranger@example.org", "Stan Stranger");
  await stranger.rpc.access.createAgency.mutate({ name: "Elsewhere", ...place });
  strangers = {
    slug: (await stranger.rpc.agency.get.query()).slug,
    estate: await buildEstate(stranger, "Strange"),
  };
  await givePhone(stranger, strangers.estate, phones.stranger);
});
afterAll(() => api.close());

const enter = (browser: Browser, agency: string, address: string) =>
  enterPortal(api, browser, { agency, address });

async function tenant(agency = slug, address = phones.home): Promise<Browser> {
  const browser = api.browser();
  const { status, body } = await enter(browser, agency, address);
  expect([status, body]).toEqual([200, { status: "signed_in" }]);
  return browser;
}

const refused = (work: Promise<unknown>) =>
  work.then(
    () => "OK",
    (error: unknown) => /"code":"(\w+)","message"/.exec(JSON.stringify(error))?.[1] ?? String(error),
  );

describe("signing in", () => {
  test("names the agency of a link, and says where there is none", async () => {
    const browser = api.browser();
    expect((await browser.post("/portal/agency", { agency: slug })).body).toEqual({
      slug,
      name: "Kilimani Lettings",
    });
    for (const agency of ["nowhere", "", "'; drop table agencies"])
      expect([400, 404]).toContain((await browser.post("/portal/agency", { agency })).status);
  });

  test("gives a cookie that scripts and other sites cannot use, and the token to nobody else", async () => {
    const browser = api.browser();
    const { cookies, body, headers } = await enter(browser, slug, phones.home);
    expect(body).toEqual({ status: "signed_in" });
    expect(headers.get("cache-control")).toBe("no-store");
    expect(cookies).toHaveLength(1);
    expect(cookies[0]).toMatch(
      /^stead\.portal_session=[0-9a-f-]{36}\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
    );
    expect((await browser.rpc.portal.overview.query()).agency.slug).toBe(slug);
  });

  test("is over after signing out, for the cookie that somebody kept as well", async () => {
    const browser = await tenant();
    const cookie = browser.cookie();
    expect((await browser.post("/portal/sign-out")).status).toBe(200);
    expect(await refused(browser.rpc.portal.overview.query())).toBe("UNAUTHENTICATED");
    const answer = await fetch(`${api.url}/trpc/portal.overview`, { headers: { cookie } });
    expect(answer.status).toBe(401);
    expect((await browser.post("/portal/sign-out")).status).toBe(200);
  });

  test.each([
    ["/portal/request-code", { address: "" }, "address"],
    ["/portal/request-code", { address: "hello" }, "address"],
    ["/portal/confirm-code", { codeId: "x", code: "123456" }, "codeId"],
    ["/portal/confirm-code", { codeId: newId(), code: "12 34" }, "code"],
    ["/portal/confirm-code", { codeId: newId(), code: "123 456" }, "code"],
    ["/portal/choose-contact", { codeId: newId(), ticket: "t", contactId: newId() }, "ticket"],
  ])("%s names the field of %j", async (path, input, field) => {
    const { status, body } = await api.browser().post(path, { agency: slug, ...input });
    expect(status).toBe(400);
    expect(Reflect.get(Object(body), "fields")).toMatchObject([{ path: field }]);
  });

  test("answers a body that is none as a bad request", async () => {
    const answer = await fetch(`${api.url}/portal/request-code`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{",
    });
    expect(answer.status).toBe(400);
  });
});

describe("two kinds of session", () => {
  test("a member's opens nothing of the portal, and neither does a key", async () => {
    expect(await refused(owner.rpc.portal.overview.query())).toBe("UNAUTHENTICATED");
    const { key } = await owner.rpc.access.createApiKey.mutate({
      name: "Sync",
      permissions: ["agency:read"],
    });
    expect(await refused(api.withKey(key).portal.overview.query())).toBe("UNAUTHENTICATED");
  });

  test("a tenant's opens nothing of the agency", async () => {
    const browser = await tenant();
    const paths = Object.entries(appRouter._def.procedures).flatMap(([path, procedure]) => {
      const { meta, type } = Reflect.get(procedure, "_def") as { meta: { level: string }; type: string };
      return meta.level === "tenant" || meta.level === "public" ? [] : [{ path, type }];
    });
    expect(paths.length).toBeGreaterThan(90);
    for (const { path, type } of paths) {
      const isQuery = type === "query";
      const answer = await fetch(`${api.url}/trpc/${path}${isQuery ? "?input=%7B%7D" : ""}`, {
        method: isQuery ? "GET" : "POST",
        headers: { cookie: browser.cookie(), "content-type": "application/json" },
        ...(isQuery ? {} : { body: "{}" }),
      });
      expect([path, answer.status]).toEqual([path, 401]);
      await answer.arrayBuffer();
    }
    for (const path of ["/events", "/uploads/imports?kind=contacts"]) {
      const headers = { cookie: browser.cookie() };
      const answer = await fetch(`${api.url}${path}`, {
        headers,
        method: path === "/events" ? "GET" : "POST",
      });
      expect([path, answer.ok]).toEqual([path, false]);
      await answer.arrayBuffer();
    }
  });

  test("of one browser stand beside each other", async () => {
    await enter(owner, slug, phones.home);
    expect((await owner.rpc.portal.overview.query()).leases.map(({ id }) => id)).toEqual([home.leaseId]);
    expect((await owner.rpc.agency.get.query()).slug).toBe(slug);
    await owner.post("/portal/sign-out");
    expect(await refused(owner.rpc.portal.overview.query())).toBe("UNAUTHENTICATED");
    expect((await owner.rpc.agency.get.query()).slug).toBe(slug);
  });

  test.each(["", ".", "x.y", `${newId()}.${"a".repeat(43)}`, `${newId()}.${"a".repeat(43)}.z`])(
    "a cookie that says %j is none",
    async (value) => {
      const answer = await fetch(`${api.url}/trpc/portal.overview`, {
        headers: { cookie: `stead.portal_session=${value}` },
      });
      expect(answer.status).toBe(401);
    },
  );
});

describe("every call of the portal", () => {
  const inputs = ({ leaseId, invoiceId, paymentId, collectionId }: Estate, railAccountId: string) => ({
    "portal.listInvoices": [{ leaseId }],
    "portal.listPayments": [{ leaseId }],
    "portal.history": [{ leaseId }],
    "portal.openDocument": [
      { kind: "invoice", id: invoiceId },
      { kind: "receipt", id: paymentId },
      { kind: "statement", id: leaseId },
    ],
    "portal.waysToPay": [{ leaseId }],
    "portal.splitPayment": [{ leaseId, railAccountId, amountMinor: 100 }],
    "portal.pay": [{ leaseId, railAccountId, amountMinor: 100, idempotencyKey: newId() }],
    "portal.attempt": [{ id: collectionId }],
  });
  const levels = Object.entries(appRouter._def.procedures).map(([path, procedure]) => {
    const { meta, type } = Reflect.get(procedure, "_def") as { meta: { level: string }; type: string };
    return { path, type, level: meta.level };
  });
  const tenantPaths = levels.filter(({ level }) => level === "tenant");

  async function call(browser: Browser, path: string, input: object) {
    const isQuery = tenantPaths.find((each) => each.path === path)?.type === "query";
    const query = isQuery ? `?input=${encodeURIComponent(JSON.stringify(input))}` : "";
    const answer = await fetch(`${api.url}/trpc/${path}${query}`, {
      method: isQuery ? "GET" : "POST",
      headers: { cookie: browser.cookie(), "content-type": "application/json" },
      ...(isQuery ? {} : { body: JSON.stringify(input) }),
    });
    return { status: answer.status, text: await answer.text() };
  }

  test("shows a tenant the own lease, and nothing of a neighbour's or of another agency's", async () => {
    const [account] = (await owner.rpc.rails.list.query({})).items;
    const own = inputs(home, account?.id ?? "");
    const named = [...Object.keys(own), "portal.overview"].toSorted();
    expect(tenantPaths.map(({ path }) => path).toSorted()).toEqual(named);
    const me = await tenant();
    const beside = await tenant(slug, phones.neighbour);
    const elsewhere = await tenant(strangers.slug, phones.stranger);
    for (const [path, each] of Object.entries(own))
      for (const input of each) {
        expect([path, (await call(me, path, input)).status]).toEqual([path, 200]);
        for (const other of [beside, elsewhere]) {
          const { status, text } = await call(other, path, input);
          expect([path, status]).toEqual([path, 404]);
          expect(text).not.toMatch(/Tenant of|Home Road/);
        }
      }
    const overviews = await Promise.all(
      [beside, elsewhere].map((other) => other.rpc.portal.overview.query()),
    );
    for (const overview of overviews) expect(JSON.stringify(overview)).not.toContain("Home");
    expect(overviews.map(({ leases }) => leases.map(({ id }) => id))).toEqual([
      [neighbours.leaseId],
      [strangers.estate.leaseId],
    ]);
  });
});

describe("what a tenant hears of a payment", () => {
  let system: SystemDb;
  let dispatching: Dispatching;
  let browser: Browser;
  beforeAll(async () => {
    // Streams end by what the database tells, not when sessions are looked at in turn.
    vi.spyOn(api.container.live, "recheckAll").mockResolvedValue();
    browser = await tenant(slug, phones.neighbour);
    system = openSystemDb({ connectionString: api.database.systemUrl, min: 0, max: 4 });
    dispatching = await startDispatching({ system, directUrl: api.database.ownerUrl });
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await dispatching.stop();
    await system.close();
  });

  const hear = (browser: Browser, after?: number) =>
    listenLive(api.url, { cookie: browser.cookie(), origin: publicUrl }, after, "/portal/events");
  const lanesOf = (agencyId: string) => api.container.forAgency(agencyId, { deadline: Date.now() + 30_000 });
  const agencyOf = async (leaseId: string) => {
    const [row] = await api.arrange.query<{ id: string }>(
      "select agency_id as id from leases where id = $1",
      leaseId,
    );
    return row?.id ?? "";
  };
  /** Publishes that a payment of an estate's lease moved; answers the payment's id. */
  async function move({ leaseId, propertyId }: Estate): Promise<string> {
    const agencyId = await agencyOf(leaseId);
    const payload = { id: newId(), leaseId, state: "pending" as const, paymentId: null };
    await publishEvent(lanesOf(agencyId), { agencyId, kind: "collection.changed", propertyId, payload });
    return payload.id;
  }
  const heard = ({ frames }: Listening) => frames.filter(({ event }) => event !== "ready");
  const idsOf = (listening: Listening) => heard(listening).map(({ data }) => textIn(data, "id"));

  test("is of the own lease alone, and goes on behind what was heard last", async () => {
    const first = await hear(browser);
    await move(home);
    await move(strangers.estate);
    const agencyId = await agencyOf(home.leaseId);
    await publishEvent(lanesOf(agencyId), { agencyId, kind: "desk.changed", payload: {} });
    const own = await move(neighbours);
    await eventually(() => expect(idsOf(first).at(-1)).toBe(own));
    for (const { event, data } of heard(first))
      expect([event, textIn(data, "leaseId")]).toEqual(["collection.changed", neighbours.leaseId]);
    first.close();
    await move(home);
    const missed = await move(neighbours);
    const last = first.frames.findLast(({ id }) => id !== null)?.id ?? 0;
    const again = await hear(browser, last);
    await eventually(() => expect(idsOf(again)).toEqual([missed]));
    again.close();
  });

  test("needs the portal's own session, and ends with it", async () => {
    expect((await hear(api.browser())).status).toBe(401);
    expect((await hear(owner)).status).toBe(401);
    const cookies = { cookie: browser.cookie(), origin: publicUrl };
    expect((await listenLive(api.url, cookies)).status).toBe(401);
    const stays = await tenant(strangers.slug, phones.stranger);
    const [listening, other] = await Promise.all([hear(browser), hear(stays)]);
    await browser.post("/portal/sign-out");
    await eventually(() => expect(listening.hasEnded()).toBe(true));
    expect(listening.of("end")).toEqual([{ reason: "access" }]);
    expect(other.hasEnded()).toBe(false);
    other.close();
  });

  test("ends when the contact may enter no more, and not when the contact's name changes", async () => {
    const { contactId } = neighbours;
    const listening = await hear(await tenant(slug, phones.neighbour));
    await api.arrange.query("update contacts set name = 'Another Name' where id = $1", contactId);
    const own = await move(neighbours);
    await eventually(() => expect(idsOf(listening).at(-1)).toBe(own));
    await api.arrange.query("update contacts set phone = '+254711000009' where id = $1", contactId);
    await eventually(() => expect(listening.of("end")).toEqual([{ reason: "access" }]));
    await api.arrange.query("update contacts set phone = $2 where id = $1", contactId, phones.neighbour);
  });

  test("ends when the leases change", async () => {
    const listening = await hear(await tenant(slug, phones.neighbour));
    await api.arrange.query("update leases set status = 'cancelled' where id = $1", neighbours.leaseId);
    await eventually(() => expect(listening.of("end")).toEqual([{ reason: "access" }]));
    await api.arrange.query("update leases set status = 'active' where id = $1", neighbours.leaseId);
  });
});

test("neither codes nor phones nor e-mail addresses nor tokens are logged", async () => {
  const browser = await tenant(slug, `${phones.home.slice(1)}@example.org`);
  await browser.post("/portal/confirm-code", { agency: slug, codeId: newId(), code: "918273" });
  const all = lines.join("\n");
  const token = browser.cookie().split(".").at(-1) ?? "missing";
  const codes = await api.arrange.query<{ body: string }>(
    "select body from messages where kind = 'portal_code'",
  );
  const secrets = [...codes.map(({ body }) => /\b\d{6}\b/.exec(body)?.[0] ?? "missing"), "918273", token];
  expect(all).toContain("/portal/confirm-code");
  for (const secret of [...secrets, ...Object.values(phones).map((phone) => phone.slice(1))])
    expect(all).not.toContain(secret);
});
