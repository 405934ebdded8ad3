import { makePartitions } from "@stead/db/partitions";
import type { CivilDate } from "@stead/kernel/dates";

/** Makes the audit trail's months from the one of a day on: told days may lie before or after today. */
export async function makeTrailMonths(ownerUrl: string, from: CivilDate, months = 3): Promise<void> {
  await makePartitions(ownerUrl, { tables: ["audit"], from: from.slice(0, 7), months });
}
