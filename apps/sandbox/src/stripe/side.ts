import type { Core } from "../core.ts";
import type { Table } from "../store/table.ts";
import { stripeErrors } from "./errors.ts";
import type { Kind, Kinds, PaymentIntent, StripeObject, NewInvoice } from "./objects.ts";
import type { Behaviour } from "./sample-methods.ts";

/** What Stripe knows of an object beside what it shows. */
export type Hidden = {
  behaviour?: Behaviour;
  /** The payout that a balance transaction is part of. */
  payout?: string;
  lineItems?: Record<string, unknown>[];
  /** What a checkout session gives on to what it makes. */
  intentData?: Record<string, unknown>;
  subscriptionData?: Record<string, unknown>;
  /** The checkout session or invoice that an intent belongs to. */
  session?: string;
  invoice?: string;
  secrets?: string[];
  /** Of a subscription: what changes within its period owe or are owed, for its next invoice. */
  pendingLines?: NewInvoice["lines"];
  fails?: boolean;
};

export type StoredObject = { account: string; value: StripeObject; hidden: Hidden };

export type StripeAccount = {
  id: string;
  keys: string[];
  name: string;
  country: string;
  currency: string;
  apiVersion: string;
  created: number;
};

/** The answer that an idempotency key gives again. */
export type KeptAnswer = { fingerprint: string; status: number; body: string; requestId: string };

/** Stripe: its rows, and the parts of the sandbox that it works with. */
export type StripeSide = Core & {
  objects: Table<StoredObject>;
  ofKind: (account: string, kind: Kind) => StoredObject[];
  accounts: Table<StripeAccount>;
  accountOfKey: (key: string) => StripeAccount | undefined;
  kept: Table<KeptAnswer>;
  running: Set<string>;
  /** Where the pages are: of checkout sessions, portals, authentication. */
  pageUrl: (path: string) => string;
  /** Tells whatever an intent was made for, such as a checkout session or an invoice, that it ended. */
  onIntentEnd: (call: Call, intent: PaymentIntent) => void;
};

/** Who calls, and how. */
export type Call = {
  side: StripeSide;
  account: StripeAccount;
  apiVersion: string;
  requestId: string | null;
  idempotencyKey: string | null;
};

/** Declares Stripe's tables. */
export function openStripe(
  core: Core,
  { pageUrl, onIntentEnd }: Pick<StripeSide, "pageUrl" | "onIntentEnd">,
): StripeSide {
  const objects = core.store.table<StoredObject>("stripeObjects");
  const lookUp = objects.index(({ account, value }) => `${account} ${value.object}`);
  const accounts = core.store.table<StripeAccount>("stripeAccounts");
  return {
    ...core,
    objects,
    ofKind: (account, kind) => lookUp(`${account} ${kind}`),
    accounts,
    accountOfKey: (key) => [...accounts.values()].find(({ keys }) => keys.includes(key)),
    kept: core.store.table<KeptAnswer>("stripeKeptAnswers"),
    running: new Set(),
    pageUrl,
    onIntentEnd,
  };
}

/** Now, as Stripe counts: whole seconds. */
export function nowSeconds(side: Pick<StripeSide, "clock">): number {
  return Math.floor(side.clock.nowMs() / 1_000);
}

/** An object of this account and kind, or undefined. */
export function findObject<Name extends Kind>(call: Call, kind: Name, id: string): Kinds[Name] | undefined {
  const row = call.side.objects.get(id);
  const isIt = row !== undefined && row.account === call.account.id && row.value.object === kind;
  return isIt ? (row.value as Kinds[Name]) : undefined;
}

/** An object of this account and kind. Throws "No such …". */
export function needObject<Name extends Kind>(call: Call, kind: Name, id: string, param = "id"): Kinds[Name] {
  const found = findObject(call, kind, id);
  if (found === undefined) throw stripeErrors.noSuch(kind, id, param);
  return found;
}

export function hiddenOf(call: Call, id: string): Hidden {
  return call.side.objects.get(id)?.hidden ?? {};
}

/** Inside an act: keeps an object, new or changed, with what is known beside it. */
export function saveObject<Value extends StripeObject>(call: Call, value: Value, hidden?: Hidden): Value {
  call.side.objects.put(value.id, {
    account: call.account.id,
    value,
    hidden: hidden ?? hiddenOf(call, value.id),
  });
  return value;
}

export function listObjects<Name extends Kind>(call: Call, kind: Name): Kinds[Name][] {
  return call.side.ofKind(call.account.id, kind).map(({ value }) => value as Kinds[Name]);
}

/** The call that Stripe makes itself, when nobody asks. */
export function ownCall(side: StripeSide, account: string): Call {
  const row = side.accounts.need(account);
  return { side, account: row, apiVersion: row.apiVersion, requestId: null, idempotencyKey: null };
}
