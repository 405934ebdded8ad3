import type { Handler } from "@stead/queue/handlers";
import { applyEvent } from "@stead/services/inbound";
import type { WorkerDeps } from "../../deps.ts";

export function applyInbound(deps: WorkerDeps): Handler<"inbound.apply"> {
  return {
    run: async ({ railAccountId, eventKey }, job) =>
      applyEvent({ ctx: await deps.railContextOf(job), input: { railAccountId, eventKey } }),
  };
}
