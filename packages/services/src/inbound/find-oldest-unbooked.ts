import type { SystemDb } from "@stead/db/system";

const oldest = {
  name: "inbound_oldest_unbooked",
  text: `select to_char(min(received_at) at time zone 'UTC', 'YYYY-MM') as month from inbound_events
    where received_at < $1::timestamptz and state in ('received', 'waiting', 'failed')`,
};

/**
 * The month (`YYYY-MM`, UTC) of the oldest event from before a month that is in no books yet; undefined without one. What
 * was booked or needs no booking may go by its age; this may not.
 */
export async function findOldestUnbooked(
  system: Pick<SystemDb, "sql">,
  before: string,
): Promise<string | undefined> {
  const [row] = await system.sql<{ month: string | null }>(oldest, `${before}-01T00:00:00Z`);
  return row?.month ?? undefined;
}
