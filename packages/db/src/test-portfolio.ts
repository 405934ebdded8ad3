import { newId } from "@stead/kernel/ids";
import { cloneDatabase, type TestDatabase } from "@stead/testing/database";
import { openDb, type Db } from "./client.ts";
import type { LaneOptions } from "./lanes.ts";
import { openSystemDb, type SystemDb } from "./system.ts";

/** A cloned database with agencies that own a few properties each; for tests of this package. */
export type Portfolio = {
  database: TestDatabase;
  system: SystemDb;
  /** Opens the application's pool; closed with the portfolio. */
  open(options?: Partial<LaneOptions>): Db;
  close(): Promise<void>;
};

export const propertiesPerAgency = 5;

export async function makePortfolio(agencyIds: readonly string[]): Promise<Portfolio> {
  const database = await cloneDatabase();
  const opened: { close(): Promise<void> }[] = [];
  const open = (options: Partial<LaneOptions> = {}) => {
    const db = openDb({ connectionString: database.appUrl, max: 4, ...options });
    opened.push(db);
    return db;
  };
  const system = openSystemDb({ connectionString: database.systemUrl, max: 2 });
  opened.push(system);
  await system.sql(
    {
      name: "",
      text: "insert into agencies (id, name, slug) select id, 'Agency', id::text from unnest($1::uuid[]) id",
    },
    agencyIds,
  );
  const db = open();
  for (const agencyId of agencyIds)
    await db.forAgency(agencyId).prisma.property.createMany({ data: properties(agencyId) });
  const close = async () => {
    await Promise.all(opened.map((each) => each.close()));
    await database.drop();
  };
  return { database, system, open, close };
}

function properties(agencyId: string) {
  return Array.from({ length: propertiesPerAgency }, (_, index) => aProperty(agencyId, `P${index}`));
}

export function aProperty(agencyId: string, code: string) {
  const id = newId();
  return {
    agencyId,
    id,
    code,
    name: `House ${code}`,
    addressLine: "1 Road",
    city: "Nairobi",
    country: "KE",
    timeZone: "Africa/Nairobi",
  };
}

export const propertyById = {
  name: "property_by_id",
  text: "select * from properties where agency_id = $1 and id = $2",
};
export const propertiesOf = { name: "properties_of", text: "select agency_id from properties limit 3" };
