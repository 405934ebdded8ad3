import { CreateBroadcastInput, type BroadcastDto, type BroadcastFilter } from "@stead/contracts/messages";
import { newId } from "@stead/kernel/ids";
import { makeContact, makeLease, makeProperty, makeUnit } from "@stead/testing/factories";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { setUpAgency } from "../agency/index.ts";
import {
  makeColleague,
  makeHouseAgency,
  openTestHouse,
  type TestContext,
  type TestHouse,
} from "../context/test-house.ts";
import {
  cancelBroadcast,
  createBroadcast,
  followBroadcast,
  getBroadcast,
  listBroadcasts,
  listMessages,
  pauseBroadcast,
  previewBroadcast,
  resumeBroadcast,
  setOptOut,
  startBroadcast,
  updateBroadcast,
  writeRecipients,
} from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const aBroadcast = (input: Partial<z.input<typeof CreateBroadcastInput>> = {}) =>
  CreateBroadcastInput.parse({
    name: "Water is off on Friday",
    channel: "email_else_sms",
    subject: "Water in {{property.name}}",
    body: "Dear {{tenant.firstName}}, you owe {{overdue}}.",
    filter: {},
    ...input,
  });

/** Tenants of one property: with a mail address and a phone, only a phone, neither, and one who wants no mail. */
async function anEstate() {
  const { ctx, agency } = await makeHouseAgency(house);
  await setUpAgency({ ctx });
  const property = await makeProperty(house.arrange, agency.id, { name: "Moi Court" });
  const tenants = [];
  for (const [name, email, phone] of [
    ["Amina Otieno", "amina@example.org", "+254700000001"],
    ["Brian Kamau", null, "+254700000002"],
    ["Cynthia Mwangi", null, null],
    ["David Njoroge", "david@example.org", null],
  ] as const) {
    const contact = await makeContact(house.arrange, agency.id, { name, email, phone });
    const lease = await makeLease(house.arrange, await makeUnit(house.arrange, property), contact);
    tenants.push({ contact, lease });
  }
  const [amina, , , david] = tenants;
  if (!amina || !david) throw new Error("nobody lives here");
  await makeInvoice(house.arrange, amina.lease, {
    charges: [{ kind: "rent", netMinor: 150_000 }],
    dueOn: "2026-06-01",
  });
  await setOptOut({ ctx, input: { contactId: david.contact.id, channel: "email", isOptedOut: true } });
  return { ctx, agency, property, tenants };
}

const jobOf = async (ctx: TestContext, broadcast: BroadcastDto) => {
  const [row] = await house.arrange.query<{ id: string }>(
    "select job_run_id as id from broadcasts where agency_id = $1 and id = $2",
    ctx.agencyId,
    broadcast.id,
  );
  return row?.id ?? "";
};
async function write(ctx: TestContext, broadcast: BroadcastDto): Promise<number> {
  return writeRecipients(ctx, {
    broadcastId: broadcast.id,
    jobRunId: await jobOf(ctx, broadcast),
    progress: () => {},
  });
}
const messagesOf = async (ctx: TestContext, broadcast: BroadcastDto) =>
  (await listMessages({ ctx, input: { broadcastId: broadcast.id, limit: 50 } })).items
    .map(({ toName, channel, toAddress, status, subject }) => ({
      toName,
      channel,
      toAddress,
      status,
      subject,
    }))
    .toSorted((left, right) => (left.toName ?? "").localeCompare(right.toName ?? ""));

describe("a preview", () => {
  test("counts who gets it and shows each text as it would be read", async () => {
    const { ctx } = await anEstate();
    const preview = await previewBroadcast({ ctx, input: aBroadcast() });
    expect(preview).toMatchObject({ recipientCount: 4, withoutAddressCount: 1, optedOutCount: 1 });
    const amina = preview.recipients.find(({ name }) => name === "Amina Otieno");
    expect(amina).toMatchObject({
      channel: "email",
      address: "amina@example.org",
      isOptedOut: false,
      subject: "Water in Moi Court",
      body: "Dear Amina, you owe KES 1,500.00.",
    });
    expect(preview.recipients.find(({ name }) => name === "David Njoroge")?.isOptedOut).toBe(true);
  });

  test.each<[string, Partial<BroadcastFilter>, number]>([
    ["all", {}, 4],
    ["late by a fortnight", { minDaysOverdue: 14 }, 1],
    ["late by more", { minDaysOverdue: 15 }, 0],
    ["another property", { propertyIds: [newId()] }, 0],
    ["drafts only", { leaseStatuses: ["pending_signature"] }, 0],
    ["ending soon", { endsBefore: "2026-07-01" }, 0],
    ["ending in a time", { endsFrom: "2026-01-01", endsBefore: "2026-12-31" }, 0],
    ["a city, however it is written", { cities: ["nairobi"] }, 4],
    ["another city", { cities: ["Kisumu"] }, 0],
    ["a kind of home", { unitKinds: ["apartment"] }, 4],
    ["another kind of home", { unitKinds: ["shop"] }, 0],
    ["owing so much", { minBalance: { amountMinor: 150_000, currency: "KES" } }, 1],
    ["owing more", { minBalance: { amountMinor: 150_001, currency: "KES" } }, 0],
    ["owing in another currency", { minBalance: { amountMinor: 1, currency: "USD" } }, 0],
    ["moved in by then", { startsFrom: "2000-01-01", startsTo: "2026-06-15" }, 4],
    ["to move in", { startsFrom: "2030-01-01" }, 0],
  ])("of %s", async (_which, filter, count) => {
    const { ctx } = await anEstate();
    const input = aBroadcast({ filter });
    expect((await previewBroadcast({ ctx, input })).recipientCount).toBe(count);
  });

  test("refuses a field that does not exist, and members of some properties", async () => {
    const { ctx, agency, property } = await anEstate();
    await expect(
      createBroadcast({ ctx, input: aBroadcast({ body: "{{rent.paid}}" }) }),
    ).rejects.toMatchObject({
      code: "INVALID",
    });
    const limited = await makeColleague(house, agency, { role: "manager", propertyIds: [property.id] });
    await expect(previewBroadcast({ ctx: limited, input: aBroadcast() })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const viewer = await makeColleague(house, agency, { role: "viewer" });
    await expect(createBroadcast({ ctx: viewer, input: aBroadcast() })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

describe("recipients", () => {
  test("are written once each, in their state, however often the job runs", async () => {
    const { ctx } = await anEstate();
    const draft = await createBroadcast({ ctx, input: aBroadcast() });
    const started = await startBroadcast({ ctx, input: { id: draft.id, version: draft.version } });
    expect(started.status).toBe("scheduled");
    expect(await write(ctx, started)).toBe(4);
    expect(await write(ctx, started)).toBe(4);
    expect(await messagesOf(ctx, started)).toEqual([
      {
        toName: "Amina Otieno",
        channel: "email",
        toAddress: "amina@example.org",
        status: "waiting",
        subject: "Water in Moi Court",
      },
      { toName: "Brian Kamau", channel: "sms", toAddress: "+254700000002", status: "waiting", subject: null },
      {
        toName: "Cynthia Mwangi",
        channel: "email",
        toAddress: null,
        status: "failed",
        subject: "Water in Moi Court",
      },
      {
        toName: "David Njoroge",
        channel: "email",
        toAddress: "david@example.org",
        status: "stopped",
        subject: "Water in Moi Court",
      },
    ]);
    expect(await getBroadcast({ ctx, input: { id: draft.id } })).toMatchObject({
      status: "sending",
      recipientCount: 4,
      counts: { waiting: 2, failed: 1, stopped: 1, sent: 0, sending: 0, uncertain: 0 },
    });
  });

  test("of a throttled broadcast have their times in the rows", async () => {
    const { ctx } = await anEstate();
    const draft = await createBroadcast({ ctx, input: aBroadcast({ perMinute: 2 }) });
    await write(ctx, await startBroadcast({ ctx, input: { id: draft.id, version: draft.version } }));
    const times = await house.arrange.query<{ ms: number }>(
      "select (extract(epoch from not_before) * 1000)::float8 as ms from messages where broadcast_id = $1 order by not_before",
      draft.id,
    );
    const startMs = ctx.clock.nowMs();
    expect(times.map(({ ms }) => ms - startMs)).toEqual([0, 30_000, 60_000, 90_000]);
  });

  test("of a broadcast that was cancelled first are none", async () => {
    const { ctx } = await anEstate();
    const draft = await createBroadcast({ ctx, input: aBroadcast() });
    const started = await startBroadcast({
      ctx,
      input: { id: draft.id, version: draft.version, scheduledAt: "2026-06-16T09:00:00.000Z" },
    });
    const [waiting] = await house.arrange.query<{ runAfter: string }>(
      `select to_char(run_after at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI') as "runAfter" from outbox where agency_id = $1 and name = 'messages.write-recipients'`,
      ctx.agencyId,
    );
    expect(waiting?.runAfter).toBe("2026-06-16T09:00");
    await cancelBroadcast({ ctx, input: { id: started.id, version: started.version } });
    expect(await write(ctx, started)).toBe(0);
    expect(await messagesOf(ctx, started)).toEqual([]);
  });
});

test("a draft is read back with every condition that it was saved with, its properties by name", async () => {
  const { ctx, property } = await anEstate();
  const filter = {
    leaseStatuses: ["active" as const],
    propertyIds: [property.id],
    cities: ["Nairobi"],
    unitKinds: ["shop" as const],
    minDaysOverdue: 5,
    minBalance: { amountMinor: 50_000, currency: "KES" },
    startsFrom: "2026-01-01",
    startsTo: "2026-02-01",
    endsFrom: "2026-03-01",
    endsBefore: "2026-04-01",
  };
  const { id } = await createBroadcast({ ctx, input: aBroadcast({ filter, perMinute: 30 }) });
  expect(await getBroadcast({ ctx, input: { id } })).toMatchObject({
    filter,
    perMinute: 30,
    properties: [{ id: property.id, name: "Moi Court" }],
  });
});

test("a broadcast is held back, goes on, and ends for good; a stale version is refused", async () => {
  const { ctx } = await anEstate();
  const draft = await createBroadcast({ ctx, input: aBroadcast() });
  const changed = await updateBroadcast({
    ctx,
    input: { ...aBroadcast({ name: "Water" }), id: draft.id, version: draft.version },
  });
  expect(changed).toMatchObject({ name: "Water", status: "draft", version: draft.version + 1 });
  const at = (version: number) => ({ ctx, input: { id: draft.id, version } });
  await expect(startBroadcast(at(draft.version))).rejects.toMatchObject({ code: "CONFLICT" });
  const started = await startBroadcast(at(changed.version));
  await write(ctx, started);
  const paused = await pauseBroadcast(at(started.version));
  expect(paused).toMatchObject({ status: "paused", counts: { waiting: 2 } });
  expect(
    await house.arrange.query(
      "select from messages where broadcast_id = $1 and status = 'waiting'",
      draft.id,
    ),
  ).toEqual([]);
  const resumed = await resumeBroadcast(at(paused.version));
  expect(
    await house.arrange.query(
      "select from messages where broadcast_id = $1 and status = 'waiting'",
      draft.id,
    ),
  ).toHaveLength(2);
  const ended = await cancelBroadcast(at(resumed.version));
  expect(ended).toMatchObject({ status: "cancelled", counts: { waiting: 0, stopped: 3 } });
  await expect(resumeBroadcast(at(ended.version))).rejects.toMatchObject({ code: "PRECONDITION" });
  expect(
    (await listBroadcasts({ ctx, input: { limit: 50, status: "cancelled" } })).items.map(({ id }) => id),
  ).toEqual([draft.id]);
});

test("who sent it is told when all were tried, once", async () => {
  const { ctx } = await anEstate();
  const draft = await createBroadcast({ ctx, input: aBroadcast() });
  const started = await startBroadcast({ ctx, input: { id: draft.id, version: draft.version } });
  await write(ctx, started);
  await house.arrange.query(
    "update job_runs set finished_at = now(), status = 'done' where id = $1",
    await jobOf(ctx, started),
  );
  await followBroadcast(ctx, draft.id);
  expect((await getBroadcast({ ctx, input: { id: draft.id } })).status).toBe("sending");
  await house.arrange.query(
    "update messages set status = 'sent', finished_at = now() where broadcast_id = $1 and status = 'waiting'",
    draft.id,
  );
  await followBroadcast(ctx, draft.id);
  await followBroadcast(ctx, draft.id);
  expect((await getBroadcast({ ctx, input: { id: draft.id } })).status).toBe("done");
  expect(
    await house.arrange.query(
      "select params from notifications where agency_id = $1 and kind = 'broadcast.finished'",
      ctx.agencyId,
    ),
  ).toEqual([{ params: { name: "Water is off on Friday", sentCount: 2, failedCount: 2 } }]);
});
