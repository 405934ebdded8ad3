import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { idOf, readInput } from "../control/inputs.ts";
import { locateObject } from "../control/locate.ts";
import { actOnSubscription } from "../control/subscription-acts.ts";
import { emit } from "../stripe/events.ts";
import { addMethod, attachMethod } from "../stripe/methods.ts";
import { payByHand } from "../stripe/routes/billing.ts";
import { findTestMethod } from "../stripe/sample-methods.ts";
import { listObjects, needObject, saveObject, type Call, type StripeSide } from "../stripe/side.ts";
import { changeSubscription } from "../stripe/subscriptions.ts";
import { invoicePage, portalPage } from "./subscriptions.ts";

const Method = z.object({ method: z.string().startsWith("pm_") });
const Ends = z.object({ ends: z.enum(["yes", "no"]) });
const Act = z.object({ act: z.string() });

/** Inside an act: a card of the customer's from now on, for its subscriptions as well. */
function useCard(call: Call, customerId: string, token: string): string | null {
  const test = findTestMethod(token);
  if (test === undefined) return null;
  const method = addMethod(call, test, { customer: customerId });
  attachMethod(call, method, customerId);
  const customer = needObject(call, "customer", customerId);
  const settings = { ...customer.invoice_settings, default_payment_method: method.id };
  emit(call, "customer.updated", saveObject(call, { ...customer, invoice_settings: settings }));
  for (const row of listObjects(call, "subscription").filter((one) => one.customer === customerId))
    changeSubscription(call, row, { default_payment_method: method.id });
  return method.id;
}

function registerPortal(server: FastifyInstance, side: StripeSide): void {
  server.get("/portal/:id", (request) => {
    const { call, value } = locateObject(side, "billing_portal.session", idOf(request));
    const isTheirs = ({ customer }: { customer: string }) => customer === value.customer;
    const rows = listObjects(call, "subscription").filter(
      (row) => isTheirs(row) && row.status !== "canceled",
    );
    const open = listObjects(call, "invoice").filter((row) => isTheirs(row) && row.status === "open");
    return portalPage(value, rows, open);
  });
  server.post("/portal/:id/method", (request, reply) => {
    const { method } = readInput(Method, request.body);
    side.store.act(() => {
      const { call, value } = locateObject(side, "billing_portal.session", idOf(request));
      return useCard(call, value.customer, method);
    });
    return reply.redirect(`/portal/${idOf(request)}`, 303);
  });
  server.post("/portal/:id/:subscription", (request, reply) => {
    const { subscription } = readInput(z.object({ subscription: z.string() }), request.params);
    const { ends } = readInput(Ends, request.body);
    side.store.act(() => {
      const { call, value } = locateObject(side, "subscription", subscription);
      const [item] = value.items.data;
      changeSubscription(call, value, {
        cancel_at_period_end: ends === "yes",
        cancel_at: ends === "yes" ? (item?.current_period_end ?? null) : null,
      });
    });
    return reply.redirect(`/portal/${idOf(request)}`, 303);
  });
}

/** The pages of subscribers: the portal, an invoice to pay, and the acts of the first page. */
export function registerSubscriptionPages(server: FastifyInstance, side: StripeSide): void {
  registerPortal(server, side);
  server.get("/invoice/:id", (request) =>
    invoicePage(locateObject(side, "invoice", idOf(request)).value, undefined),
  );
  server.post("/invoice/:id", (request, reply) => {
    const { method } = readInput(Method, request.body);
    const paid = side.store.act(() => {
      const { call, value } = locateObject(side, "invoice", idOf(request));
      const card = useCard(call, value.customer, method);
      return payByHand(call, value.id, card ?? undefined);
    });
    const isPaid = paid.status === "paid";
    return reply
      .code(isPaid ? 200 : 402)
      .send(invoicePage(paid, isPaid ? undefined : "The card was declined."));
  });
  server.post("/play/subscriptions/:id", (request, reply) => {
    const { act } = readInput(Act, request.body);
    side.store.act(() => actOnSubscription(side, idOf(request), act));
    return reply.redirect("/#subscriptions", 303);
  });
}
