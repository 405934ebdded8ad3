import { createHash } from "node:crypto";
import type { DataChange } from "@stead/kernel/changes";
import { newId } from "@stead/kernel/ids";
import { openArranger, type Arranger } from "@stead/testing/arranger";
import { cloneDatabase, type TestDatabase } from "@stead/testing/database";
import { makeAgency } from "@stead/testing/factories";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openDb, type Db } from "./client.ts";
import { openSystemDb, type SystemDb } from "./system.ts";
import { aProperty } from "./test-portfolio.ts";

let database: TestDatabase;
let arrange: Arranger;
let db: Db;
let system: SystemDb;
let agencyId: string;
const told: DataChange[] = [];
const onChanges = async (changes: readonly DataChange[]) => void told.push(...changes);

beforeAll(async () => {
  database = await cloneDatabase();
  arrange = await openArranger(database);
  db = openDb({ connectionString: database.appUrl, max: 2, min: 0, onChanges });
  system = openSystemDb({ connectionString: database.systemUrl, max: 2, min: 0, onChanges });
  agencyId = (await makeAgency(arrange)).id;
});
beforeEach(() => void told.splice(0));
afterAll(async () => {
  await db.close();
  await system.close();
  await arrange.close();
  await database.drop();
});

const events = () => told.map(({ event, agencyId: whose }) => [event, whose]);
const add = () => ({ data: aProperty(agencyId, newId()) });
const rename = { name: "", text: "update contacts set name = name where agency_id = $1" };

test("a transaction tells each event once, after its commit, whichever lane wrote", async () => {
  await db.forAgency(agencyId).transaction(async (tx) => {
    await tx.prisma.property.create(add());
    await tx.prisma.property.create(add());
    await Promise.all([tx.sql(rename, agencyId), tx.sql(rename, agencyId)]);
    expect(told).toEqual([]);
  });
  expect(events()).toEqual([
    ["property.changed", agencyId],
    ["contact.changed", agencyId],
  ]);
  const rows = await arrange.query(
    `select xact::text as note, event from data_changes where agency_id = $1 order by event desc`,
    agencyId,
  );
  expect(rows).toEqual(told.map(({ note, event }) => ({ note, event })));
});

test("so does a single statement of either lane", async () => {
  await db.forAgency(agencyId).prisma.property.create(add());
  await db.forAgency(agencyId).sql(rename, agencyId);
  expect(events().map(([event]) => event)).toEqual(["property.changed", "contact.changed"]);
});

test("what was undone is not told, then or with the next on the connection", async () => {
  const undone = db.forAgency(agencyId).transaction(async (tx) => {
    await tx.prisma.property.create(add());
    throw new Error("no");
  });
  await expect(undone).rejects.toThrow("no");
  await db.forAgency(agencyId).sql({ name: "", text: "select 1 as one" });
  expect(told).toEqual([]);
});

test("an event that a savepoint took back is told when it happens again", async () => {
  await db.forAgency(agencyId).transaction(async (tx) => {
    const part = tx.savepoint(async () => {
      await tx.sql(rename, agencyId);
      throw new Error("no");
    });
    await expect(part).rejects.toThrow("no");
    await tx.sql(rename, agencyId);
  });
  expect(events().at(-1)).toEqual(["contact.changed", agencyId]);
  const [row] = await arrange.query<{ n: number }>(
    `select count(*)::int as n from data_changes where xact::text = $1`,
    told[0]?.note,
  );
  expect(row?.n).toBe(1);
});

test("rows of the directory tell whose they are, and a session which it is, by its token's hash", async () => {
  const userId = newId();
  const session = { id: newId(), userId, token: "a token", expiresAt: new Date(Date.now() + 60_000) };
  await system.prisma.user.create({ data: { id: userId, name: "A", email: `${userId}@example.org` } });
  await system.prisma.session.create({ data: session });
  await system.prisma.member.create({ data: { id: newId(), agencyId, userId, role: "owner" } });
  await system.prisma.session.update({ where: { id: session.id }, data: { activeAgencyId: agencyId } });
  await system.prisma.session.delete({ where: { id: session.id } });
  const subject = createHash("sha256").update(session.token).digest("hex");
  expect(events()).toEqual([
    ["member.changed", agencyId],
    ["session.changed", null],
    ["session.changed", null],
  ]);
  expect(told.map((change) => change.subject)).toEqual(["", subject, subject]);
});
