import { AppError } from "@stead/kernel/errors";
import pg from "pg";
import { sqlState } from "./errors.ts";
import { readPartitions, type Partition } from "./partition-list.ts";

export type PartitionRequest = {
  /** Tables partitioned by range over one instant or date column. */
  tables: readonly string[];
  /** First month, as `YYYY-MM`. */
  from: string;
  /** How many months, the first one included. */
  months: number;
};

/** How long a table's months are kept, counted from `month`; 0 for ever. */
export type RetirementRequest = { keepMonths: Readonly<Record<string, number>>; month: string };

const partitionLock = 7_201_837;
/** A long statement on the table must not make writers queue up behind us: we try again at the next turn. */
const lockTimeout = "2s";

/**
 * Makes the monthly partitions that are missing and returns their names. Runs as `stead_owner`; a partition answers
 * only through its parent, whose policies then hold. Months begin at midnight UTC. What lies beyond the last month goes
 * to the table's `_later`, which begins where the months end; when it holds rows, because nobody made months in time,
 * it becomes the partition of those months as it is, and a new one begins behind it.
 */
export async function makePartitions(
  ownerUrl: string,
  { tables, from, months }: PartitionRequest,
): Promise<string[]> {
  const first = monthOf(from);
  const wanted = Array.from({ length: months }, (_, offset) => first.add({ months: offset }));
  return asOwner(ownerUrl, async (client) => {
    const made: string[] = [];
    for (const table of tables) {
      await keepLateRows(client, table, first.add({ months: 1 }));
      made.push(...(await inTurn(client, () => makeMonths(client, table, wanted))));
    }
    return made;
  });
}

/**
 * Lets go of the months that are older than they are kept, beside readers and writers, and drops them; returns their
 * names. What an earlier turn began and did not finish is finished.
 */
export async function retirePartitions(
  ownerUrl: string,
  { keepMonths, month }: RetirementRequest,
): Promise<string[]> {
  const now = monthOf(month);
  return asOwner(ownerUrl, async (client) => {
    const retired: string[] = [];
    for (const [table, months] of Object.entries(keepMonths)) {
      if (months === 0) continue;
      const oldest = now.subtract({ months });
      for (const partition of await readPartitions(client, table)) {
        if (partition.to === null || Temporal.PlainYearMonth.compare(partition.to, oldest) > 0) continue;
        await letGo(client, table, partition);
        retired.push(partition.name);
      }
    }
    return retired;
  });
}

/** Waits for the transactions that see the table as it was; nobody waits for it. */
async function letGo(client: pg.Client, table: string, { name, state }: Partition): Promise<void> {
  const [parent, part] = [client.escapeIdentifier(table), client.escapeIdentifier(name)];
  if (state === "attached") await client.query(`alter table ${parent} detach partition ${part} concurrently`);
  if (state === "leaving") await client.query(`alter table ${parent} detach partition ${part} finalize`);
  await client.query(`drop table ${part}`);
}

function monthOf(text: string): Temporal.PlainYearMonth {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) throw new AppError("INVALID", "a month is written 2026-11");
  return Temporal.PlainYearMonth.from(text);
}

async function asOwner<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    // IF NOT EXISTS does not help two that make the same table at once.
    await client.query("select pg_advisory_lock($1)", [partitionLock]);
    await client.query("set timezone = 'UTC'");
    return await work(client);
  } finally {
    await client.end();
  }
}

/** One change of the table's parts, which readers and writers see whole; it does not wait for long. */
async function inTurn<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query(`begin; set local lock_timeout = '${lockTimeout}'`);
  try {
    const result = await work();
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

const laterOf = (table: string) => `${table}_later`;
const suffix = (month: Temporal.PlainYearMonth) => month.toString().replace("-", "_");
const isBefore = (a: Temporal.PlainYearMonth, b: Temporal.PlainYearMonth) =>
  Temporal.PlainYearMonth.compare(a, b) < 0;

async function makeMonths(
  client: pg.Client,
  table: string,
  wanted: readonly Temporal.PlainYearMonth[],
): Promise<string[]> {
  const partitions = await readPartitions(client, table);
  const later = partitions.find(({ name }) => name === laterOf(table));
  const isCovered = (month: Temporal.PlainYearMonth) =>
    partitions.some(({ from, to }) => to !== null && !isBefore(month, from) && isBefore(month, to));
  const missing = wanted.filter((month) => !isCovered(month));
  const last = missing.at(-1);
  if (last === undefined) return [];
  const end = last.add({ months: 1 });
  const isMoving = later !== undefined && isBefore(later.from, end);
  const parent = client.escapeIdentifier(table);
  const rest = client.escapeIdentifier(laterOf(table));
  if (isMoving) await client.query(`alter table ${parent} detach partition ${rest}`);
  const made: string[] = [];
  const [gapEnd] = missing.filter((month) => later !== undefined && !isBefore(month, later.from));
  // Nothing between the last month that was made and the first that is wanted is left without a place.
  if (isMoving && gapEnd !== undefined && isBefore(later.from, gapEnd))
    made.push(await makePartition(client, table, later.from, gapEnd));
  for (const month of missing) made.push(await makePartition(client, table, month, month.add({ months: 1 })));
  if (isMoving)
    await client.query(
      `alter table ${parent} attach partition ${rest} for values from (${bound(end)}) to (maxvalue)`,
    );
  return made;
}

const bound = (month: Temporal.PlainYearMonth) => `'${month.toString()}-01T00:00:00Z'`;

function nameOf(table: string, from: Temporal.PlainYearMonth, to: Temporal.PlainYearMonth): string {
  const isMonth = from.add({ months: 1 }).equals(to);
  return isMonth ? `${table}_${suffix(from)}` : `${table}_${suffix(from)}_to_${suffix(to)}`;
}

async function makePartition(
  client: pg.Client,
  table: string,
  from: Temporal.PlainYearMonth,
  to: Temporal.PlainYearMonth,
): Promise<string> {
  const name = nameOf(table, from, to);
  await client.query(
    `create table ${client.escapeIdentifier(name)} partition of ${client.escapeIdentifier(table)}
       for values from (${bound(from)}) to (${bound(to)})`,
  );
  await guard(client, name);
  return name;
}

async function guard(client: pg.Client, name: string): Promise<void> {
  const part = client.escapeIdentifier(name);
  await client.query(
    `alter table ${part} enable row level security; alter table ${part} force row level security`,
  );
}

/**
 * Rows came for which no month was made: the place beyond becomes the partition of its months until `end`. That they all
 * lie before it is checked beforehand, beside the writers, so that the change itself reads nothing.
 */
async function keepLateRows(client: pg.Client, table: string, end: Temporal.PlainYearMonth): Promise<void> {
  const later = (await readPartitions(client, table)).find(({ name }) => name === laterOf(table));
  // As the owner we see no rows of agencies; a table that never had any has no pages.
  if (later === undefined || later.bytes === 0 || !isBefore(later.from, end)) return;
  const [parent, rest] = [client.escapeIdentifier(table), client.escapeIdentifier(later.name)];
  const column = client.escapeIdentifier(later.column);
  const check = `${column} is not null and ${column} >= ${bound(later.from)} and ${column} < ${bound(end)}`;
  await client.query(`alter table ${rest} drop constraint if exists rows_of_months`);
  await inTurn(client, () =>
    client.query(`alter table ${rest} add constraint rows_of_months check (${check}) not valid`),
  );
  try {
    await client.query(`alter table ${rest} validate constraint rows_of_months`);
  } catch (error) {
    await client.query(`alter table ${rest} drop constraint rows_of_months`);
    // Something is dated further ahead: it stays where it is, and its months are made when they have come.
    if (sqlState(error) === "23514") return;
    throw error;
  }
  const name = nameOf(table, later.from, end);
  const part = client.escapeIdentifier(name);
  await inTurn(client, () =>
    client.query(`
      alter table ${parent} detach partition ${rest};
      alter table ${rest} rename to ${part};
      alter table ${parent} attach partition ${part} for values from (${bound(later.from)}) to (${bound(end)});
      alter table ${part} drop constraint rows_of_months;
      create table ${rest} partition of ${parent} for values from (${bound(end)}) to (maxvalue);
      alter table ${rest} enable row level security;
      alter table ${rest} force row level security;
    `),
  );
}
