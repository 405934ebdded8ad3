import pg from "pg";
import type { TestDatabase } from "./database.ts";

/** Arranges and inspects a test's database as the superuser, so rows of every agency. */
export type Arranger = {
  query<Row extends object>(text: string, ...values: readonly unknown[]): Promise<Row[]>;
  /** Inserts rows as given; `camelCase` keys are the columns in `snake_case`. */
  insert(table: string, ...rows: readonly object[]): Promise<void>;
  close(): Promise<void>;
};

const readAsText = new Set<number>([pg.types.builtins.DATE]);
const readAsNumber = new Set<number>([pg.types.builtins.INT8, pg.types.builtins.NUMERIC]);

/** Opens the superuser's connection. int8 is read as a number and DATE as `YYYY-MM-DD`. */
export async function openArranger({ adminUrl }: Pick<TestDatabase, "adminUrl">): Promise<Arranger> {
  const types: pg.CustomTypesConfig = {
    getTypeParser: (oid, format) => {
      if (readAsText.has(oid)) return String;
      return readAsNumber.has(oid)
        ? Number
        : (pg.types.getTypeParser(oid, format) as (text: string) => unknown);
    },
  };
  const client = new pg.Client({ connectionString: adminUrl, types });
  // A dropped database ends its connections.
  client.on("error", () => {});
  await client.connect();
  const query = async <Row extends object>(text: string, ...values: readonly unknown[]): Promise<Row[]> =>
    (await client.query<Row>(text, [...values])).rows;
  return {
    query,
    insert: async (table, ...rows) => {
      for (const row of rows) {
        const cells = Object.entries<unknown>({ ...row }).filter(([, value]) => value !== undefined);
        const columns = cells.map(([key]) => columnOf(key)).join(", ");
        const places = cells.map((_, index) => `$${index + 1}`).join(", ");
        await query(
          `insert into ${table} (${columns}) values (${places})`,
          ...cells.map(([, value]) => value),
        );
      }
    },
    close: () => client.end(),
  };
}

function columnOf(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
