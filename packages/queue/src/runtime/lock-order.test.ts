import { openSystemDb, type SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import { openArranger, type Arranger } from "@stead/testing/arranger";
import { cloneDatabase, type TestDatabase } from "@stead/testing/database";
import { makeAgency } from "@stead/testing/factories";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { eventually } from "../test-queue.ts";
import { finishJobs, readJob, settleJob, startJobs } from "./job-rows.ts";

let database: TestDatabase;
let arrange: Arranger;
let holder: Arranger;
let system: SystemDb;
let agencyId: string;

beforeAll(async () => {
  database = await cloneDatabase();
  arrange = await openArranger(database);
  holder = await openArranger(database);
  system = openSystemDb({ connectionString: database.systemUrl });
  agencyId = (await makeAgency(arrange)).id;
});
afterEach(async () => {
  await holder.query("rollback");
  await arrange.query("delete from outbox");
  await arrange.query("delete from outbox_waits");
});
afterAll(async () => {
  await system.close();
  await holder.close();
  await arrange.close();
  await database.drop();
});

const aJob = (id: string, state: "sent" | "blocked") =>
  arrange.query(
    `insert into outbox (id, agency_id, name, payload, dedupe_key, state, ticket, started_at, touched_at, waits_for)
     values ($1::uuid, $2, 'payments.apply-credit', '{}', $1::uuid::text, $3, case $3 when 'sent' then $1::uuid end,
       case $3 when 'sent' then now() end,
       now() - interval '1 hour', case $3 when 'sent' then 0 else 1 end)`,
    id,
    agencyId,
    state,
  );

/** So many statements wait for a lock. */
const waiting = (count: number) =>
  eventually(async () =>
    expect(
      await arrange.query(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      ),
    ).toHaveLength(count),
  );

const cancel = async (id: string) => {
  const job = await readJob(system, id);
  if (job === undefined) throw new Error("there is no such job");
  const error = { code: "CANCELLED" as const, message: "the job was cancelled" };
  await settleJob(system, job, { outcome: "cancelled", attempt: 0, error });
};

test.each([
  ["child", "parent"],
  ["parent", "child"],
])("a job ends while the one that waits for it is cancelled: the %s is older than the %s", async (older) => {
  const ids = [newId(), newId()];
  const [child = "", parent = ""] = older === "child" ? ids : ids.toReversed();
  await aJob(child, "sent");
  await aJob(parent, "blocked");
  await arrange.query("insert into outbox_waits values ($1, $2, $3)", agencyId, child, parent);
  // Both statements come as far as they can without the row that says who waits for whom.
  await holder.query("begin");
  await holder.query("select from outbox_waits for update");
  const both = [finishJobs(system, [child]), cancel(parent)];
  await waiting(2);
  await holder.query("commit");
  await Promise.all(both);
  expect(await arrange.query("select from outbox")).toEqual([]);
  expect(await arrange.query("select from outbox_waits")).toEqual([]);
});

test("two who start the same jobs in different orders take turns", async () => {
  const [one, two] = [newId(), newId()];
  for (const id of [one, two]) await aJob(id, "sent");
  await arrange.query("update outbox set started_at = null");
  await holder.query("begin");
  await holder.query("select from outbox for update");
  const starts = [
    [one, two],
    [two, one],
  ].map((ids) =>
    startJobs(
      system,
      ids.map((id) => ({ ticket: id, ids: [id] })),
      newId(),
    ),
  );
  const ends = finishJobs(system, [two, one]);
  await waiting(3);
  await holder.query("commit");
  await Promise.all([...starts, ends]);
  expect(await arrange.query("select from outbox")).toEqual([]);
});

test("a job that somebody joins while its parent is cancelled stays", async () => {
  const [child, parent, other] = [newId(), newId(), newId()];
  await aJob(child, "blocked");
  await arrange.query("update outbox set state = 'waiting', waits_for = 0 where id = $1", child);
  await aJob(parent, "blocked");
  await aJob(other, "blocked");
  await arrange.query("insert into outbox_waits values ($1, $2, $3)", agencyId, child, parent);
  // Another flow joins the waiting child, and commits when the cancelling statement is there.
  await holder.query("begin");
  await holder.query("update outbox set run_after = run_after where id = $1", child);
  await holder.query("insert into outbox_waits values ($1, $2, $3)", agencyId, child, other);
  const cancelled = cancel(parent);
  await waiting(1);
  await holder.query("commit");
  await cancelled;
  expect(await arrange.query("select id from outbox where cancel_requested_at is not null")).toEqual([]);
  expect(await arrange.query("select parent_id from outbox_waits")).toEqual([{ parent_id: other }]);
});
