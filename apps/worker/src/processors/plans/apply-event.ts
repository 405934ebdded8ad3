import type { Handler } from "@stead/queue/handlers";
import { applyEvent } from "@stead/services/plans";
import type { WorkerDeps } from "../../deps.ts";

export function applyPlanEvent({ platform }: WorkerDeps): Handler<"plans.apply"> {
  return {
    run: async ({ agencyId, eventId }, { requestId, signal }) => {
      // Plans were turned off after it came: it says nothing any more.
      if (platform === null) return undefined;
      const by = { agencyId, actor: { kind: "system", id: null }, requestId } as const;
      return applyEvent({ platform, by, eventId, signal });
    },
  };
}
