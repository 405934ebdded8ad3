import type { PaymentMethodDto, PlanInvoiceDto, SubscriptionStatus } from "@stead/contracts/plans";
import type { CallOptions, HttpAnswer, RailAnswer, RailHealth } from "../rails/rail-provider.ts";

/** A plan as the provider sells it: a product with our marks, and what it costs. */
export type ProviderPlan = {
  productId: string;
  /** Ours, from the product's metadata. */
  code: string;
  name: string;
  description: string;
  isPublic: boolean;
  isDefault: boolean;
  rank: number;
  /** Raw marks of what it allows, by our names of limits; checked by whoever reads the plan. */
  limits: Readonly<Record<string, string>>;
  prices: readonly ProviderPrice[];
};

export type ProviderPrice = {
  id: string;
  currency: string;
  amountMinor: number;
  interval: "month" | "year";
};

/** What the provider says of a subscription. */
export type SubscriptionFact = {
  kind: "subscription";
  subscriptionId: string;
  customerId: string;
  /** Our mark on it; finds the agency of a customer that is not known yet. */
  agencyId: string | null;
  status: Exclude<SubscriptionStatus, "none">;
  itemId: string;
  priceId: string;
  /** Instants. */
  startedAt: string;
  periodStart: string;
  periodEnd: string;
  trialEndsAt: string | null;
  cancelsAtEnd: boolean;
  /** When it was so: of the event, or of the answer to a question. */
  asOf: string;
  /** Answered to a question: it outweighs what an event says of the same second. */
  isAsked: boolean;
};

/** A period was paid for: what is allowed follows from it. */
export type PaidFact = {
  kind: "paid";
  subscriptionId: string;
  customerId: string;
  invoiceId: string;
  /** The price that was paid: of a change, the new one. */
  priceId: string;
  periodEnd: string;
  paidAt: string;
  /** When an answer named it the subscription's latest; null of an event. Of one second, the later named counts. */
  askedAt: string | null;
};

/** What an event of the platform's own account says. */
export type PlatformFact =
  | SubscriptionFact
  | PaidFact
  /** Something about a subscription that its event does not tell whole: ask for it. */
  | { kind: "look"; subscriptionId: string; customerId: string }
  /** The customer's invoices or methods changed: what was remembered of them is old. */
  | { kind: "customer"; customerId: string }
  /** What is on sale changed. */
  | { kind: "plans" }
  | { kind: "other"; text: string };

/** Which event it is, as the door reads it. */
export type PlatformEvent = {
  id: string;
  type: string;
  createdAt: string;
  customerId: string | null;
  agencyId: string | null;
};

export type PlatformVerdict =
  | { outcome: "store"; event: PlatformEvent; answer: HttpAnswer }
  | { outcome: "refuse"; answer: HttpAnswer; reason: string };

export type PlatformCustomer = {
  invoices: readonly PlanInvoiceDto[];
  paymentMethod: PaymentMethodDto | null;
};

export type ChangePreview = {
  currency: string;
  dueMinor: number;
  creditMinor: number;
  lines: readonly { description: string; amountMinor: number }[];
};

type PlanChange = { subscriptionId: string; itemId: string; priceId: string; at: string };

/**
 * The platform's own account with its provider: what agencies pay for Stead. Calls end within 30 s, behind one breaker
 * and bulkhead, and never throw.
 */
export type PlatformBilling = {
  /** Signed by one of the secrets, on exactly these bytes, within 300 s. Takes no I/O. */
  inspect(request: { body: Uint8Array; signature: string | undefined; nowMs: number }): PlatformVerdict;
  /** What a stored event says. Throws INVALID for one that cannot be read. */
  read(body: Uint8Array): readonly PlatformFact[];
  listPlans(options: CallOptions): Promise<RailAnswer<readonly ProviderPlan[]>>;
  createCustomer(
    customer: { agencyId: string; name: string; email: string | null },
    options: CallOptions,
  ): Promise<RailAnswer<{ customerId: string }>>;
  /** A page where the agency chooses how it pays; the subscription begins when it has. */
  startCheckout(
    request: { agencyId: string; customerId: string; priceId: string; requestKey: string; returnUrl: string },
    options: CallOptions,
  ): Promise<RailAnswer<{ url: string }>>;
  /** The provider's own pages for the customer; the link is good for minutes. */
  openPortal(
    request: { customerId: string; returnUrl: string },
    options: CallOptions,
  ): Promise<RailAnswer<{ url: string }>>;
  previewChange(
    request: PlanChange & { customerId: string },
    options: CallOptions,
  ): Promise<RailAnswer<ChangePreview>>;
  /** Changes the plan at once and takes the difference; nothing changes when that fails. */
  changePlan(
    request: PlanChange & { requestKey: string },
    options: CallOptions,
  ): Promise<RailAnswer<readonly PlatformFact[]>>;
  setCancelAtEnd(
    request: { subscriptionId: string; cancelsAtEnd: boolean; requestKey: string },
    options: CallOptions,
  ): Promise<RailAnswer<readonly PlatformFact[]>>;
  readCustomer(customerId: string, options: CallOptions): Promise<RailAnswer<PlatformCustomer>>;
  /** Every subscription of a customer as it is now, with what was last paid of each. */
  readSubscriptions(
    customerId: string,
    options: CallOptions,
  ): Promise<RailAnswer<readonly (SubscriptionFact | PaidFact)[]>>;
  health(): RailHealth;
};
