import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { newId } from "@stead/kernel/ids";
import { startProgram, type Program } from "@stead/testing/program";
import { startTestApi, type TestApi } from "./test-api.ts";
import { startApiProcess, type ApiProcess } from "./test-live.ts";

const apps = path.resolve(import.meta.dirname, "../..");

/** The platform with plans on sale: the provider's sandbox, two apis and a worker, each its own process but the first. */
export type PlanWorld = {
  api: TestApi;
  /** Another instance of the api, with the bus. */
  other: ApiProcess;
  prices: Record<"start" | "grow", string>;
  /** Plays the provider, or a mood of it. */
  play<T = unknown>(method: string, where: string, body?: unknown): Promise<T>;
  /** The provider is gone. */
  endProvider(): Promise<void>;
  close(): Promise<void>;
};

const secretKey = `sk_test_${newId()}`;
const webhookSecret = `whsec_${newId()}`;

async function readAnswer<T>(answer: Response): Promise<T> {
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

type Offer = { code: string; amount: number; limits: Record<string, string>; isDefault: boolean };

/** Puts a plan on sale, as an operator does on the provider's dashboard. */
async function sell(url: string, { code, amount, limits, isDefault }: Offer): Promise<string> {
  const post = async (where: string, form: Record<string, string>) => {
    const headers = { authorization: `Bearer ${secretKey}` };
    const body = new URLSearchParams(form);
    return readAnswer<{ id: string }>(await fetch(`${url}/v1${where}`, { method: "POST", headers, body }));
  };
  const marks = Object.entries(limits).map(([name, most]) => [`metadata[stead_limit_${name}]`, most]);
  const product = await post("/products", {
    name: `Plan ${code}`,
    "metadata[stead_plan]": code,
    "metadata[stead_rank]": String(amount),
    "metadata[stead_default]": isDefault ? "yes" : "no",
    ...(Object.fromEntries(marks) as Record<string, string>),
  });
  const price = await post("/prices", {
    product: product.id,
    currency: "usd",
    unit_amount: String(amount),
    "recurring[interval]": "month",
  });
  return price.id;
}

export async function startPlanWorld(): Promise<PlanWorld> {
  const directory = await mkdtemp(path.join(tmpdir(), "stead-plans-"));
  const sandbox: Program = startProgram("src/server.ts", {
    cwd: path.join(apps, "sandbox"),
    env: { PORT: "0", SANDBOX_DIR: directory, LOG_LEVEL: "info" },
  });
  const url = await sandbox.says(/"url":"([^"]+)"/);
  const limits = { units: "2", members: "2", api_keys: "1", exports_per_month: "50" };
  const prices = {
    start: await sell(url, { code: "start", amount: 1_900, limits, isDefault: true }),
    grow: await sell(url, { code: "grow", amount: 7_900, limits: { units: "500" }, isDefault: false }),
  };
  const variables = {
    STRIPE_BASE_URL: url,
    MPESA_BASE_URL: "http://127.0.0.1:9",
    PLATFORM_STRIPE_SECRET_KEY: secretKey,
    PLATFORM_STRIPE_WEBHOOK_SECRETS: webhookSecret,
  };
  const api = await startTestApi(variables);
  await api.container.warm();
  const play = async <T>(method: string, where: string, body?: unknown) =>
    readAnswer<T>(
      await fetch(`${url}/sandbox${where}`, {
        method,
        ...(body !== undefined && {
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
      }),
    );
  const { id: account } = await readAnswer<{ id: string }>(
    await fetch(`${url}/v1/account`, { headers: { authorization: `Bearer ${secretKey}` } }),
  );
  await play("POST", `/stripe/accounts/${account}/webhook-endpoints`, {
    url: `${api.url}/webhooks/platform`,
    secret: webhookSecret,
  });
  const other = await startApiProcess(api.database, variables);
  const worker = startProgram("src/main.ts", {
    cwd: path.join(apps, "worker"),
    env: {
      TZ: "UTC",
      DATABASE_URL: api.database.appUrl,
      DATABASE_SYSTEM_URL: api.database.systemUrl,
      DATABASE_DIRECT_URL: api.database.ownerUrl,
      DATA_SECRET: "another secret of tests, long enough",
      STORAGE_DIR: path.join(directory, "files"),
      ...variables,
    },
  });
  return {
    api,
    other,
    prices,
    play,
    endProvider: async () => void (await sandbox.end("SIGTERM")),
    close: async () => {
      await Promise.all([worker.end("SIGTERM"), other.end("SIGTERM")]);
      await sandbox.end("SIGKILL");
      await api.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
