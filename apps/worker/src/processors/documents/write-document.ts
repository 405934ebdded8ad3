import type { Handler } from "@stead/queue/handlers";
import { stopDocument, writeDocument } from "@stead/services/documents";
import type { WorkerDeps } from "../../deps.ts";

export function drawDocument(deps: WorkerDeps): Handler<"documents.write"> {
  return {
    run: async ({ documentId }, job) => {
      await writeDocument({
        ctx: await deps.contextOf(job),
        input: { documentId },
        files: deps.files,
        pdf: deps.pdf,
      });
    },
    abandon: async ({ documentId }, job, { error }) => {
      await stopDocument({ ctx: await deps.contextOf(job), input: { documentId, problem: error.message } });
    },
  };
}
