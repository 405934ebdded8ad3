import {
  cacheSettings,
  authSettings,
  databaseSettings,
  healthSettings,
  httpSettings,
  logSettings,
  mailSettings,
  platformSettings,
  queueSettings,
  railSettings,
  replicaSettings,
  storageSettings,
} from "@stead/config/fragments";
import { parseSettings, type Variables } from "@stead/config/settings";
import { z } from "zod";

const ApiSettings = z.object({
  ...databaseSettings,
  ...replicaSettings,
  ...httpSettings,
  ...authSettings,
  ...queueSettings,
  ...cacheSettings,
  ...railSettings,
  ...platformSettings,
  ...storageSettings,
  ...logSettings,
  ...healthSettings,
  ...mailSettings,
  CALLS_AT_ONCE: z.coerce
    .number("write a number")
    .int()
    .min(1, "at least 1")
    .default(24)
    .describe("requests with calls that are worked on at once; a few wait, more are told to come again"),
  RATE_LIMIT_PER_MINUTE: z.coerce
    .number("write a number")
    .int()
    .min(10, "at least 10")
    .default(1_200)
    .describe("requests a minute from one session, key or address"),
  SIGN_IN_LIMIT_PER_MINUTE: z.coerce
    .number("write a number")
    .int()
    .min(1, "at least 1")
    .default(60)
    .describe("calls of sign-in a minute from one address"),
});

export type ApiSettings = z.output<typeof ApiSettings>;

/** The settings of the api process. Throws INVALID with all that is wrong. */
export function readSettings(variables: Variables = process.env): ApiSettings {
  return parseSettings(ApiSettings, variables);
}
