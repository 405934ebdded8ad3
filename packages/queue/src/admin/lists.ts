import type {
  DeadJobDto,
  DeadJobFilter,
  ListDeadJobsInput,
  ListQueueActionsInput,
  ListQueueJobsInput,
  QueueActionDto,
  QueueJobDto,
} from "@stead/contracts/queues";
import { totalCap, totalOf, type Page } from "@stead/contracts/lists";
import { keysetOf, pageOf, type KeysetOrder } from "@stead/db/keyset";
import type { SystemDb } from "@stead/db/system";
import { isSuspect } from "../deaths.ts";
import { maskPayload } from "./mask.ts";

type Part = { sql: string; value: unknown };

type Paged<Row> = {
  select: string;
  from: string;
  where: readonly (Part | undefined)[];
  order: KeysetOrder;
  cursorOf: (row: Row) => readonly string[];
};

const part = (sql: string, value: unknown): Part | undefined =>
  value === undefined ? undefined : { sql, value };

/** One page and its capped total. The parts are texts of ours with one `?` each. */
async function readPage<Row extends object>(
  system: SystemDb,
  { select, from, where, order, cursorOf }: Paged<Row>,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<Row>> {
  const parts = where.filter((one) => one !== undefined);
  const values = parts.map(({ value }) => value);
  const filter = parts.map(({ sql }, index) => sql.replace("?", `$${index + 1}`)).join(" and ") || "true";
  const keyset = keysetOf(order, cursor, values.length + 1);
  // Filters come in many forms and are asked for by few: they are planned each time.
  const [rows, [counted]] = await Promise.all([
    system.sql<Row>(
      {
        name: "",
        text: `select ${select} from ${from} where ${filter} and ${keyset.predicate} order by ${keyset.orderBy} limit ${limit + 1}`,
      },
      ...values,
      ...keyset.values,
    ),
    system.sql<{ count: number }>(
      {
        name: "",
        text: `select count(*)::int as count from (select from ${from} where ${filter} limit ${totalCap + 1}) as counted`,
      },
      ...values,
    ),
  ]);
  return { ...pageOf(order, rows, limit, cursorOf), total: totalOf(counted?.count ?? 0) };
}

const isApart = `(o.state = 'apart' or (o.state = 'sent' and o.started_at is null and ${isSuspect("o.deaths")}))`;
const stateIs = {
  delayed: "o.state = 'delayed'",
  blocked: "o.state = 'blocked'",
  waiting: "o.state = 'waiting'",
  apart: isApart,
  sent: `o.state = 'sent' and o.started_at is null and not ${isApart}`,
  running: "o.state = 'sent' and o.started_at is not null",
} as const;

const jobColumns = `o.id, o.agency_id as "agencyId", o.name,
  case when o.state = 'sent' and o.started_at is not null then 'running' when ${isApart} then 'apart' else o.state end as state, o.payload, o.attempts, o.deaths,
  o.waits_for as "waitsFor", o.error, o.cancel_requested_at is not null as "isCancelRequested",
  o.created_at as "createdAt", o.run_after as "runAfter", o.started_at as "startedAt"`;

/** Jobs that are not over, oldest first. */
export async function listQueueJobs(system: SystemDb, input: ListQueueJobsInput): Promise<Page<QueueJobDto>> {
  const page = await readPage<QueueJobDto>(
    system,
    {
      select: jobColumns,
      from: "outbox o",
      where: [
        part("o.name = ?", input.name),
        part("o.agency_id = ?::uuid", input.agencyId),
        input.state === undefined
          ? undefined
          : part(`(${stateIs[input.state]} or ?::text is null)`, input.state),
      ],
      order: {
        name: "created",
        columns: [
          { expression: "o.created_at", type: "timestamptz" },
          { expression: "o.id", type: "uuid" },
        ],
        direction: input.order ?? "asc",
      },
      cursorOf: ({ createdAt, id }) => [createdAt, id],
    },
    input,
  );
  return { ...page, items: page.items.map((job) => ({ ...job, payload: maskPayload(job.payload) })) };
}

/** A filter of dead jobs as a condition on `dead_jobs d`, with the values of its places from `$1` on. */
export function deadCondition(filter: DeadJobFilter): { where: string; values: unknown[] } {
  const parts = deadParts(filter).filter((one) => one !== undefined);
  return {
    where: parts.map(({ sql }, index) => sql.replace("?", `$${index + 1}`)).join(" and ") || "true",
    values: parts.map(({ value }) => value),
  };
}

function deadParts(filter: DeadJobFilter): (Part | undefined)[] {
  return [
    part("d.name = ?", filter.name),
    part("d.agency_id = ?::uuid", filter.agencyId),
    part("d.reason = ?", filter.reason),
    part("d.error_class = ?", filter.errorClass),
    part("d.died_at >= ?::timestamptz", filter.diedAfter),
    part("d.died_at < ?::timestamptz", filter.diedBefore),
  ];
}

/** Jobs that were given up, newest first. */
export async function listDeadJobs(system: SystemDb, input: ListDeadJobsInput): Promise<Page<DeadJobDto>> {
  const page = await readPage<DeadJobDto>(
    system,
    {
      select: `d.id, d.agency_id as "agencyId", d.name, d.payload, d.reason, d.error_class as "errorClass", d.error,
        d.attempts, d.deaths, d.created_at as "createdAt", d.died_at as "diedAt"`,
      from: "dead_jobs d",
      where: deadParts(input),
      order: {
        name: "died",
        columns: [
          { expression: "d.died_at", type: "timestamptz" },
          { expression: "d.id", type: "uuid" },
        ],
        direction: input.order ?? "desc",
      },
      cursorOf: ({ diedAt, id }) => [diedAt, id],
    },
    input,
  );
  return { ...page, items: page.items.map((job) => ({ ...job, payload: maskPayload(job.payload) })) };
}

/** What operators did, newest first. */
export function listQueueActions(
  system: SystemDb,
  input: ListQueueActionsInput,
): Promise<Page<QueueActionDto>> {
  return readPage<QueueActionDto>(
    system,
    {
      select: `a.id, a.at, a.actor_user_id as "actorUserId", (select u.name from users u where u.id = a.actor_user_id) as "actorName",
        a.action, a.name, a.job_ids as "jobIds", a.job_count as "jobCount", a.filter`,
      from: "queue_actions a",
      where: [part("a.name = ?", input.name)],
      order: {
        name: "at",
        columns: [
          { expression: "a.at", type: "timestamptz" },
          { expression: "a.id", type: "uuid" },
        ],
        direction: input.order ?? "desc",
      },
      cursorOf: ({ at, id }) => [at, id],
    },
    input,
  );
}
