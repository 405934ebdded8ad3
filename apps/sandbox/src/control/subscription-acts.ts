import { emit } from "../stripe/events.ts";
import { addMethod, attachMethod } from "../stripe/methods.ts";
import type { Subscription } from "../stripe/objects.ts";
import { payByHand } from "../stripe/routes/billing.ts";
import { findTestMethod } from "../stripe/sample-methods.ts";
import { listObjects, needObject, saveObject, type Call, type StripeSide } from "../stripe/side.ts";
import {
  cancelSubscription,
  changeSubscription,
  renewSubscription,
  resumeSubscription,
} from "../stripe/subscriptions.ts";
import { choose, locateObject } from "./locate.ts";

/** Inside an act: pays what is open of a subscription with a card that is good, which it keeps. */
function payOpen(call: Call, subscription: Subscription): Subscription {
  const test = findTestMethod("pm_card_visa");
  if (test !== undefined) {
    const method = addMethod(call, test, { customer: subscription.customer });
    attachMethod(call, method, subscription.customer);
    saveObject(call, { ...subscription, default_payment_method: method.id });
  }
  const open = listObjects(call, "invoice").filter(
    ({ parent, status }) =>
      status === "open" && parent?.subscription_details.subscription === subscription.id,
  );
  for (const { id } of open) payByHand(call, id, undefined);
  return needObject(call, "subscription", subscription.id);
}

/** Inside an act: plays what becomes of a subscription. */
export function actOnSubscription(side: StripeSide, id: string, act: string): object {
  const { call, value } = locateObject(side, "subscription", id);
  const set = (status: Subscription["status"]) => () => changeSubscription(call, value, { status });
  return choose<Subscription>(
    {
      renew: () => renewSubscription(call, value),
      "renew-fails": () => {
        const method = { behaviour: "declined" as const };
        const id = value.default_payment_method;
        const row = id === null ? undefined : side.objects.get(id);
        if (row !== undefined) side.objects.put(row.value.id, { ...row, hidden: method });
        const after = renewSubscription(call, value);
        if (row !== undefined) side.objects.put(row.value.id, row);
        return after;
      },
      "trial-will-end": () => {
        emit(call, "customer.subscription.trial_will_end", value);
        return value;
      },
      unpaid: set("unpaid"),
      pause: () => {
        const paused = changeSubscription(call, value, { status: "paused" });
        emit(call, "customer.subscription.paused", paused);
        return paused;
      },
      resume: () => resumeSubscription(call, value),
      pay: () => payOpen(call, value),
      cancel: () => cancelSubscription(call, value),
    },
    act,
  );
}
