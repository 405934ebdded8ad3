import type { StripeRoute } from "../route.ts";
import { accountRoutes } from "./account.ts";
import { billingRoutes } from "./billing.ts";
import { catalogRoutes } from "./catalog.ts";
import { customerRoutes } from "./customers.ts";
import { intentRoutes } from "./intents.ts";
import { paymentMethodRoutes } from "./methods.ts";
import { moneyRoutes } from "./money.ts";
import { sessionRoutes } from "./sessions.ts";

/** Every path of Stripe's API that is spoken here. */
export const stripeRoutes: readonly StripeRoute[] = [
  ...accountRoutes,
  ...customerRoutes,
  ...catalogRoutes,
  ...paymentMethodRoutes,
  ...intentRoutes,
  ...sessionRoutes,
  ...moneyRoutes,
  ...billingRoutes,
];
