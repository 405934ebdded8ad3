import { createRailGuard } from "../rail-guard.ts";
import type { RailOptions } from "../rail-options.ts";
import type {
  CallOptions,
  InboundRequest,
  InboundVerdict,
  RailAccount,
  RailAnswer,
  RailFact,
  RailProvider,
} from "../rail-provider.ts";
import { parseBody } from "../shape.ts";
import { pullMoney, refetchDispute, refetchPayout } from "./balance.ts";
import { createStripeClient, type StripeClient } from "./client.ts";
import { refetchAttempt, refetchRefund, startCheckout, startRefund } from "./collecting.ts";
import { readStripeEvent } from "./events.ts";
import { registerEndpoint, testKey } from "./registering.ts";
import { Event } from "./shapes.ts";
import { openSigned } from "./signature.ts";

/** An agency's own Stripe account, by Stripe's SDK. Settings must have passed the descriptor's rules. */
export function openStripeRail(rail: RailAccount, { baseUrls, seams, limits }: RailOptions): RailProvider {
  const guard = createRailGuard({ name: "Stripe", provider: "stripe", seams, limits });
  const { secretKey = "", webhookSecrets = "" } = rail.settings;
  const client = createStripeClient({ secretKey, baseUrl: baseUrls.stripe, guard });
  const secrets = webhookSecrets.split(",").map((secret) => secret.trim());
  return {
    rail: "stripe",
    inspect: (request) => inspectEvent(request, secrets),
    // Stripe asks nothing before it takes money.
    answerValidation: () => ({ status: 404, body: { error: "no such callback" } }),
    read: ({ body }) => readStripeEvent(parseBody(body, "event"), rail.account),
    confirm: (fact, options) => confirmFact(client, fact, options),
    collect: (request, options) => startCheckout(client, request, options),
    queryAttempt: ({ ref, startedAt }, options) => refetchAttempt(client, ref, startedAt, options),
    refund: (request, options) => startRefund(client, request, options),
    queryMovement: (movement, options) => refetchRefund(client, movement, options),
    pull: (window, options) => pullMoney(client, window, options),
    register: (options) => registerEndpoint(client, rail.callbackUrl, options),
    test: (options) => testKey(client, rail.account, options),
    health: () => guard.health(),
    close: async () => {},
  };
}

/** Signed by one of the endpoint's secrets, on exactly these bytes, within 300 s; its key is the event's id. */
function inspectEvent({ headers, body, nowMs }: InboundRequest, secrets: readonly string[]): InboundVerdict {
  const signed = openSigned(body, headers["stripe-signature"], secrets, nowMs);
  const { data: event } = Event.safeParse(signed);
  if (event === undefined) {
    const reason = signed === undefined ? "the signature is missing, wrong or old" : "it is no event";
    return { outcome: "refuse", answer: { status: 400, body: { error: reason } }, reason };
  }
  return {
    outcome: "store",
    key: event.id,
    topic: event.type,
    isVerified: true,
    answer: { status: 200, body: { received: true } },
  };
}

/** The object that an event is about, fetched anew: events come in any order and may be old. */
async function confirmFact(
  client: StripeClient,
  fact: RailFact,
  options: CallOptions,
): Promise<RailAnswer<readonly RailFact[]>> {
  if (fact.kind === "attempt")
    return refetchAttempt(client, fact.ref, fact.money?.receivedAt ?? new Date(0).toISOString(), options);
  if (fact.kind === "money" && fact.money.externalId.startsWith("pi_"))
    return refetchAttempt(client, fact.money.externalId, fact.money.receivedAt, options);
  if (fact.kind === "settlement") return refetchPayout(client, fact.ref, fact.at, options);
  if (fact.kind === "dispute") return refetchDispute(client, fact, options);
  if (fact.kind === "movement" && fact.ref !== null)
    return refetchRefund(client, { requestKey: fact.requestKey ?? "", ref: fact.ref }, options);
  return { outcome: "ok", value: [fact] };
}
