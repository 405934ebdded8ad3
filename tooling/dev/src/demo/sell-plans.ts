import { Cache } from "@stead/cache/cache";
import { openDb } from "@stead/db/client";
import { openSystemDb, type SystemDb } from "@stead/db/system";
import { systemClock } from "@stead/kernel/clock";
import { newId } from "@stead/kernel/ids";
import { silentLogger } from "@stead/kernel/logger";
import { createSealer } from "@stead/kernel/seal";
import { openPlatformBilling } from "@stead/providers/platform/open-platform-billing";
import { loadOffer, openPlatform, startCheckout, type Platform } from "@stead/services/plans";
import { demoContext, StoryClock } from "./demo-context.ts";
import { PaymentSandbox } from "./payment-sandbox.ts";
import type { PlayOptions } from "./play-payments.ts";

/** The platform's own account at the sandbox: its key, and what signs its events. */
export type PlatformAccount = { secretKey: string; webhookSecret: string };

/** The account of a demonstration. The same each time; only who has the installation's secret can sign its events. */
export function platformAccountOf(dataSecret: string): PlatformAccount {
  const secret = createSealer(dataSecret).fingerprint("webhook secret", "platform of the demonstration");
  return { secretKey: "sk_test_platform_of_the_demonstration", webhookSecret: `whsec_${secret}` };
}

type Offer = {
  code: string;
  name: string;
  description: string;
  rank: number;
  monthlyCents: number;
  limits: Readonly<Record<string, string>>;
};

/** No plan is the default one: an agency that chose none may do everything. */
const offers: readonly Offer[] = [
  {
    code: "starter",
    name: "Starter",
    description: "For an agency that begins.",
    rank: 1,
    monthlyCents: 4_900,
    limits: { units: "5000", members: "50", api_keys: "25", exports_per_month: "1000" },
  },
  {
    code: "growth",
    name: "Growth",
    description: "For several offices.",
    rank: 2,
    monthlyCents: 14_900,
    limits: { units: "50000", members: "500", api_keys: "250", exports_per_month: "10000" },
  },
  {
    code: "portfolio",
    name: "Portfolio",
    description: "Without limits.",
    rank: 3,
    monthlyCents: 49_900,
    limits: { units: "none", members: "none", api_keys: "none", exports_per_month: "none" },
  },
];

const demonstratedCode = "growth";
/** A year costs ten months. */
const intervals = [
  { interval: "month", months: 1 },
  { interval: "year", months: 10 },
] as const;

type Listed<T> = { data: T[] };
type Seller = { play: PaymentSandbox; secretKey: string };

/**
 * Sells plans by the sandbox and puts the demonstration's first agency on one, over the real wires: what it paid comes
 * in as the provider's events. What is there already is left as it is. Returns how many plans are on sale.
 */
export async function sellPlans(options: PlayOptions): Promise<number> {
  const { database, dataSecret, sandboxUrl, publicUrl } = options;
  const { secretKey, webhookSecret } = platformAccountOf(dataSecret);
  const billing = openPlatformBilling(
    {
      PLATFORM_STRIPE_SECRET_KEY: secretKey,
      PLATFORM_STRIPE_WEBHOOK_SECRETS: webhookSecret,
      STRIPE_BASE_URL: sandboxUrl,
    },
    { emit: () => {} },
  );
  if (billing === null) throw new Error("the platform's account has no key");
  const system = openSystemDb({ connectionString: database.systemUrl, min: 0, max: 2 });
  const cache = new Cache({ clock: systemClock, log: silentLogger });
  try {
    const seller = { play: new PaymentSandbox(sandboxUrl), secretKey };
    // First of all, so that the api is told of what goes on sale and asks for it anew.
    await ensureEndpoint(seller, `${publicUrl}/api/webhooks/platform`, webhookSecret);
    for (const offer of offers) await ensureOffer(seller, offer);
    const platform = openPlatform({
      billing,
      system,
      sealer: createSealer(dataSecret),
      publicUrl,
      clock: systemClock,
      log: silentLogger,
      cache,
    });
    await loadOffer(platform);
    await ensureSubscriber(platform, seller, database.appUrl);
    return offers.length;
  } finally {
    await cache.close();
    await system.close();
  }
}

/** Where the account's events go: the ports of a start may differ from those of the one before. */
async function ensureEndpoint({ play, secretKey }: Seller, url: string, secret: string): Promise<void> {
  const where = "/v1/webhook_endpoints";
  const { data } = await play.get<Listed<{ id: string; url: string }>>(where, secretKey);
  const [known] = data;
  if (known?.url === url) return;
  if (known !== undefined) {
    await play.form(`${where}/${known.id}`, secretKey, { url });
    return;
  }
  const { id } = await play.get<{ id: string }>("/v1/account", secretKey);
  await play.post(`/sandbox/stripe/accounts/${id}/webhook-endpoints`, { url, secret });
}

async function ensureOffer({ play, secretKey }: Seller, offer: Offer): Promise<void> {
  const { code, name, description, rank, monthlyCents, limits } = offer;
  const id = `prod_stead_${code}`;
  const known = await play.get<Listed<{ id: string }>>(`/v1/products?ids[0]=${id}`, secretKey);
  if (known.data.length === 0) {
    await play.form("/v1/products", secretKey, {
      id,
      name,
      description,
      "metadata[stead_plan]": code,
      "metadata[stead_rank]": String(rank),
      ...Object.fromEntries(
        Object.entries(limits).map(([limit, most]) => [`metadata[stead_limit_${limit}]`, most]),
      ),
    });
  }
  type Price = { recurring: { interval: string } | null };
  const { data } = await play.get<Listed<Price>>(`/v1/prices?product=${id}`, secretKey);
  for (const { interval, months } of intervals) {
    if (data.some(({ recurring }) => recurring?.interval === interval)) continue;
    await play.form("/v1/prices", secretKey, {
      product: id,
      currency: "usd",
      unit_amount: String(monthlyCents * months),
      "recurring[interval]": interval,
    });
  }
}

const customerOf = {
  name: "",
  text: `select customer_id as "customerId" from subscriptions where agency_id = $1`,
};
const monthlyPrice = {
  name: "",
  text: `select r.id from plan_prices r join plans p on p.id = r.plan_id
    where p.code = $1 and r.interval = 'month' and r.is_active order by r.id limit 1`,
};

/** Whether the agency ever subscribed: one that gave its plan up is left in peace. */
async function hasSubscribed({ system, billing }: Platform, agencyId: string): Promise<boolean> {
  const [row] = await system.sql<{ customerId: string }>(customerOf, agencyId);
  if (row === undefined) return false;
  const answer = await billing.readSubscriptions(row.customerId, { signal: AbortSignal.timeout(30_000) });
  if (answer.outcome !== "ok") throw new Error("the payment sandbox does not tell what is subscribed to");
  return answer.value.length > 0;
}

async function firstAgency(system: SystemDb) {
  const agency = await system.prisma.agency.findFirst({ orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
  if (agency === null) throw new Error("the demonstration has no agency");
  return agency;
}

async function ensureSubscriber(platform: Platform, { play }: Seller, appUrl: string): Promise<void> {
  const agency = await firstAgency(platform.system);
  if (await hasSubscribed(platform, agency.id)) return;
  const [price] = await platform.system.sql<{ id: string }>(monthlyPrice, demonstratedCode);
  if (price === undefined) throw new Error("the plan of the demonstration is not on sale");
  const db = openDb({ connectionString: appUrl, min: 0, max: 1 });
  try {
    const clock = new StoryClock(agency.timeZone, Date.now());
    const region = agency.country === "KE" ? "nairobi" : "chicago";
    const ctx = demoContext(db, { ...agency, region }, null, clock);
    const input = { priceId: price.id, idempotencyKey: newId() };
    const { url } = await startCheckout({ ctx, platform, input });
    const session = url.slice(url.lastIndexOf("/") + 1);
    await play.post(`/sandbox/stripe/sessions/${session}/act`, { act: "pay" });
  } finally {
    await db.close();
  }
}
