import type { Cache } from "@stead/cache/cache";
import type { FamilyReport } from "@stead/cache/statistics";
import type { SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import type { Logger } from "@stead/kernel/logger";
import { startLoop, type Loop } from "@stead/queue/loop";

/** What is summed of every process, by the names of the table. */
const columns = {
  memory_hits: ({ memoryHits }) => memoryHits,
  shared_hits: ({ sharedHits }) => sharedHits,
  misses: ({ misses }) => misses,
  joined: ({ joined }) => joined,
  loads: ({ loads }) => loads,
  load_errors: ({ loadErrors }) => loadErrors,
  load_us: ({ loadMs }) => Math.round(loadMs * 1_000),
  stale_served: ({ staleServed }) => staleServed,
  stale_on_error: ({ staleOnError }) => staleOnError,
  invalidated: ({ invalidated }) => invalidated,
  evictions: ({ evictions }) => evictions,
  shared_errors: ({ sharedErrors }) => sharedErrors,
} satisfies Record<string, (report: FamilyReport) => number>;

const names = Object.keys(columns);
const add = {
  name: "cache_figures_add",
  text: `insert into cache_figures as f (minute, family, ${names.join(", ")})
    select date_trunc('minute', now()), t.family, ${names.map((name) => `t.${name}`).join(", ")}
    from jsonb_to_recordset($1::jsonb) as t (family text, ${names.map((name) => `${name} bigint`).join(", ")}) order by t.family
    on conflict (minute, family) do update set ${names.map((name) => `${name} = f.${name} + excluded.${name}`).join(", ")}`,
};
const stay = {
  name: "cache_process_stay",
  text: `insert into cache_processes (id, process, started_at, holds) values ($1, $2, $3, $4::jsonb)
    on conflict (id) do update set holds = excluded.holds, told_at = now()`,
};
const leave = { name: "cache_process_leave", text: "delete from cache_processes where id = $1" };
const sweep = {
  name: "cache_figures_sweep",
  text: `with gone as (delete from cache_processes where told_at < now() - interval '1 hour')
    delete from cache_figures where minute < now() - interval '7 days'`,
};

export type FigureTelling = {
  system: SystemDb;
  process: "api" | "worker";
  cache: Pick<Cache, "statistics">;
  log: Logger;
  pauseMs?: number;
};

type Row = { family: string } & Record<string, number | string>;

const sweepEvery = 720;

/** Adds what this process's cache did to the figures of all, every few seconds, until it is stopped. */
export function startTellingFigures(options: FigureTelling): Loop {
  const { system, log, pauseMs = 5_000 } = options;
  const teller = createTeller(options);
  const loop = startLoop({
    pauseMs,
    turn: () => teller.turn().then(() => false),
    onError: (error) => log.warn({ error }, "the figures of the cache were not told"),
  });
  return {
    wake: () => loop.wake(),
    stop: async () => {
      await loop.stop();
      if (!teller.hasTold()) return;
      await teller.turn().catch(() => {});
      await system.sql(leave, teller.id).catch(() => {});
    },
  };
}

function createTeller({ system, process, cache }: FigureTelling) {
  const id = newId();
  const startedAt = new Date().toISOString();
  const told = new Map<string, Row>();
  let turns = 0;

  /** What a family did since it was last told; nothing when it did nothing. */
  function newsOf(report: FamilyReport): { row: Row; sums: Row } | undefined {
    const before = told.get(report.family);
    const sums: Row = { family: report.family };
    const row: Row = { family: report.family };
    let moved = 0;
    for (const [name, read] of Object.entries(columns)) {
      const sum = read(report);
      const more = sum - Number(before?.[name] ?? 0);
      sums[name] = sum;
      row[name] = more;
      moved += more;
    }
    return moved === 0 ? undefined : { row, sums };
  }

  return {
    id,
    hasTold: () => turns > 0,
    turn: async () => {
      const reports = cache.statistics();
      const news = reports.map(newsOf).filter((one) => one !== undefined);
      if (news.length > 0) await system.sql(add, JSON.stringify(news.map(({ row }) => row)));
      for (const { sums } of news) told.set(sums.family, sums);
      const holds = reports.map(({ family, entries, bytes }) => ({ family, entries, bytes }));
      await system.sql(stay, id, process, startedAt, JSON.stringify(holds));
      if (turns++ % sweepEvery === 0) await system.sql(sweep);
    },
  };
}
