import {
  ListBulkRowsInput,
  PreviewBulkInput,
  StartBulkInput,
  type BulkOperationDto,
} from "@stead/contracts/bulk";
import { ListMessagesInput } from "@stead/contracts/messages";
import { permissions } from "@stead/contracts/permissions";
import { newId } from "@stead/kernel/ids";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { makeContact } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ServiceContext } from "../context/index.ts";
import { makeColleague, openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { makeTenancy, makeTenant } from "../context/test-tenancy.ts";
import { getLease } from "../leases/index.ts";
import { runProof } from "../ledger/index.ts";
import { listMessages } from "../messages/index.ts";
import {
  cancelBulk,
  getBulk,
  listBulk,
  listBulkRows,
  previewBulk,
  runBulk,
  startBulk,
  stopBulk,
} from "./index.ts";
import { changedRent } from "./rules.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const start = (ctx: TestContext, input: object) => startBulk({ ctx, input: StartBulkInput.parse(input) });

const atWork = (ctx: TestContext, signal?: AbortSignal): ServiceContext => ({
  ...ctx,
  actor: { kind: "system", id: null },
  permissions: new Set(permissions),
  propertyIds: null,
  signal,
});
const jobOf = ({ id, jobRunId }: BulkOperationDto) => ({ operationId: id, jobRunId: jobRunId ?? "" });
const work = (ctx: TestContext, started: BulkOperationDto) =>
  runBulk({ ctx: atWork(ctx), input: jobOf(started) });
const rowsOf = async (ctx: TestContext, { id }: BulkOperationDto, status?: "failed") =>
  (await listBulkRows({ ctx, input: ListBulkRowsInput.parse({ id, limit: 200, status }) })).items;

describe("a change to many", () => {
  test("changes every row that the filters leave, and tells the person once", async () => {
    const { ctx, agency } = await makeTenancy(house);
    for (let index = 0; index < 130; index++)
      await makeContact(house.arrange, agency.id, { name: `Vendor ${index}`, roles: ["vendor"] });
    const started = await start(ctx, {
      kind: "contacts.archive",
      rows: { filters: { role: "vendor" } },
      params: {},
    });
    expect(started).toMatchObject({ status: "queued", rowCount: 130, doneCount: 0 });
    const told: [number, number][] = [];
    const run = {
      ctx: atWork(ctx),
      input: jobOf(started),
      onProgress: (...at: [number, number]) => told.push(at),
    };
    expect(await runBulk(run)).toEqual({ doneCount: 130, failedCount: 0 });
    expect(told).toEqual([
      [100, 130],
      [130, 130],
    ]);
    expect(await runBulk(run)).toBeUndefined();
    const kept = await house.arrange.query<{ status: string; n: number }>(
      "select status, count(*) as n from contacts where agency_id = $1 group by 1 order by 1",
      agency.id,
    );
    expect(kept).toEqual([
      { status: "active", n: 1 },
      { status: "archived", n: 130 },
    ]);
    const notices = await house.arrange.query(
      "select kind from notifications where subject_id = $1",
      started.id,
    );
    expect(notices).toEqual([{ kind: "bulk.finished" }]);
    expect((await listBulk({ ctx, input: { limit: 5 } })).items[0]).toMatchObject({ status: "done" });
  });

  test("refuses a row alone: it is undone, says why, and the others are done", async () => {
    const { ctx, agency, tenant } = await makeTenancy(house);
    const [free, gone] = [await makeContact(house.arrange, agency.id), newId()];
    const ids = [tenant.id, free.id, gone, free.id];
    const started = await start(ctx, { kind: "contacts.archive", rows: { ids }, params: {} });
    expect(started.rowCount).toBe(3);
    expect(await work(ctx, started)).toEqual({ doneCount: 1, failedCount: 2 });
    const failed = new Map((await rowsOf(ctx, started, "failed")).map((row) => [row.entityId, row]));
    expect(failed.get(tenant.id)).toMatchObject({ label: tenant.name, code: "PRECONDITION" });
    expect(failed.get(gone)).toMatchObject({ label: "", code: "NOT_FOUND" });
    const [row] = await house.arrange.query("select status from contacts where id = $1", tenant.id);
    expect(row).toEqual({ status: "active" });
    const trail = await house.arrange.query(
      "select from audit where agency_id = $1 and action = 'contact.updated'",
      agency.id,
    );
    expect(trail).toHaveLength(1);
  });

  test("raises rents, gives notice, charges and credits, and the books still agree", async () => {
    const { ctx, lease, property } = await makeTenancy(house);
    const { lease: neighbour } = await makeTenant(house, property);
    const rows = { ids: [lease.id, neighbour.id] };
    const change = { effectiveOn: "2026-07-01", changePpm: 50_000, reason: "yearly review" };
    await work(ctx, await start(ctx, { kind: "leases.change_rent", rows, params: change }));
    const changed = await getLease({ ctx, input: { id: lease.id } });
    expect(changed.versions).toMatchObject([{ effectiveOn: "2026-07-01", reason: "yearly review" }]);
    const charge = {
      chargeKind: "service",
      description: "Gutters",
      amountMinor: 50_000,
      dueOn: "2026-06-30",
    };
    const charged = await start(ctx, { kind: "leases.charge", rows, params: charge });
    expect(await work(ctx, charged)).toEqual({ doneCount: 2, failedCount: 0 });
    const invoice = await makeInvoice(house.arrange, lease, { charges: [{ kind: "rent", netMinor: 900 }] });
    const credit = await start(ctx, {
      kind: "invoices.credit",
      rows: { filters: { leaseId: lease.id } },
      params: { reason: "goodwill" },
    });
    expect(await work(ctx, credit)).toEqual({ doneCount: 2, failedCount: 0 });
    const open = await house.arrange.query(
      "select open_minor from invoice_balances where lease_id = $1 and open_minor > 0",
      lease.id,
    );
    expect([open, invoice.id]).toEqual([[], expect.any(String)]);
    const notice = { noticeOn: "2026-06-15", moveOutOn: "2026-07-31" };
    await work(ctx, await start(ctx, { kind: "leases.give_notice", rows, params: notice }));
    expect(await getLease({ ctx, input: { id: neighbour.id } })).toMatchObject({
      status: "notice",
      moveOutOn: "2026-07-31",
    });
    expect((await runProof({ ctx })).isSound).toBe(true);
  });
});

describe("a preview", () => {
  const preview = (ctx: TestContext, input: object) =>
    previewBulk({ ctx, input: PreviewBulkInput.parse(input) });

  test("counts what a list leaves and names the first few", async () => {
    const { ctx, agency, lease, tenant } = await makeTenancy(house);
    for (let index = 0; index < 8; index++)
      await makeContact(house.arrange, agency.id, { name: `Vendor ${index}`, roles: ["vendor"] });
    expect(await preview(ctx, { source: "contacts", filters: { role: "vendor" } })).toEqual({
      count: 8,
      isTooMany: false,
      labels: ["Vendor 0", "Vendor 1", "Vendor 2", "Vendor 3", "Vendor 4"],
    });
    expect(await preview(ctx, { source: "leases", filters: {} })).toMatchObject({
      count: 1,
      labels: [`L-${lease.number} ${tenant.name}`],
    });
    const none = { count: 0, isTooMany: false, labels: [] };
    expect(await preview(ctx, { source: "invoices", filters: { q: "nobody" } })).toEqual(none);
    const viewer = await makeColleague(house, agency, { role: "viewer" });
    await expect(preview(viewer, { source: "leases", filters: {} })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const scoped = await makeColleague(house, agency, { role: "manager", propertyIds: [] });
    expect(await preview(scoped, { source: "leases", filters: {} })).toEqual(none);
  });
});

test("messages that were given up go again, and one that was sent is refused", async () => {
  const { ctx, tenant } = await makeTenancy(house);
  const insert = `insert into messages (id, agency_id, channel, kind, contact_id, to_name, to_address, subject, body, status, finished_at)
    values ($1, $2, 'email', 'broadcast', $3, $4, $5, 'Water', 'It is off.', $6, now())`;
  for (const [name, status] of [
    ["Amina", "failed"],
    ["Brian", "sent"],
  ] as const)
    await house.arrange.query(insert, newId(), ctx.agencyId, tenant.id, name, `${name}@example.org`, status);
  const rows = { filters: { kind: "broadcast" } };
  const started = await start(ctx, { kind: "messages.send_again", rows, params: {} });
  expect(await work(ctx, started)).toEqual({ doneCount: 1, failedCount: 1 });
  expect(await rowsOf(ctx, started, "failed")).toMatchObject([{ label: "Brian", code: "PRECONDITION" }]);
  const { items } = await listMessages({ ctx, input: ListMessagesInput.parse({}) });
  expect(Object.fromEntries(items.map(({ toName, status }) => [toName, status]))).toEqual({
    Amina: "waiting",
    Brian: "sent",
  });
});

describe("rights", () => {
  test("are those of the person, when it starts and when it runs", async () => {
    const { ctx, agency, lease, property } = await makeTenancy(house);
    const { lease: other } = await makeTenant(house, property);
    const viewer = await makeColleague(house, agency, { role: "viewer" });
    const end = { rows: { ids: [lease.id] }, params: { endedOn: "2026-06-15" } };
    await expect(start(viewer, { kind: "leases.end", ...end })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const agent = await makeColleague(house, agency, { role: "agent" });
    const credit = { kind: "invoices.credit", rows: { filters: {} }, params: { reason: "x" } };
    await expect(start(agent, credit)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const scoped = await makeColleague(house, agency, { role: "manager", propertyIds: [] });
    const foreign = await start(scoped, {
      kind: "leases.give_notice",
      rows: { ids: [other.id] },
      params: { noticeOn: "2026-06-15", moveOutOn: "2026-07-31" },
    });
    expect(await work(scoped, foreign)).toEqual({ doneCount: 0, failedCount: 1 });
    expect(await rowsOf(scoped, foreign)).toMatchObject([{ label: "", code: "NOT_FOUND" }]);
    const filters = { kind: "leases.end", rows: { filters: {} }, params: { endedOn: "2026-06-15" } };
    await expect(start(scoped, filters)).rejects.toMatchObject({ code: "INVALID" });
    await expect(getBulk({ ctx, input: { id: foreign.id } })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const started = await start(agent, { kind: "leases.end", ...end });
    await house.arrange.query("update members set role = 'viewer' where user_id = $1", agent.actor.id);
    await expect(work(agent, started)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

test("stopped half-way it keeps what is done, and going on does the rest once", async () => {
  const { ctx, agency } = await makeTenancy(house);
  const ids: string[] = [];
  for (let index = 0; index < 150; index++) ids.push((await makeContact(house.arrange, agency.id)).id);
  const started = await start(ctx, { kind: "contacts.add_role", rows: { ids }, params: { role: "owner" } });
  const controller = new AbortController();
  const stopped = runBulk({
    ctx: atWork(ctx, controller.signal),
    input: jobOf(started),
    onProgress: () => controller.abort(),
  });
  await expect(stopped).rejects.toMatchObject({ code: "CANCELLED" });
  expect(await getBulk({ ctx, input: { id: started.id } })).toMatchObject({
    status: "running",
    doneCount: 100,
  });
  expect(await work(ctx, started)).toEqual({ doneCount: 150, failedCount: 0 });
  const roles = await house.arrange.query(
    "select from contact_roles where agency_id = $1 and role = 'owner'",
    agency.id,
  );
  expect(roles).toHaveLength(150);
  const effects = await house.arrange.query("select from effects where key like $1", `bulk-${started.id}-%`);
  expect(effects).toHaveLength(150);

  const again = await start(ctx, { kind: "contacts.archive", rows: { ids: ids.slice(0, 2) }, params: {} });
  expect(await cancelBulk({ ctx, input: { id: again.id } })).toMatchObject({ isCancelRequested: true });
  await stopBulk({ ctx: atWork(ctx), input: { ...jobOf(again), outcome: "cancelled", problem: null } });
  expect(await work(ctx, again)).toBeUndefined();
  expect(await getBulk({ ctx, input: { id: again.id } })).toMatchObject({
    status: "cancelled",
    doneCount: 0,
  });
});

test.each([
  [3_000_000, 50_000, "KES", 3_150_000],
  [3_333_300, 33_000, "KES", 3_443_300],
  [100_050, -100_000, "USD", 90_045],
])("a rent of %i changed by %i ppm in %s is %i", (rent, ppm, currency, changed) => {
  expect(changedRent(rent, ppm, currency)).toBe(changed);
});
