import { openSystemDb, type SystemDb } from "@stead/db/system";
import { silentLogger } from "@stead/kernel/logger";
import { openRails, type OpenRails } from "@stead/providers/rails/open-rails";
import { startWireServer } from "@stead/providers/test-servers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { RailContext } from "../context/index.ts";
import { makeHouseAgency, openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { setUpAgency } from "../agency/index.ts";
import {
  createRailAccount,
  listBreakers,
  listSystemBreakers,
  makeRails,
  startTellingBreakers,
  testRailAccount,
} from "./index.ts";

let house: TestHouse;
let system: SystemDb;
let wire: Awaited<ReturnType<typeof startWireServer>>;
const processes: OpenRails[] = [];
beforeAll(async () => {
  house = await openTestHouse();
  system = openSystemDb({ connectionString: house.database.systemUrl, min: 0, max: 2 });
  wire = await startWireServer();
});
afterAll(async () => {
  await Promise.all(processes.map((opened) => opened.close()));
  await system.close();
  await wire.close();
  await house.close();
});

/** The rails of one process; its breakers open after two failures and rest for ten minutes. */
function openProcess(): OpenRails {
  const limits = { pauseMs: 1, retries: 0, leastCalls: 2, restMs: 600_000, mostRestMs: 1_200_000 };
  const opened = openRails({ baseUrls: { mpesa: wire.url }, limits });
  processes.push(opened);
  return opened;
}

const inProcess = (ctx: TestContext, opened: OpenRails): TestContext & RailContext => ({
  ...ctx,
  rails: makeRails(opened, { dataSecret: "a secret of tests, long enough", publicUrl: "https://stead.test" }),
});
const shown = async (ctx: TestContext) => (await listBreakers({ ctx, input: {} })).items;
const telling = (process: "api" | "worker", opened: OpenRails) =>
  startTellingBreakers({ system, process, health: () => opened.health(), log: silentLogger, pauseMs: 20 });

test("every process tells how it gets on with a provider, to the agency's people and to operators", async () => {
  const { ctx, agency } = await makeHouseAgency(house);
  const { ctx: stranger } = await makeHouseAgency(house);
  await setUpAgency({ ctx });
  const [api, worker] = [openProcess(), openProcess()];
  const settings = { kind: "paybill", consumerKey: "key", consumerSecret: "secret", passkey: "pass" };
  const { id } = await createRailAccount({
    ctx: inProcess(ctx, api),
    input: {
      rail: "mpesa",
      account: "600966",
      label: "Paybill",
      currency: "KES",
      refusesUnknown: false,
      settings,
    },
  });
  expect(await shown(ctx)).toEqual([]);
  const tellers = [telling("api", api), telling("worker", worker)];

  wire.answer = () => ({ status: 200, body: { access_token: "t", expires_in: "3599" } });
  expect(await testRailAccount({ ctx: inProcess(ctx, worker), input: { id } })).toMatchObject({ isOk: true });
  wire.answer = () => "cut";
  for (let call = 0; call < 3; call++) await testRailAccount({ ctx: inProcess(ctx, api), input: { id } });
  const [first] = api.health();
  expect(first).toMatchObject({ health: { breaker: "open" } });

  await vi.waitFor(async () => expect(await shown(ctx)).toHaveLength(2), { timeout: 30_000 });
  await vi.waitFor(async () => expect((await shown(ctx))[0]?.state).toBe("resting"), { timeout: 30_000 });
  const [resting, working] = await shown(ctx);
  expect(resting).toMatchObject({ railAccountId: id, process: "api", since: expect.any(String) });
  expect(resting?.lastFault?.text).not.toBe("");
  expect(Date.parse(resting?.probesAt ?? "")).toBeGreaterThan(Date.parse(resting?.since ?? ""));
  expect(working).toMatchObject({ process: "worker", state: "working", probesAt: null, lastFault: null });
  expect(
    await house.arrange.query("select agency_id as id from events where kind = 'rails.changed'"),
  ).toEqual([{ id: agency.id }]);

  expect(await shown(stranger)).toEqual([]);
  const { items } = await listSystemBreakers(system);
  expect(items.map(({ agencyId, rail, process, state }) => [agencyId, rail, process, state])).toEqual([
    [agency.id, "mpesa", "api", "resting"],
    [agency.id, "mpesa", "worker", "working"],
  ]);

  // A process that was killed tells no more, and one that is stopped takes its word back.
  await tellers[0]?.stop();
  expect((await shown(ctx)).map(({ process }) => process)).toEqual(["worker"]);
  await house.arrange.query("update rail_breakers set told_at = now() - interval '2 minutes'");
  expect(await shown(ctx)).toEqual([]);
  await tellers[1]?.stop();
});
