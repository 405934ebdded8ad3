import { AppError } from "@stead/kernel/errors";
import pg from "pg";

export type PartitionRequest = {
  /** Tables partitioned by range over one instant or date column. */
  tables: readonly string[];
  /** First month, as `YYYY-MM`. */
  from: string;
  /** How many months, the first one included. */
  months: number;
};

const partitionLock = 7_201_837;

/**
 * Makes the monthly partitions that are missing and returns their names. Runs as `stead_owner`; a partition answers
 * only through its parent, whose policies then hold. Months begin at midnight UTC.
 */
export async function makePartitions(
  ownerUrl: string,
  { tables, from, months }: PartitionRequest,
): Promise<string[]> {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(from)) throw new AppError("INVALID", "a month is written 2026-11");
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const made: string[] = [];
  try {
    // IF NOT EXISTS does not help two that make the same table at once.
    await client.query("select pg_advisory_lock($1)", [partitionLock]);
    const first = Temporal.PlainYearMonth.from(from);
    for (const table of tables) {
      for (let offset = 0; offset < months; offset++) {
        const month = first.add({ months: offset });
        const name = `${table}_${month.toString().replace("-", "_")}`;
        if (await exists(client, name)) continue;
        await makePartition(client, table, name, month);
        made.push(name);
      }
    }
    return made;
  } finally {
    await client.end();
  }
}

async function exists(client: pg.Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ exists: boolean }>("select to_regclass($1) is not null as exists", [
    client.escapeIdentifier(name),
  ]);
  return rows[0]?.exists ?? false;
}

async function makePartition(
  client: pg.Client,
  table: string,
  name: string,
  month: Temporal.PlainYearMonth,
): Promise<void> {
  const partition = client.escapeIdentifier(name);
  const bound = (start: Temporal.PlainYearMonth) => client.escapeLiteral(`${start.toString()}-01T00:00:00Z`);
  await client.query(`
    create table ${partition} partition of ${client.escapeIdentifier(table)}
      for values from (${bound(month)}) to (${bound(month.add({ months: 1 }))});
    alter table ${partition} enable row level security;
    alter table ${partition} force row level security;
  `);
}
