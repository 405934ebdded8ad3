import type pg from "pg";

/** One part of a table that is partitioned by month. */
export type Partition = {
  name: string;
  from: Temporal.PlainYearMonth;
  /** The month behind its last; null for the part that has no end. */
  to: Temporal.PlainYearMonth | null;
  bytes: number;
  /** `leaving`: letting go of it was begun and not finished. `gone`: it is no part any more, and is still there. */
  state: "attached" | "leaving" | "gone";
  /** The table's column by which it is parted. */
  column: string;
};

type Row = {
  name: string;
  bound: string | null;
  bytes: string;
  isLeaving: boolean;
  isPart: boolean;
  column: string;
};

const parts = `select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound, pg_relation_size(c.oid) as bytes,
    coalesce(i.inhdetachpending, false) as "isLeaving", i.inhrelid is not null as "isPart",
    (select a.attname from pg_partitioned_table p join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
      where p.partrelid = $1::regclass) as column
  from pg_class c left join pg_inherits i on i.inhrelid = c.oid and i.inhparent = $1::regclass
  where i.inhrelid is not null or (c.relkind = 'r' and not c.relispartition and c.relnamespace = 'public'::regnamespace
    and c.relname ~ ('^' || $1 || '_[0-9]{4}_[0-9]{2}(_to_[0-9]{4}_[0-9]{2})?$'))
  order by c.relname`;

const boundPattern = /FROM \('(\d{4}-\d{2})-\d{2}[^)]*'\) TO \((?:MAXVALUE|'(\d{4}-\d{2})-\d{2}[^)]*')\)/;
const namePattern = /_(\d{4})_(\d{2})(?:_to_(\d{4})_(\d{2}))?$/;

/** The parts of a table, and tables that were parts of it. The session's time zone must be UTC. */
export async function readPartitions(client: pg.Client, table: string): Promise<Partition[]> {
  const { rows } = await client.query<Row>(parts, [table]);
  return rows.flatMap((row) => {
    const span = spanOf(row);
    if (span === undefined) return [];
    const state = !row.isPart ? "gone" : row.isLeaving ? "leaving" : "attached";
    return [{ name: row.name, ...span, bytes: Number(row.bytes), state, column: row.column }];
  });
}

function spanOf({ name, bound, isPart }: Row): Pick<Partition, "from" | "to"> | undefined {
  if (isPart) {
    const [, from, to] = boundPattern.exec(bound ?? "") ?? [];
    if (from === undefined) return undefined;
    return {
      from: Temporal.PlainYearMonth.from(from),
      to: to === undefined ? null : Temporal.PlainYearMonth.from(to),
    };
  }
  const [, year, month, endYear, endMonth] = namePattern.exec(name) ?? [];
  if (year === undefined || month === undefined) return undefined;
  const from = Temporal.PlainYearMonth.from(`${year}-${month}`);
  const isSpan = endYear !== undefined && endMonth !== undefined;
  return {
    from,
    to: isSpan ? Temporal.PlainYearMonth.from(`${endYear}-${endMonth}`) : from.add({ months: 1 }),
  };
}
