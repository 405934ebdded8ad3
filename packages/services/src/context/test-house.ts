import { AgencyPolicies } from "@stead/contracts/agency";
import { rolePermissions, type Role } from "@stead/contracts/permissions";
import { openDb, type Db } from "@stead/db/client";
import { makePartitions } from "@stead/db/partitions";
import { silentLogger } from "@stead/kernel/logger";
import { openArranger, type Arranger } from "@stead/testing/arranger";
import { fixedClock, type TestClock } from "@stead/testing/clock";
import { cloneDatabase, type TestDatabase } from "@stead/testing/database";
import { makeAgency, makeMember, type AgencyRow, type MemberRow } from "@stead/testing/factories";
import type { ServiceContext } from "./context.ts";

/** A database of one test file: the application's pool, and the superuser's hand for arranging. */
export type TestHouse = { database: TestDatabase; db: Db; arrange: Arranger; close(): Promise<void> };

export async function openTestHouse(): Promise<TestHouse> {
  const database = await cloneDatabase();
  const db = openDb({ connectionString: database.appUrl, min: 0, max: 12 });
  const arrange = await openArranger(database);
  // Months around the clock of `contextOf`, whatever the day of the run.
  await makePartitions(database.ownerUrl, { tables: ["audit"], from: "2026-01", months: 18 });
  const close = async () => {
    await db.close();
    await arrange.close();
    await database.drop();
  };
  return { database, db, arrange, close };
}

export type TestContext = ServiceContext & { clock: TestClock };

/** The context of a member, as the edge makes it. The clock stands at 15 June 2026, noon in Nairobi. */
export function contextOf(house: TestHouse, agency: AgencyRow, member: MemberRow): TestContext {
  const { id: agencyId, name, currency, timeZone, country, locale, policies } = agency;
  return {
    agencyId,
    agency: { name, currency, timeZone, country, locale, policies: AgencyPolicies.parse(policies) },
    actor: { kind: "user", id: member.userId },
    permissions: new Set(rolePermissions[member.role as Role]),
    propertyIds: member.propertyIds,
    db: house.db.forAgency(agencyId, { deadline: Date.now() + 600_000 }),
    clock: fixedClock("2026-06-15T09:00:00Z"),
    log: silentLogger,
    requestId: "request-of-a-test",
  };
}

/** A new agency with one member, its owner unless told otherwise, and that member's context. */
export async function makeHouseAgency(
  house: TestHouse,
  { agency: agencyRow, member: memberRow }: { agency?: Partial<AgencyRow>; member?: Partial<MemberRow> } = {},
): Promise<{ agency: AgencyRow; member: MemberRow; ctx: TestContext }> {
  const agency = await makeAgency(house.arrange, agencyRow);
  const member = await makeMember(house.arrange, agency.id, memberRow);
  return { agency, member, ctx: contextOf(house, agency, member) };
}

/** The same agency through a colleague with another role or scope. */
export async function makeColleague(
  house: TestHouse,
  agency: AgencyRow,
  row: Partial<MemberRow>,
): Promise<TestContext> {
  return contextOf(house, agency, await makeMember(house.arrange, agency.id, row));
}
