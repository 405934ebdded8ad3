import type { SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import type { Logger } from "@stead/kernel/logger";
import type { OpenRails } from "@stead/providers/rails/open-rails";
import { publishEvents } from "@stead/queue/events";
import { startLoop, type Loop } from "@stead/queue/loop";

// The door's own table knows whose an account is.
const tell = {
  name: "rail_breakers_tell",
  text: `insert into rail_breakers as b (agency_id, rail_account_id, process_id, process, rail, state, since, probes_at, fault_code,
      fault_text, fault_at)
    select w.agency_id, t.id, $1, $2, t.rail, t.state, t.since, t."probesAt", t."faultCode", t."faultText", t."faultAt"
    from jsonb_to_recordset($3::jsonb) as t (id uuid, rail text, state text, since timestamptz, "probesAt" timestamptz,
      "faultCode" text, "faultText" text, "faultAt" timestamptz)
    join lateral (select agency_id from webhook_paths where rail_account_id = t.id limit 1) w on true
    on conflict (agency_id, rail_account_id, process_id) do update set state = excluded.state, since = excluded.since,
      probes_at = excluded.probes_at, fault_code = excluded.fault_code, fault_text = excluded.fault_text, fault_at = excluded.fault_at,
      told_at = now()
    returning b.agency_id as "agencyId", b.rail_account_id as id`,
};
const stay = {
  name: "rail_breakers_stay",
  text: "update rail_breakers set told_at = now() where process_id = $1",
};
const leave = { name: "rail_breakers_leave", text: "delete from rail_breakers where process_id = $1" };
const sweep = {
  name: "rail_breakers_sweep",
  text: "delete from rail_breakers where told_at < now() - interval '1 hour'",
};

type Opened = ReturnType<OpenRails["health"]>[number];
const states = { closed: "working", open: "resting", half_open: "probing" } as const;

const instantOf = (ms: number) => new Date(ms).toISOString();

function rowOf({ rail, accountId: id, health }: Opened, nowMs: number) {
  const { breaker, sinceMs, lastFault, restMs } = health;
  return {
    id,
    rail,
    state: states[breaker],
    since: instantOf(sinceMs),
    probesAt: breaker === "open" ? instantOf(nowMs + restMs) : null,
    faultCode: lastFault?.code ?? null,
    faultText: lastFault?.text ?? null,
    faultAt: lastFault === null ? null : instantOf(lastFault.atMs),
  };
}

export type BreakerTelling = {
  system: SystemDb;
  process: "api" | "worker";
  health: () => readonly Opened[];
  log: Logger;
  pauseMs?: number;
};

/** How often a process says that it lives. */
const stayMs = 30_000;

/** Tells what stands before this process's calls to providers, as it changes, until it is stopped. */
export function startTellingBreakers(options: BreakerTelling): Loop {
  const { system, log, pauseMs = 1_000 } = options;
  const teller = createTeller(options);
  const loop = startLoop({
    pauseMs,
    turn: () => teller.turn().then(() => false),
    onError: (error) => log.warn({ error }, "the health of providers was not told"),
  });
  return {
    wake: () => loop.wake(),
    stop: async () => {
      await loop.stop();
      if (teller.hasTold()) await system.sql(leave, teller.processId).catch(() => {});
    },
  };
}

function createTeller({ system, process, health }: BreakerTelling) {
  const processId = newId();
  const told = new Map<string, { key: string; state: string }>();
  let stayedMs = Date.now();
  const markOf = ({ health: { breaker, sinceMs, lastFault } }: Opened) =>
    `${breaker} ${sinceMs} ${lastFault?.atMs ?? ""}`;

  async function tellChanged(): Promise<void> {
    const changed = health().filter((one) => told.get(one.accountId)?.key !== markOf(one));
    if (changed.length === 0) return;
    const rows = changed.map((one) => rowOf(one, Date.now()));
    await system.transaction(async (tx) => {
      const kept = await tx.sql<{ agencyId: string; id: string }>(
        tell,
        processId,
        process,
        JSON.stringify(rows),
      );
      const moved = kept.filter(
        ({ id }) => rows.find((row) => row.id === id)?.state !== (told.get(id)?.state ?? "working"),
      );
      for (const agencyId of new Set(moved.map((row) => row.agencyId)))
        await publishEvents(tx, agencyId, [{ agencyId, kind: "rails.changed", payload: {} }]);
    });
    for (const one of changed)
      told.set(one.accountId, { key: markOf(one), state: states[one.health.breaker] });
  }

  return {
    processId,
    hasTold: () => told.size > 0,
    turn: async () => {
      await tellChanged();
      if (told.size === 0 || Date.now() - stayedMs < stayMs) return;
      stayedMs = Date.now();
      await system.sql(stay, processId);
      await system.sql(sweep);
    },
  };
}
