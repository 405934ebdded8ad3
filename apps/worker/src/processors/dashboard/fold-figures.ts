import type { Handler } from "@stead/queue/handlers";
import { foldFigures as fold } from "@stead/services/dashboard";
import type { WorkerDeps } from "../../deps.ts";

export function foldFigures(deps: WorkerDeps): Handler<"figures.fold"> {
  return { run: async (_payload, job) => ({ folded: await fold({ ctx: await deps.contextOf(job) }) }) };
}
