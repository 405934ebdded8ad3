import type { Seams } from "@stead/kernel/seams";
import { isAppError } from "@stead/kernel/errors";
import type { z } from "zod";
import { createRailGuard } from "../rails/rail-guard.ts";
import type { RailLimits } from "../rails/rail-limits.ts";
import { parseShape } from "../rails/shape.ts";
import { fromStripeAmount } from "../rails/stripe/amounts.ts";
import { createStripeClient } from "../rails/stripe/client.ts";
import { openSigned } from "../rails/stripe/signature.ts";
import { customerCalls } from "./customer-calls.ts";
import { nameEvent, readPlatformEvent } from "./facts.ts";
import type { PlatformBilling, PlatformVerdict, ProviderPlan, ProviderPrice } from "./platform-billing.ts";
import { Price, Product } from "./shapes.ts";
import { subscriptionCalls } from "./subscription-calls.ts";

export type StripeBillingOptions = {
  secretKey: string;
  /** Any of them may sign: two are good while one replaces the other. */
  webhookSecrets: readonly string[];
  baseUrl: string | undefined;
  seams?: Pick<Seams, "emit">;
  limits?: Partial<RailLimits>;
};

/** Marks on a product: its code makes it a plan. */
const marks = {
  code: "stead_plan",
  rank: "stead_rank",
  isPublic: "stead_public",
  isDefault: "stead_default",
};
const limitPrefix = "stead_limit_";
const pageRows = 100;

/** The platform's own Stripe account, by Stripe's SDK. */
export function openStripeBilling(options: StripeBillingOptions): PlatformBilling {
  const { secretKey, webhookSecrets, baseUrl, seams, limits } = options;
  const guard = createRailGuard({ name: "Stripe", provider: "stripe-platform", seams, limits });
  const client = createStripeClient({ secretKey, baseUrl, guard });
  return {
    inspect: (request) => inspect(request, webhookSecrets),
    read: readPlatformEvent,
    health: () => guard.health(),
    listPlans: ({ signal }) =>
      client.call({ operation: "plans", effect: "none" }, signal, async (stripe) => {
        const [products, prices] = await Promise.all([
          stripe.products.list({ active: true, limit: pageRows }).autoPagingToArray({ limit: 1_000 }),
          stripe.prices
            .list({ active: true, type: "recurring", limit: pageRows })
            .autoPagingToArray({ limit: 5_000 }),
        ]);
        return readPlans(products, prices);
      }),
    ...customerCalls(client),
    ...subscriptionCalls(client),
  };
}

function inspect(
  { body, signature, nowMs }: Parameters<PlatformBilling["inspect"]>[0],
  secrets: readonly string[],
): PlatformVerdict {
  const signed = openSigned(body, signature, secrets, nowMs);
  const event = nameEvent(signed);
  if (event !== undefined)
    return { outcome: "store", event, answer: { status: 200, body: { received: true } } };
  const reason = signed === undefined ? "the signature is missing, wrong or old" : "it is no event";
  return { outcome: "refuse", answer: { status: 400, body: { error: reason } }, reason };
}

/** The products that are plans, with the prices that can be paid by the month or the year. */
function readPlans(products: readonly unknown[], prices: readonly unknown[]): ProviderPlan[] {
  const priced = Map.groupBy(
    prices.flatMap((row) => readPrice(parseShape(Price, row, "price"))),
    ({ productId }) => productId,
  );
  return products
    .map((row) => parseShape(Product, row, "product"))
    .flatMap(({ id, name, description, metadata }) => {
      const code = metadata[marks.code]?.trim() ?? "";
      if (!/^[a-z][a-z0-9-]{0,39}$/.test(code)) return [];
      const limits = Object.entries(metadata)
        .filter(([key]) => key.startsWith(limitPrefix))
        .map(([key, value]) => [key.slice(limitPrefix.length), value]);
      return [
        {
          productId: id,
          code,
          name,
          description: description ?? "",
          isPublic: metadata[marks.isPublic] !== "no",
          isDefault: metadata[marks.isDefault] === "yes",
          rank: Number.parseInt(metadata[marks.rank] ?? "0", 10) || 0,
          limits: Object.fromEntries(limits) as Record<string, string>,
          prices: (priced.get(id) ?? []).map(({ price }) => price),
        },
      ];
    });
}

function readPrice(row: z.output<typeof Price>): { productId: string; price: ProviderPrice }[] {
  const { recurring, unit_amount: amount, currency, id, product } = row;
  const interval = recurring?.interval;
  const isPlain = recurring?.interval_count === 1 && recurring.usage_type !== "metered" && amount != null;
  if (!isPlain || (interval !== "month" && interval !== "year")) return [];
  try {
    const amountMinor = fromStripeAmount(amount, currency);
    return [{ productId: product, price: { id, currency: currency.toUpperCase(), amountMinor, interval } }];
  } catch (error) {
    if (isAppError(error, "INVALID")) return [];
    throw error;
  }
}
