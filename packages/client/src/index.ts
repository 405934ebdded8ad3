import type { AppRouter } from "@stead/api/router";
import { createTRPCClient, type TRPCClient } from "@trpc/client";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { createSteadLinks, type LinkOptions } from "./links.ts";

export {
  isSteadError,
  readSteadError,
  SteadError,
  type ErrorCode,
  type FieldError,
  type SteadErrorInfo,
} from "./errors.ts";
export { createSteadLinks, type LinkOptions } from "./links.ts";
export {
  subscribeLive,
  type LiveMessage,
  type LiveOptions,
  type LiveState,
  type LiveSubscription,
} from "./live.ts";
export type { AppRouter };

/** What each procedure takes: `SteadInputs["payments"]["record"]`. */
export type SteadInputs = inferRouterInputs<AppRouter>;

/** What each procedure answers: `SteadOutputs["arrears"]["list"]`. */
export type SteadOutputs = inferRouterOutputs<AppRouter>;

export type SteadClient = TRPCClient<AppRouter>;

export type SteadClientOptions = Omit<LinkOptions, "url"> & {
  /** The address of the API, without `/trpc`: `https://stead.example.org/api`. */
  url: string;
  /** A key of the agency's settings. */
  apiKey?: string;
};

/** A typed client of one Stead installation: `await client.arrears.list.query({ minDays: 30 })`. */
export function createSteadClient({
  url,
  apiKey,
  headers = {},
  ...options
}: SteadClientOptions): SteadClient {
  const keyed = async () => ({
    ...(apiKey === undefined ? {} : { "x-api-key": apiKey }),
    ...(typeof headers === "function" ? await headers() : headers),
  });
  return createTRPCClient<AppRouter>({
    links: createSteadLinks({ ...options, url: `${url.replace(/\/+$/, "")}/trpc`, headers: keyed }),
  });
}
