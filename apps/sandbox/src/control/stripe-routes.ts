import { AppError } from "@stead/kernel/errors";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Sandbox } from "../sandbox.ts";
import { newAccount } from "../stripe/accounts.ts";
import { completePayout, failPayout, payOutAll } from "../stripe/balance.ts";
import { closeDispute, openDispute } from "../stripe/disputes.ts";
import { addEndpoint, rollSecret } from "../stripe/endpoints.ts";
import { emit, resendEvent } from "../stripe/events.ts";
import { authenticateIntent, completeDebit } from "../stripe/intents.ts";
import type { Kinds } from "../stripe/objects.ts";
import { completeRefund, failRefund } from "../stripe/refunds.ts";
import { expireSession, goodToken, paySession } from "../stripe/sessions.ts";
import { ownCall, type StripeSide } from "../stripe/side.ts";
import { choose, locateObject } from "./locate.ts";
import { actOnSubscription } from "./subscription-acts.ts";
import { idOf, readInput } from "./inputs.ts";

const Account = z.strictObject({
  keys: z.array(z.string().min(1)).optional(),
  name: z.string().optional(),
  country: z.string().length(2).optional(),
  currency: z.string().length(3).toLowerCase().optional(),
  apiVersion: z.string().optional(),
});

const Endpoint = z.strictObject({
  url: z.url(),
  enabledEvents: z.array(z.string()).min(1).default(["*"]),
  apiVersion: z.string().nullable().default(null),
  secret: z.string().startsWith("whsec_").optional(),
});

const Act = z.looseObject({ act: z.string(), method: z.string().optional() });
const Dispute = z.strictObject({
  amount: z.number().int().min(1).optional(),
  reason: z.string().default("fraudulent"),
});
const Told = z.strictObject({ type: z.string().regex(/^[a-z_]+(\.[a-z_]+)+$/) });
const Filter = z.object({
  account: z.string().optional(),
  status: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
});

function actOnSession(side: StripeSide, id: string, { act, method }: z.output<typeof Act>): object {
  const { call, value } = locateObject(side, "checkout.session", id);
  if (value.status !== "open") throw new AppError("PRECONDITION", "the session has ended already");
  return choose(
    {
      pay: () => paySession(call, id, method ?? goodToken(value)),
      decline: () => paySession(call, id, "pm_card_chargeDeclined"),
      "no-money": () => paySession(call, id, "pm_card_chargeDeclinedInsufficientFunds"),
      "bank-debit": () => paySession(call, id, method ?? "pm_usBankAccount"),
      expire: () => expireSession(call, value),
    },
    act,
  );
}

function actOnIntent(side: StripeSide, id: string, act: string): object {
  const { call } = locateObject(side, "payment_intent", id);
  return choose(
    {
      complete: () => completeDebit(call, id, true),
      fail: () => completeDebit(call, id, false),
      authenticate: () => authenticateIntent(call, id, true),
      "refuse-authentication": () => authenticateIntent(call, id, false),
    },
    act,
  );
}

function registerAccounts(server: FastifyInstance, side: StripeSide): void {
  const show = (id: string) => {
    const { keys, ...account } = side.accounts.need(id);
    return { ...account, keyCount: keys.length };
  };
  server.get("/stripe/accounts", () => ({ items: [...side.accounts.values()].map(({ id }) => show(id)) }));
  server.put("/stripe/accounts/:id", (request) => {
    const id = idOf(request);
    const fields = Object.entries(readInput(Account, request.body)).filter(
      ([, value]) => value !== undefined,
    );
    side.store.act(() => {
      const known = side.accounts.get(id) ?? newAccount(side, { id, keys: [] });
      side.accounts.put(id, { ...known, ...Object.fromEntries(fields) });
    });
    return show(id);
  });
  server.post("/stripe/accounts/:id/webhook-endpoints", (request) => {
    const { url, enabledEvents, apiVersion, secret } = readInput(Endpoint, request.body);
    return side.store.act(() =>
      addEndpoint(
        ownCall(side, idOf(request)),
        { url, enabled_events: enabledEvents, api_version: apiVersion, description: null, metadata: {} },
        secret,
      ),
    );
  });
  server.post("/stripe/webhook-endpoints/:id/roll", (request) =>
    side.store.act(() => ({
      secret: rollSecret(locateObject(side, "webhook_endpoint", idOf(request)).call, idOf(request)),
    })),
  );
  server.post("/stripe/accounts/:id/payout", (request) =>
    side.store.act(() => ({ items: payOutAll(ownCall(side, idOf(request))) })),
  );
}

function registerObjects(server: FastifyInstance, side: StripeSide): void {
  server.get("/stripe/sessions", (request) => {
    const { account, status, limit } = readInput(Filter, request.query);
    const items = [...side.accounts.values()]
      .filter(({ id }) => account === undefined || id === account)
      .flatMap(({ id }) =>
        side.ofKind(id, "checkout.session").map(({ value }) => value as Kinds["checkout.session"]),
      )
      .filter((session) => status === undefined || session.status === status);
    return { items: items.toReversed().slice(0, limit) };
  });
  const acts: Record<string, (id: string, body: z.output<typeof Act>) => object> = {
    sessions: (id, body) => actOnSession(side, id, body),
    "payment-intents": (id, { act }) => actOnIntent(side, id, act),
    subscriptions: (id, { act }) => actOnSubscription(side, id, act),
    disputes: (id, { act }) => {
      const { call } = locateObject(side, "dispute", id);
      return choose(
        { won: () => closeDispute(call, id, "won"), lost: () => closeDispute(call, id, "lost") },
        act,
      );
    },
    refunds: (id, { act }) => {
      const { call } = locateObject(side, "refund", id);
      return choose({ complete: () => completeRefund(call, id), fail: () => failRefund(call, id) }, act);
    },
    payouts: (id, { act }) => {
      const { call, value } = locateObject(side, "payout", id);
      return choose(
        { complete: () => completePayout(call, value), fail: () => failPayout(call, value) },
        act,
      );
    },
    events: (id, { act }) => {
      const { call, value } = locateObject(side, "event", id);
      return choose({ resend: () => (resendEvent(call, value), value) }, act);
    },
  };
  for (const [kind, run] of Object.entries(acts)) {
    server.post(`/stripe/${kind}/:id/act`, (request) =>
      side.store.act(() => run(idOf(request), readInput(Act, request.body))),
    );
  }
  server.post("/stripe/objects/:id/event", (request) => {
    const { type } = readInput(Told, request.body);
    return side.store.act(() => {
      const row = side.objects.need(idOf(request));
      return emit(ownCall(side, row.account), type, row.value);
    });
  });
  server.post("/stripe/charges/:id/dispute", (request) => {
    const { amount, reason } = readInput(Dispute, request.body);
    return side.store.act(() => {
      const { call, value } = locateObject(side, "charge", idOf(request));
      return openDispute(call, value.id, { reason, ...(amount !== undefined && { amount }) });
    });
  });
}

/** Plays cards, banks and subscribers, and tells accounts where their events go. */
export function registerStripeControl(server: FastifyInstance, { stripe }: Sandbox): void {
  registerAccounts(server, stripe);
  registerObjects(server, stripe);
}
