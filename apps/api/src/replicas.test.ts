import { prepareDatabase } from "@stead/db/bootstrap";
import { startReplicated, type ReplicatedServer, type ServerOfTests } from "@stead/testing/replicated";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startTestApi, type Browser, type TestApi } from "./test-api.ts";

/** What is committed is played back an hour later: whoever reads the replica reads how it was. */
const applyDelayMs = 3_600_000;

let servers: ReplicatedServer;
let one: TestApi;
let other: TestApi;
let owner: Browser;
let agencyId: string;

const databaseOf = (server: ServerOfTests) => ({ ...server, name: "stead", drop: async () => {} });

beforeAll(async () => {
  servers = await startReplicated(prepareDatabase);
  // Two processes, and the second is told nothing over a bus: it knows what requests bring along.
  one = await startTestApi({}, { database: databaseOf(servers.primary) });
  owner = await one.person("owner@example.org");
  const me = await owner.rpc.access.createAgency.mutate({
    name: "Lake Lets",
    country: "KE",
    currency: "KES",
    timeZone: "Africa/Nairobi",
  });
  agencyId = me.agency?.id ?? "";
  await one.close();
  const late = await servers.addStandby({ applyDelayMs });
  const variables = { DATABASE_REPLICA_URLS: late.appUrl, DATABASE_REPLICA_MAX_LAG_SECONDS: "3600" };
  one = await startTestApi(variables, { isNew: true, database: databaseOf(servers.primary) });
  other = await startTestApi(variables, { isNew: true, database: databaseOf(servers.primary) });
});

const areUsed = ({ container }: TestApi) => container.replicas().every(({ state }) => state === "used");
afterAll(async () => {
  await one.close();
  await other.close();
  await servers.close();
});

const ask = (api: TestApi, path: string, init: RequestInit = {}, cookie = owner.cookie()) =>
  fetch(`${api.url}/trpc/${path}`, {
    ...init,
    headers: { "content-type": "application/json", origin: "http://127.0.0.1:3000", cookie },
  });
const names = async (api: TestApi, cookie?: string) => {
  const input = encodeURIComponent(JSON.stringify({}));
  const body = (await (await ask(api, `contacts.list?input=${input}`, {}, cookie)).json()) as {
    result: { data: { items: { name: string }[] } };
  };
  return body.result.data.items.map(({ name }) => name);
};
const add = (api: TestApi, name: string, how = "") =>
  ask(api, `contacts.create${how}`, { method: "POST", body: JSON.stringify({ name, roles: ["tenant"] }) });

test("a list comes from the replica; who added to it sees that, by any process; who only looks, as it was", async () => {
  await vi.waitFor(() => expect([one, other].map(areUsed)).toEqual([true, true]), { timeout: 50_000 });
  expect(await names(one)).toEqual([]);
  const [read] = one.container.replicas();
  expect(read?.reads).toBeGreaterThan(0);
  const answer = await add(one, "Achieng");
  expect(answer.status).toBe(200);
  const [kept = ""] = answer.headers.getSetCookie().filter((line) => line.startsWith("stead_position="));
  expect(kept).toMatch(
    /^stead_position=[0-9A-F]+\/[0-9A-F]+; Max-Age=7200; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  expect(await names(one)).toEqual(["Achieng"]);
  expect(await names(other)).toEqual([]);
  expect(await names(other, `${owner.cookie()}; ${kept.replace(/;.*/, "")}`)).toEqual(["Achieng"]);
  // Told over the bus, or by an event: nobody of the agency reads what is older.
  await other.container.noteChange(agencyId);
  expect(await names(other)).toEqual(["Achieng"]);
});

test("the position also comes with an answer that is streamed", async () => {
  const answer = await fetch(`${one.url}/trpc/contacts.create,contacts.create?batch=1`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      origin: "http://127.0.0.1:3000",
      cookie: owner.cookie(),
      "trpc-accept": "application/jsonl",
    },
    body: JSON.stringify({
      0: { name: "Baraka", roles: ["tenant"] },
      1: { name: "Chebet", roles: ["tenant"] },
    }),
  });
  await answer.text();
  const positions = answer.headers.getSetCookie().filter((line) => line.startsWith("stead_position="));
  expect(positions.length).toBeGreaterThan(0);
});

test("health tells how far the replica is behind, and does not wait for it", async () => {
  const answer = await fetch(`${one.url}/readyz`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({
    isReady: true,
    replicas: [{ name: "replica 1", state: "used", lagBytes: expect.any(Number), lagMs: expect.any(Number) }],
  });
});
