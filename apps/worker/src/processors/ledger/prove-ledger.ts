import type { Handler } from "@stead/queue/handlers";
import { runProof } from "@stead/services/ledger";
import type { WorkerDeps } from "../../deps.ts";

export function proveLedger(deps: WorkerDeps): Handler<"ledger.proof"> {
  return {
    run: async (_payload, job) => {
      const { id: proofId, isSound } = await runProof({ ctx: await deps.contextOf(job) });
      return { proofId, isSound };
    },
  };
}
