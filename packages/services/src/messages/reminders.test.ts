import type { ReminderPolicyDto } from "@stead/contracts/messages";
import { makeProperty } from "@stead/testing/factories";
import { newId } from "@stead/kernel/ids";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeColleague, openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { aPayment } from "../context/test-money.ts";
import { makeRailAccount } from "../context/test-rails.ts";
import { makeTenancy } from "../context/test-tenancy.ts";
import { recordPayment } from "../payments/index.ts";
import { checkReminder } from "./check-reminder.ts";
import {
  createReminderHold,
  endReminderHold,
  getReminderPolicy,
  listMessages,
  listReminderHolds,
  remindLeases,
  setOptOut,
  updateReminderPolicy,
} from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const step = (day: number) => ({
  day,
  channel: "email" as const,
  subject: `Day ${day}: {{overdue}}`,
  body: "{{tenant.name}} owes {{overdue}} since {{oldestDueOn}}",
});
const policy: ReminderPolicyDto = {
  isEnabled: true,
  sendHour: 9,
  leastOverdueMinor: 1,
  steps: [step(1), step(5), step(10)],
  version: 0,
};

/** A tenant who owes since 11 June 2026, four days before the clock. */
async function aLateTenant() {
  const tenancy = await makeTenancy(house);
  const { ctx, lease, tenant } = tenancy;
  await house.arrange.query("update contacts set email = 'amina@example.org' where id = $1", tenant.id);
  await makeInvoice(house.arrange, lease, {
    charges: [{ kind: "rent", netMinor: 200_000 }],
    dueOn: "2026-06-11",
  });
  await updateReminderPolicy({ ctx, input: policy });
  return tenancy;
}

const reminders = async (ctx: TestContext) =>
  (await listMessages({ ctx, input: { kind: "reminder", limit: 50 } })).items;
async function theReminder(ctx: TestContext) {
  const [message] = await reminders(ctx);
  const [row] = await house.arrange.query<{
    leaseId: string;
    channel: "email";
    subject: string;
    body: string;
  }>(`select lease_id as "leaseId", channel, subject, body from messages where id = $1`, message?.id);
  if (row === undefined) throw new Error("there is no reminder");
  return row;
}
const check = async (ctx: TestContext) => checkReminder(ctx, await theReminder(ctx));

describe("the cadence", () => {
  test("writes the latest step that was reached, once a debt, day after day", async () => {
    const { ctx } = await aLateTenant();
    expect(await remindLeases({ ctx })).toBe(1);
    expect(await remindLeases({ ctx })).toBe(0);
    const days: number[] = [];
    for (const day of ["2026-06-16", "2026-06-17", "2026-06-20", "2026-06-21", "2026-07-20"]) {
      ctx.clock.set(`${day}T09:00:00Z`);
      days.push(await remindLeases({ ctx }));
    }
    expect(days).toEqual([1, 0, 0, 1, 0]);
    expect((await reminders(ctx)).map(({ subject }) => subject)).toEqual([
      "Day 10: {{overdue}}",
      "Day 5: {{overdue}}",
      "Day 1: {{overdue}}",
    ]);
  });

  test("is silent when it is off, before the first step, and below the least amount", async () => {
    const { ctx } = await aLateTenant();
    await updateReminderPolicy({ ctx, input: { ...policy, isEnabled: false, version: 1 } });
    expect(await remindLeases({ ctx })).toBe(0);
    await updateReminderPolicy({ ctx, input: { ...policy, leastOverdueMinor: 200_001, version: 2 } });
    expect(await remindLeases({ ctx })).toBe(0);
    await updateReminderPolicy({ ctx, input: { ...policy, steps: [step(5)], version: 3 } });
    expect(await remindLeases({ ctx })).toBe(0);
  });

  test("keeps its hour in the agency's zone, and refuses what cannot be", async () => {
    const { ctx } = await aLateTenant();
    const [schedule] = await house.arrange.query<{ cron: string; zone: string; next: string }>(
      `select cron, time_zone as zone, to_char(next_run_at at time zone time_zone, 'YYYY-MM-DD HH24:MI') as next
       from schedules where agency_id = $1 and name = 'messages.remind'`,
      ctx.agencyId,
    );
    expect(schedule).toEqual({ cron: "0 9 * * *", zone: "Africa/Nairobi", next: "2026-06-16 09:00" });
    const change = (input: Partial<ReminderPolicyDto>) =>
      updateReminderPolicy({ ctx, input: { ...policy, version: 1, ...input } });
    await expect(change({ version: 0 })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(change({ steps: [step(1), step(1)] })).rejects.toMatchObject({ code: "INVALID" });
    await expect(change({ steps: [{ ...step(1), body: "{{x}}" }] })).rejects.toMatchObject({
      code: "INVALID",
    });
    expect(await getReminderPolicy({ ctx })).toMatchObject({ version: 1 });
  });
});

describe("just before it goes", () => {
  test("the words are those of now", async () => {
    const { ctx, lease, tenant } = await aLateTenant();
    await remindLeases({ ctx });
    await makeInvoice(house.arrange, lease, {
      charges: [{ kind: "rent", netMinor: 50_000 }],
      dueOn: "2026-06-12",
    });
    expect(await check(ctx)).toEqual({
      stop: null,
      subject: "Day 1: KES 2,500.00",
      body: `${tenant.name} owes KES 2,500.00 since 2026-06-11`,
    });
  });

  test("a payment stops it, allocated or not", async () => {
    const { ctx, lease } = await aLateTenant();
    await remindLeases({ ctx });
    await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 200_000 }) });
    expect(await check(ctx)).toEqual({ stop: "paid" });
  });

  test("a payment on its way stops it, a link that nobody follows does not", async () => {
    const { ctx, lease, property } = await aLateTenant();
    await remindLeases({ ctx });
    const railAccountId = await makeRailAccount(house, ctx.agencyId);
    await house.arrange.insert("payment_attempts", {
      agency_id: ctx.agencyId,
      id: newId(),
      rail: "mpesa",
      rail_account_id: railAccountId,
      lease_id: lease.id,
      property_id: property.id,
      amount_minor: 200_000,
      currency: "KES",
      reference: "L-1",
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    });
    const stopAfter = async (change: string) => {
      await house.arrange.query(`update payment_attempts set ${change} where agency_id = $1`, ctx.agencyId);
      return (await check(ctx)).stop;
    };
    expect(await stopAfter("state = 'starting'")).toBe("payment_pending");
    expect(await stopAfter("state = 'pending'")).toBe("payment_pending");
    expect(await stopAfter("url = 'https://pay.example'")).toBeNull();
    expect(await stopAfter("expires_at = now() - interval '1 hour'")).toBe("payment_pending");
    expect(await stopAfter("state = 'unknown'")).toBe("payment_pending");
    expect(await stopAfter("created_at = now() - interval '4 days'")).toBeNull();
    expect(await stopAfter("state = 'failed', created_at = now()")).toBeNull();
  });

  test("a promise stops it until its day has passed, a dispute until it is settled", async () => {
    const { ctx, lease } = await aLateTenant();
    await remindLeases({ ctx });
    const promise = await createReminderHold({
      ctx,
      input: { leaseId: lease.id, kind: "promise", untilOn: "2026-06-20", note: "Friday" },
    });
    expect(promise).toMatchObject({ kind: "promise", untilOn: "2026-06-20", leaseNumber: lease.number });
    expect(await check(ctx)).toEqual({ stop: "promise" });
    ctx.clock.set("2026-06-21T09:00:00Z");
    expect((await listReminderHolds({ ctx, input: { limit: 50 } })).items).toEqual([]);
    expect(await check(ctx)).toMatchObject({ stop: null });
    const dispute = await createReminderHold({
      ctx,
      input: { leaseId: lease.id, kind: "dispute", untilOn: null, note: null },
    });
    expect(await check(ctx)).toEqual({ stop: "dispute" });
    await endReminderHold({ ctx, input: { id: dispute.id } });
    expect(await check(ctx)).toMatchObject({ stop: null });
    await expect(endReminderHold({ ctx, input: { id: dispute.id } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("who opted out, has notice, or is no policy's any more is left alone", async () => {
    const { ctx, lease, tenant } = await aLateTenant();
    await remindLeases({ ctx });
    await setOptOut({ ctx, input: { contactId: tenant.id, channel: "email", isOptedOut: true } });
    expect(await check(ctx)).toEqual({ stop: "opted_out" });
    await setOptOut({ ctx, input: { contactId: tenant.id, channel: "email", isOptedOut: false } });
    await house.arrange.query(
      "update leases set status = 'notice', notice_on = '2026-06-12', move_out_on = '2026-07-31' where id = $1",
      lease.id,
    );
    expect(await check(ctx)).toEqual({ stop: "notice_served" });
    await updateReminderPolicy({ ctx, input: { ...policy, isEnabled: false, version: 1 } });
    expect(await check(ctx)).toEqual({ stop: "cancelled" });
  });
});

test("holds are for members who may, on properties they see", async () => {
  const { ctx, agency, lease } = await aLateTenant();
  const hold = { leaseId: lease.id, kind: "hardship" as const, untilOn: null, note: null };
  const viewer = await makeColleague(house, agency, { role: "viewer" });
  await expect(createReminderHold({ ctx: viewer, input: hold })).rejects.toMatchObject({ code: "FORBIDDEN" });
  const other = await makeProperty(house.arrange, agency.id);
  const elsewhere = await makeColleague(house, agency, { role: "manager", propertyIds: [other.id] });
  await expect(createReminderHold({ ctx: elsewhere, input: hold })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(createReminderHold({ ctx, input: { ...hold, kind: "promise" } })).rejects.toMatchObject({
    code: "INVALID",
  });
  await expect(createReminderHold({ ctx, input: { ...hold, untilOn: "2026-06-14" } })).rejects.toMatchObject({
    code: "INVALID",
  });
});
