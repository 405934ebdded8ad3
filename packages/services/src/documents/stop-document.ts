import type { Verb } from "../context/index.ts";

const fail = {
  name: "document_fail",
  text: `update documents set status = 'failed', problem = $3 where agency_id = $1 and id = $2 and status = 'queued'`,
};

/** A document that will not be drawn: whoever asks for it again starts anew. */
export async function stopDocument({
  ctx,
  input,
}: Verb<{ documentId: string; problem: string }>): Promise<void> {
  await ctx.db.sql(fail, ctx.agencyId, input.documentId, input.problem);
}
