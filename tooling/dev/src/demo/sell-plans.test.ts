import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openArranger, type Arranger } from "@stead/testing/arranger";
import { cloneDatabase, type TestDatabase } from "@stead/testing/database";
import { makeAgency } from "@stead/testing/factories";
import { startProgram, type Program } from "@stead/testing/program";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PaymentSandbox } from "./payment-sandbox.ts";
import { platformAccountOf, sellPlans } from "./sell-plans.ts";

const dataSecret = "a secret of tests, long enough";
const { secretKey } = platformAccountOf(dataSecret);

let database: TestDatabase;
let arrange: Arranger;
let sandbox: Program;
let directory: string;
let sandboxUrl: string;
let play: PaymentSandbox;
let agencyId: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "stead-demo-plans-"));
  sandbox = startProgram("src/server.ts", {
    cwd: path.resolve(import.meta.dirname, "../../../../apps/sandbox"),
    env: { PORT: "0", SANDBOX_DIR: directory, LOG_LEVEL: "info" },
  });
  [database, sandboxUrl] = await Promise.all([cloneDatabase(), sandbox.says(/"url":"([^"]+)"/)]);
  arrange = await openArranger(database);
  play = new PaymentSandbox(sandboxUrl);
  agencyId = (await makeAgency(arrange)).id;
  await makeAgency(arrange);
});
afterAll(async () => {
  await sandbox.end("SIGTERM");
  await arrange.close();
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

const sell = (publicUrl = "http://127.0.0.1:9") => sellPlans({ database, dataSecret, sandboxUrl, publicUrl });

type Listed<T> = { data: T[] };
type Subscription = { id: string; status: string; items: Listed<{ price: { product: string } }> };

/** What the provider holds, cancelled subscriptions too. */
async function held() {
  const [endpoints, prices, subscriptions] = await Promise.all([
    play.get<Listed<{ url: string }>>("/v1/webhook_endpoints", secretKey),
    play.get<Listed<{ id: string }>>("/v1/prices?limit=100", secretKey),
    play.get<Listed<Subscription>>("/v1/subscriptions?status=all&limit=100", secretKey),
  ]);
  return {
    urls: endpoints.data.map(({ url }) => url),
    prices: prices.data.length,
    subscriptions: subscriptions.data.map(({ status, items }) => [status, items.data[0]?.price.product]),
    ids: subscriptions.data.map(({ id }) => id),
  };
}

test("puts plans on sale and the first agency on one, once; one that gave its plan up is left in peace", async () => {
  expect(await sell()).toBe(3);
  const first = await held();
  expect(first).toMatchObject({
    urls: ["http://127.0.0.1:9/api/webhooks/platform"],
    prices: 6,
    subscriptions: [["active", "prod_stead_growth"]],
  });
  const known = await arrange.query<{ code: string; prices: number }>(
    `select p.code, count(r.id)::int as prices from plans p join plan_prices r on r.plan_id = p.id group by 1 order by 1`,
  );
  expect(known).toEqual(["growth", "portfolio", "starter"].map((code) => ({ code, prices: 2 })));
  const subscribed = await arrange.query<{ id: string }>("select agency_id as id from subscriptions");
  expect(subscribed).toEqual([{ id: agencyId }]);

  expect(await sell("http://127.0.0.1:10")).toBe(3);
  const again = await held();
  expect(again).toEqual({ ...first, urls: ["http://127.0.0.1:10/api/webhooks/platform"] });

  await play.post(`/sandbox/stripe/subscriptions/${first.ids.join()}/act`, { act: "cancel" });
  await sell();
  expect((await held()).subscriptions).toEqual([["canceled", "prod_stead_growth"]]);
});
