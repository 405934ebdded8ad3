import type { AppRouter } from "@stead/api/router";
import type { inferRouterInputs } from "@trpc/server";

export type ExportRequest = inferRouterInputs<AppRouter>["exports"]["create"];
type WithoutFormat<Request> = Request extends unknown ? Omit<Request, "format"> : never;

/** A list and what narrows it, as its page asks for it. */
export type ExportSource = WithoutFormat<ExportRequest>;
