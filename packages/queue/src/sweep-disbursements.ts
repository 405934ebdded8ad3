import type { SystemDb } from "@stead/db/system";
import { enqueue } from "./enqueue.ts";

const due = {
  name: "disbursements_due",
  text: `select agency_id as "agencyId", id, state from disbursements
    where next_check_at < now() - interval '2 minutes' and state in ('approved', 'sending', 'sent', 'uncertain')
    order by next_check_at limit 500`,
};

/**
 * Enqueues what should have been sent or asked about by now: its job was lost or given up. Returns how many there were.
 * A job that waits stays one job.
 */
export async function enqueueDueDisbursements(system: SystemDb): Promise<number> {
  const found = await system.sql<{ agencyId: string; id: string; state: string }>(due);
  if (found.length === 0) return 0;
  await system.transaction(async (tx) => {
    for (const { agencyId, id, state } of found) {
      const isUnsent = state === "approved" || state === "sending";
      const name = isUnsent ? "disbursements.send" : "disbursements.check";
      await enqueue(tx, { agencyId, requestId: null }, name, { agencyId, disbursementId: id });
    }
  });
  return found.length;
}
