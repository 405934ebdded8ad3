import { readChange } from "@stead/db/change-notices";
import type { SystemDb } from "@stead/db/system";
import type { ChangeListener, DataChange } from "@stead/kernel/changes";
import type { Logger } from "@stead/kernel/logger";
import { startLoop, type Loop } from "./loop.ts";

export type ChangeTellerOptions = {
  system: Pick<SystemDb, "sql">;
  log: Logger;
  /** Makes old, in every process, what depends on the changes. */
  tell: ChangeListener;
  /** Whether this process was told of what a transaction changed. */
  hasHeard: (note: string) => boolean;
  /** Pause between looks; whoever wrote has this long to tell by itself. */
  pauseMs?: number;
};

type Look = {
  snapshot: string;
  changes: { event: string; note: string; agencyId: string; subject: string }[];
};

const columns = `'event', d.event, 'note', d.xact::text, 'agencyId', d.agency_id, 'subject', d.subject`;

// Whatever a snapshot does not see has happened since, however it is numbered.
const look = {
  name: "data_changes_look",
  text: `select pg_current_snapshot()::text as snapshot, coalesce((
      select jsonb_agg(jsonb_build_object(${columns})) from data_changes d
      where d.xact >= pg_snapshot_xmin($1::pg_snapshot)::text::bigint
        and not pg_visible_in_snapshot(d.xact::text::xid8, $1::pg_snapshot)), '[]') as changes`,
};
const firstLook = {
  name: "data_changes_first",
  text: `select pg_current_snapshot()::text as snapshot, coalesce((
      select jsonb_agg(jsonb_build_object(${columns})) from data_changes d
      where d.changed_at > now() - interval '2 minutes'), '[]') as changes`,
};

/**
 * Tells what committed transactions changed and nobody told: their process ended in between, has no bus, or is no
 * process of ours. Until it is stopped; any number of processes may run one, and what is told twice does no harm.
 */
export function startChangeTeller(options: ChangeTellerOptions): Loop {
  const { system, log, tell, hasHeard, pauseMs = 1_000 } = options;
  let seen: string | undefined;
  /** Found by the last look. */
  let waiting: DataChange[] = [];
  return startLoop({
    pauseMs,
    turn: async () => {
      const [found] = await (seen === undefined ? system.sql<Look>(firstLook) : system.sql<Look>(look, seen));
      if (found === undefined) return false;
      const untold = waiting.filter(({ note }) => !hasHeard(note));
      if (untold.length > 0) {
        log.info({ changes: untold.length }, "changes were told that nobody had told");
        await tell(untold);
      }
      seen = found.snapshot;
      waiting = found.changes.map(readChange).filter((change) => change !== undefined);
      return false;
    },
    onError: (error) => log.warn({ error }, "changes were not looked for"),
  });
}
