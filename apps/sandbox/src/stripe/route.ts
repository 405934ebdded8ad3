import type { Call } from "./side.ts";

export type Form = Record<string, unknown>;

/** A path of the API. `run` works inside an act and gives the object in its current shape. */
export type StripeRoute = {
  method: "GET" | "POST" | "DELETE";
  path: string;
  run: (call: Call, params: Record<string, string>, form: Form) => object;
};

/** The id in the path. */
export const idIn = (params: Record<string, string>): string => params["id"] ?? "";
