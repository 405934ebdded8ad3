import type { SystemDb } from "@stead/db/system";

const results = {
  name: "report_results_sweep",
  text: `delete from report_results where made_at < now() - interval '1 day'`,
};
/** Kept longer than any result is given out: a result is checked against every change since it was made. */
const changes = {
  name: "data_changes_sweep",
  text: `delete from data_changes where changed_at < now() - interval '2 days'`,
};

/** Deletes stored results that are given out no longer, and the traces of changes that none of them needs. */
export async function sweepReports(system: SystemDb): Promise<void> {
  await system.sql(results);
  await system.sql(changes);
}
