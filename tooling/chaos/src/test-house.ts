import { findRedis } from "@stead/testing/redis";
import { cloneDatabase } from "@stead/testing/database";
import type { HouseDatabase } from "./cluster.ts";
import type { FireOptions, FireReport } from "./payments-under-fire.ts";

/** A database of the tests' server: quickly there, and not to be killed. */
export async function openTestDatabase(): Promise<HouseDatabase> {
  const database = await cloneDatabase();
  return { ...database, crash: undefined, stop: () => database.drop() };
}

/** A run of some seconds, on a database of the tests' server. */
export const smallRun = {
  payments: 24,
  kills: 0,
  atOnce: 6,
  leases: 6,
  hasRedis: findRedis() !== undefined,
} satisfies Partial<FireOptions>;

/** The names of what an audit found, without their explanations. */
export function namesOf({ findings }: Pick<FireReport, "findings">): string[] {
  return findings.map(({ name }) => name.split(":", 1).join());
}
