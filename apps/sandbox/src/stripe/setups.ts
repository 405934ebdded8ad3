import { emit } from "./events.ts";
import { newStripeId, randomText } from "./ids.ts";
import { attachMethod, needMethod } from "./methods.ts";
import type { SetupIntent } from "./objects.ts";
import { nowSeconds, saveObject, type Call } from "./side.ts";

/** Inside an act: a promise to save a method. */
export function addSetup(
  call: Call,
  fields: { customer: string | null; metadata: Record<string, string> },
): SetupIntent {
  const id = newStripeId("seti");
  const setup: SetupIntent = {
    id,
    object: "setup_intent",
    client_secret: `${id}_secret_${randomText(25)}`,
    created: nowSeconds(call.side),
    customer: fields.customer,
    livemode: false,
    metadata: fields.metadata,
    payment_method: null,
    status: "requires_payment_method",
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    description: null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    mandate: null,
    next_action: null,
    on_behalf_of: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ["card"],
    single_use_mandate: null,
    usage: "off_session",
  };
  saveObject(call, setup, {});
  emit(call, "setup_intent.created", setup);
  return setup;
}

/** Inside an act: the method is saved with the customer, where there is one. */
export function completeSetup(call: Call, setup: SetupIntent, methodId: string): SetupIntent {
  const method = needMethod(call, methodId, setup.customer);
  if (setup.customer !== null) attachMethod(call, method, setup.customer);
  const done = saveObject(call, { ...setup, payment_method: method.id, status: "succeeded" as const });
  emit(call, "setup_intent.succeeded", done);
  return done;
}
