import { createHash } from "node:crypto";
import { eventsOf, tags } from "@stead/cache/keys/events";
import type { ReportKind, ReportRow, ResolvedParams } from "@stead/contracts/reports";
import type { Tx } from "@stead/db/client";
import { assert } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { readOne, type ServiceContext } from "../context/index.ts";
import type { ReportPlan } from "./define-report.ts";

/** Rows that are stored, and read, together. */
export const chunkRows = 200;

/** A plot as the database answers it: one for each currency and plot of the plan. */
export type StoredPlot = {
  nth: number;
  currency: string | null;
  points: { label: string; values: (number | null)[] }[];
};

export type Result = {
  id: string;
  rowCount: number;
  totals: ReportRow[];
  plots: StoredPlot[];
  madeAt: string;
};

/** What is asked: a report with its parameters, and how it is answered. */
export type Asked = { kind: ReportKind; params: ResolvedParams; plan: ReportPlan };

/**
 * Names what a result depends on beside the data: the report's own SQL, its parameters, and what the reader may see.
 * Readers who may see the same share a result.
 */
export function cacheKeyOf(ctx: Pick<ServiceContext, "agency" | "propertyIds">, asked: Asked): string {
  const { kind, params, plan } = asked;
  const scope = ctx.propertyIds === null ? null : ctx.propertyIds.toSorted((a, b) => (a < b ? -1 : 1));
  const sorted = Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const parts = [kind, sorted, scope, ctx.agency.timeZone, makeText(plan)];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** Longest time that a result is given out; after it the sweep takes it. */
const resultLifeHours = 12;

const resultColumns = `id, row_count as "rowCount", totals, plots, made_at as "madeAt"`;

const fresh = {
  name: "report_fresh",
  // Its snapshot sees every change up to it; a change that it does not see has happened since, however it is numbered.
  text: `select ${resultColumns} from report_results r
    where agency_id = $1 and cache_key = $2 and made_at > now() - interval '${resultLifeHours} hours'
      and server_started_at = pg_postmaster_start_time()
      and not exists (select from data_changes d
        where d.agency_id = $1 and d.event = any($3) and d.xact >= pg_snapshot_xmin(r.snapshot::pg_snapshot)::text::bigint
          and not pg_visible_in_snapshot(d.xact::text::xid8, r.snapshot::pg_snapshot))
    order by made_at desc limit 1`,
};

/** The stored result of a key, if nothing changed that it is made of. */
function readFresh(
  sql: Tx["sql"],
  ctx: Pick<ServiceContext, "agencyId">,
  cacheKey: string,
): Promise<Result | undefined> {
  return readOne<Result>(sql, fresh, ctx.agencyId, cacheKey, eventsOf(tags.reports));
}

const stored = {
  name: "report_stored",
  text: `select ${resultColumns} from report_results where agency_id = $1 and id = $2 and cache_key = $3`,
};

/** A stored result whose later pages are read, fresh or not. Undefined when it is not one of this key. */
export function readStored(
  sql: Tx["sql"],
  ctx: Pick<ServiceContext, "agencyId">,
  { id, cacheKey }: { id: string; cacheKey: string },
): Promise<Result | undefined> {
  return readOne<Result>(sql, stored, ctx.agencyId, id, cacheKey);
}

/** Two that ask the same at once: the second waits and finds what the first made. */
const takeTurn = {
  name: "report_turn",
  text: `select pg_advisory_xact_lock(hashtextextended($1, 0))`,
};

/**
 * A result of what is asked: the stored one while its data has not changed, else a new one. It is made by one
 * statement that reads, sums up and stores, so rows never leave the database and memory here is flat.
 */
export async function ensureResult(
  ctx: ServiceContext,
  asked: Asked,
): Promise<Result & { isNew: boolean; cacheKey: string }> {
  const cacheKey = cacheKeyOf(ctx, asked);
  const known = await readFresh(ctx.db.sql, ctx, cacheKey);
  if (known !== undefined) return { ...known, isNew: false, cacheKey };
  return ctx.db.transaction(async (tx) => {
    await tx.sql(takeTurn, `${ctx.agencyId}:${cacheKey}`);
    const meanwhile = await readFresh(tx.sql, ctx, cacheKey);
    if (meanwhile !== undefined) return { ...meanwhile, isNew: false, cacheKey };
    const { plan, kind } = asked;
    // Planned anew each time: what is the best way depends on the parameters.
    const statement = { name: "", text: makeText(plan) };
    const made = await readOne<Result>(tx.sql, statement, ...plan.values, newId(), kind, cacheKey);
    assert(made, "reports: a report answered no row");
    return { ...made, isNew: true, cacheKey };
  });
}

/** The statement that makes a report. Its last three values are the id of the result, the kind and the key. */
function makeText({ columns, text, values, orderBy, isPlain = false, plots }: ReportPlan): string {
  const place = (nth: number) => `$${values.length + nth}`;
  const [id, kind, key] = [place(1), place(2), place(3)] as const;
  const sums = columns.flatMap(({ key: name, total }) =>
    total === undefined ? [] : `${total} as "${name}"`,
  );
  const totals = [...(isPlain ? [] : ["currency"]), ...sums].join(", ");
  const grouping = isPlain ? "having count(*) > 0" : "group by currency order by currency";
  const plotTexts = plots.map(
    (
      plot,
      nth,
    ) => `select ${nth} as nth, currency, jsonb_agg(jsonb_build_object('label', label, 'values', values) order by place) as points
      from (${plot.text}) as plot_${nth} group by currency`,
  );
  const plotted =
    plotTexts.length === 0
      ? "'[]'::jsonb"
      : `coalesce((select jsonb_agg(to_jsonb(p) order by nth, currency) from (${plotTexts.join(" union all ")}) p), '[]')`;
  return `with report as materialized (${text}),
    numbered as (select report.*, row_number() over (order by ${orderBy}) - 1 as place from report),
    chunks as (
      insert into report_chunks (agency_id, result_id, chunk_no, rows)
      select $1, ${id}, place / ${chunkRows}, jsonb_agg(to_jsonb(numbered) - 'place' order by place) from numbered group by place / ${chunkRows}
    ), kept as (
      insert into report_results (agency_id, id, kind, cache_key, row_count, totals, plots, snapshot)
      select $1, ${id}::uuid, ${kind}, ${key}, (select count(*) from report),
        coalesce((select jsonb_agg(to_jsonb(t)) from (select ${totals} from report ${grouping}) t), '[]'), ${plotted},
        pg_current_snapshot()::text
      returning ${resultColumns}
    ) select * from kept`;
}

const chunk = {
  name: "report_chunk",
  text: `select rows from report_chunks where agency_id = $1 and result_id = $2 and chunk_no = $3`,
};

/** The rows of a part of a result; undefined behind its end, or when it was swept away. */
export async function readChunk(
  sql: Tx["sql"],
  ctx: Pick<ServiceContext, "agencyId">,
  { resultId, chunkNo }: { resultId: string; chunkNo: number },
): Promise<ReportRow[] | undefined> {
  const row = await readOne<{ rows: ReportRow[] }>(sql, chunk, ctx.agencyId, resultId, chunkNo);
  return row?.rows;
}
