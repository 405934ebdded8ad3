import type { Cache } from "@stead/cache/cache";
import { tagsOfEvent } from "@stead/cache/keys/events";
import type { DataEvent } from "@stead/kernel/changes";
import { newId } from "@stead/kernel/ids";
import { findRedis, startRedis, type TestRedis } from "@stead/testing/redis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publicUrl, startTestApi, type Browser, type TestApi } from "./test-api.ts";
import { eventually, startApiProcess, type ApiProcess } from "./test-live.ts";
import { ask, askAll, cachedReads, loadsOf } from "./test-reads.ts";
import { terms } from "./test-terms.ts";
import { buildEstate, type Estate } from "./test-world.ts";

const engines = findRedis() === undefined ? (["postgres"] as const) : (["postgres", "redis"] as const);
const place = { currency: "KES", timeZone: "Africa/Nairobi", country: "KE" };
const key = () => ({ idempotencyKey: newId() });

type Headers = Record<string, string>;
const as = (browser: Browser): Headers => ({ cookie: browser.cookie(), origin: publicUrl });

function cacheOf({ container }: TestApi): Cache {
  if (container.reads === null) throw new Error("nothing is kept");
  return container.reads;
}

type Write = {
  name: string;
  event: DataEvent;
  /** Done by an owner through a verb. */
  run: (owner: Browser, estate: Estate) => Promise<unknown>;
};

/** At least one verb for each event that an agency's rows can have. */
const writes: readonly Write[] = [
  {
    name: "a contact's name",
    event: "contact.changed",
    run: async ({ rpc }, { contactId: id }) => {
      const { version } = await rpc.contacts.get.query({ id });
      return rpc.contacts.update.mutate({ id, version, name: `Renamed ${newId()}` });
    },
  },
  {
    name: "a property's name",
    event: "property.changed",
    run: async ({ rpc }, { propertyId: id }) => {
      const { version } = await rpc.portfolio.getProperty.query({ id });
      return rpc.portfolio.updateProperty.mutate({ id, version, name: `Renamed ${newId()}` });
    },
  },
  {
    name: "a unit's rent",
    event: "unit.changed",
    run: async ({ rpc }, { unitId: id }) => {
      const { version, marketRentMinor } = await rpc.portfolio.getUnit.query({ id });
      return rpc.portfolio.updateUnit.mutate({ id, version, marketRentMinor: (marketRentMinor ?? 0) + 100 });
    },
  },
  {
    name: "a draft lease",
    event: "lease.changed",
    run: ({ rpc }, { freeUnitId: unitId, contactId }) =>
      rpc.leases.create.mutate({ unitId, contactId, ...terms }),
  },
  {
    name: "a payment",
    event: "books.changed",
    run: ({ rpc }, { leaseId }) =>
      rpc.payments.record.mutate({
        leaseId,
        rail: "cash",
        amountMinor: 12_300,
        currency: "KES",
        receivedOn: "2026-03-03",
        ...key(),
      }),
  },
  {
    name: "a charge",
    event: "books.changed",
    run: ({ rpc }, { leaseId }) =>
      rpc.billing.chargeOnce.mutate({
        leaseId,
        kind: "service",
        description: "A lock",
        amountMinor: 7_000,
        dueOn: "2030-01-01",
        ...key(),
      }),
  },
  {
    name: "the agency's policies and zone",
    event: "agency.changed",
    run: async ({ rpc }) => {
      const { version, policies, timeZone } = await rpc.agency.get.query();
      return rpc.agency.update.mutate({
        version,
        timeZone: timeZone === "UTC" ? "Africa/Nairobi" : "UTC",
        policies: { defaultDueDay: (policies.defaultDueDay % 28) + 1 },
      });
    },
  },
];

describe.each(engines)("two processes over %s", (engine) => {
  let redis: TestRedis | undefined;
  let api: TestApi;
  let other: ApiProcess;
  /** An instance that keeps nothing: what it answers is so. */
  let plain: TestApi;
  let owner: Browser;
  let estate: Estate;

  beforeAll(async () => {
    const command = engine === "redis" ? findRedis() : undefined;
    if (command !== undefined) redis = await startRedis(command);
    const settings = { RATE_LIMIT_PER_MINUTE: "100000", ...(redis && { REDIS_URL: redis.url }) };
    api = await startTestApi(settings, { hasBus: true });
    await api.container.warm();
    other = await startApiProcess(api.database, settings);
    plain = await startTestApi({ RATE_LIMIT_PER_MINUTE: "100000" }, { database: api.database, isNew: true });
    owner = await api.person("owner@example.org", "Olive Owner");
    await owner.rpc.access.createAgency.mutate({ name: "Kilimani Lettings", ...place });
    estate = await buildEstate(owner, "Open");
  });
  afterAll(async () => {
    await other.end("SIGTERM");
    await plain.close();
    await api.close();
    await redis?.stop();
  });

  test.each(writes)(
    "$name is seen at once by the process that wrote, and by the other",
    async ({ run, event }) => {
      const headers = as(owner);
      for (const { url } of [api, other, api]) await askAll(url, headers, estate);
      const before = loadsOf(cacheOf(api));
      await run(owner, estate);
      const here = await askAll(api.url, headers, estate);
      expect(here).toEqual(await askAll(plain.url, headers, estate));
      const old = new Set(tagsOfEvent[event]);
      const loads = loadsOf(cacheOf(api));
      for (const [path, { family }] of Object.entries(cachedReads)) {
        const isOld = [...old].some(({ name }) => family.tagsOf("").includes(name));
        // Where nothing is told, the key itself names what changed.
        const isByKey = event === "agency.changed";
        expect([path, loads[path] !== before[path]]).toEqual([path, isOld || isByKey]);
      }
      await eventually(async () => expect(await askAll(other.url, headers, estate)).toEqual(here));
    },
  );

  test("what a member may do, and who is one, is known at once", async () => {
    const email = `${newId()}@example.org`;
    const { id: invitationId } = await owner.rpc.access.inviteMember.mutate({ email, role: "manager" });
    const manager = await api.person(email, "Mary Manager");
    await manager.rpc.access.acceptInvitation.mutate({ invitationId });
    const member = (await owner.rpc.access.listMembers.query()).find(({ role }) => role === "manager");
    const memberId = member?.id ?? "";
    const headers = as(manager);
    const seen = (url: string) => ask(url, headers, "leases.list", {});
    for (const { url } of [api, other]) expect(await seen(url)).toMatchObject({ total: { count: 3 } });

    await owner.rpc.access.updateMember.mutate({ memberId, propertyIds: [] });
    expect(await seen(api.url)).toMatchObject({ total: { count: 0 } });
    await eventually(async () => expect(await seen(other.url)).toMatchObject({ total: { count: 0 } }));

    await owner.rpc.access.removeMember.mutate({ memberId });
    expect(await seen(api.url)).toBe("FORBIDDEN");
    await eventually(async () => expect(await seen(other.url)).toBe("FORBIDDEN"));
  });

  test("a session that ended, and a key that was taken back, let nobody in", async () => {
    const second = api.browser();
    await second.post("/auth/sign-in/email", {
      email: "owner@example.org",
      password: "a long enough password",
    });
    const headers = as(second);
    const { key: secret, apiKey } = await owner.rpc.access.createApiKey.mutate({
      name: "Sync",
      permissions: ["leases:read"],
    });
    const withKey = { "x-api-key": secret };
    for (const { url } of [api, other])
      for (const who of [headers, withKey])
        expect(await ask(url, who, "leases.list", {})).toHaveProperty("items");
    await second.post("/auth/sign-out");
    await owner.rpc.access.revokeApiKey.mutate({ apiKeyId: apiKey.id });
    for (const who of [headers, withKey]) {
      expect(await ask(api.url, who, "leases.list", {})).toBe("UNAUTHENTICATED");
      await eventually(async () =>
        expect(await ask(other.url, who, "leases.list", {})).toBe("UNAUTHENTICATED"),
      );
    }
  });

  test("another agency, another property, another role: nobody is given what was kept for somebody else", async () => {
    const closed = await buildEstate(owner, "Closed");
    const stranger = await api.person(`${newId()}@example.org`, "Stan Stranger");
    await stranger.rpc.access.createAgency.mutate({ name: "Elsewhere", ...place });
    const elsewhere = await buildEstate(stranger, "Elsewhere");
    const member = async (role: "manager" | "viewer", propertyIds: string[] | null) => {
      const email = `${newId()}@example.org`;
      const { id: invitationId } = await owner.rpc.access.inviteMember.mutate({ email, role });
      const browser = await api.person(email, "A Member");
      await browser.rpc.access.acceptInvitation.mutate({ invitationId });
      const me = await browser.rpc.access.me.query();
      const known = (await owner.rpc.access.listMembers.query()).find(({ userId }) => userId === me.user.id);
      await owner.rpc.access.updateMember.mutate({ memberId: known?.id ?? "", propertyIds });
      return browser;
    };
    const readers: [Browser, Estate][] = [
      [owner, estate],
      [await member("manager", [estate.propertyId]), estate],
      [await member("manager", [closed.propertyId]), closed],
      [await member("viewer", null), estate],
      [stranger, elsewhere],
    ];
    // One after the other: all at once would be more than a process takes.
    const askEach = async (url: string) => {
      const answers = [];
      for (const [browser, its] of readers) answers.push(await askAll(url, as(browser), its));
      return answers;
    };
    const real = await askEach(plain.url);
    for (let round = 0; round < 2; round++) expect(await askEach(api.url)).toEqual(real);
    expect(await askEach(other.url)).toEqual(real);
    expect(new Set(real.map((answers) => JSON.stringify(answers["portfolio.listUnits"]))).size).toBe(4);
  });

  test("what is at hand costs no statement, the caller's rights included", async () => {
    const headers = as(owner);
    const names: string[] = [];
    const end = api.container.seams.on("query", ({ name }) => names.push(name));
    const countOf = async (path: string) => {
      names.length = 0;
      await ask(api.url, headers, path, cachedReads[path]?.input(estate));
      return names.length;
    };
    await owner.rpc.contacts.create.mutate({ name: "Somebody", roles: ["tenant"] });
    expect(await countOf("dashboard.get")).toBe(5);
    for (const path of Object.keys(cachedReads)) await countOf(path);
    for (const path of Object.keys(cachedReads)) expect([path, await countOf(path)]).toEqual([path, 0]);

    const url = `${api.url}/trpc/dashboard.get?input={}`;
    const tag = (await fetch(url, { headers })).headers.get("etag") ?? "";
    names.length = 0;
    const again = await fetch(url, { headers: { ...headers, "if-none-match": tag } });
    expect([again.status, await again.text(), names]).toEqual([304, "", []]);
    const elsewhere = url.replace(api.url, other.url);
    expect((await fetch(elsewhere, { headers: { ...headers, "if-none-match": tag } })).status).toBe(304);
    end();
  });
});
