import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import { idOf, readInput } from "../control/inputs.ts";
import { locateObject } from "../control/locate.ts";
import { authenticateIntent } from "../stripe/intents.ts";
import type { CheckoutSession } from "../stripe/objects.ts";
import { paySession } from "../stripe/sessions.ts";
import { findObject, hiddenOf, type Call, type StripeSide } from "../stripe/side.ts";
import { bankPage, checkoutPage } from "./checkout.ts";

const Pay = z.object({ method: z.string().startsWith("pm_") });
const Answer = z.object({ answer: z.enum(["yes", "no"]) });

/** Where the customer goes next: on, to their bank, or back to the page with the reason. */
function goOn(call: Call, session: CheckoutSession, reply: FastifyReply): FastifyReply {
  if (session.status === "complete") {
    const target = (session.success_url ?? "/").replaceAll("{CHECKOUT_SESSION_ID}", session.id);
    return reply.redirect(target, 303);
  }
  const intent =
    session.payment_intent === null ? undefined : findObject(call, "payment_intent", session.payment_intent);
  if (intent?.status === "requires_action") return reply.redirect(`/authenticate/${intent.id}`, 303);
  const problem = intent?.last_payment_error?.message ?? "The payment was refused.";
  return reply.code(402).send(checkoutPage(call, session, problem));
}

/** The pages that Stripe hosts: checkout, the bank's question. */
export function registerCheckoutPages(server: FastifyInstance, side: StripeSide): void {
  server.get("/checkout/:id", (request) => {
    const { call, value } = locateObject(side, "checkout.session", idOf(request));
    return checkoutPage(call, value, undefined);
  });
  server.post("/checkout/:id", (request, reply) => {
    const { method } = readInput(Pay, request.body);
    const { call, session } = side.store.act(() => {
      const { call, value } = locateObject(side, "checkout.session", idOf(request));
      return { call, session: paySession(call, value.id, method) };
    });
    return goOn(call, session, reply);
  });
  server.get("/authenticate/:id", (request) =>
    bankPage(locateObject(side, "payment_intent", idOf(request)).value),
  );
  server.post("/authenticate/:id", (request, reply) => {
    const { answer } = readInput(Answer, request.body);
    const { call, intent } = side.store.act(() => {
      const { call, value } = locateObject(side, "payment_intent", idOf(request));
      return { call, intent: authenticateIntent(call, value.id, answer === "yes") };
    });
    const { session: id } = hiddenOf(call, intent.id);
    const session = id === undefined ? undefined : findObject(call, "checkout.session", id);
    return session === undefined ? reply.send(bankPage(intent)) : goOn(call, session, reply);
  });
}
