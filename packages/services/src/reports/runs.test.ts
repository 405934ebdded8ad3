import { text } from "node:stream/consumers";
import type { CreateReportScheduleInput, ReportFormat, ReportRequest } from "@stead/contracts/reports";
import { createPdfRenderer } from "@stead/documents/pdf/renderer";
import { newId } from "@stead/kernel/ids";
import { makeMember, makeProperty } from "@stead/testing/factories";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { parse } from "csv-parse/sync";
import { afterAll, describe, expect, test } from "vitest";
import { getAgency, updateAgency } from "../agency/index.ts";
import type { MessageAction } from "../context/index.ts";
import { openFiledHouse } from "../context/test-files.ts";
import { makeEstate, makeManyLeases } from "../context/test-estate.ts";
import { contextOf, type TestContext } from "../context/test-house.ts";
import { rentMinor } from "../context/test-money.ts";
import { makeTenancy, makeTenant, type Tenancy } from "../context/test-tenancy.ts";
import { openDownload } from "../files/index.ts";
import {
  createReportLink,
  createReportSchedule,
  endReportSchedule,
  getReportRun,
  listReportPeople,
  listReportRuns,
  listReports,
  listReportSchedules,
  makeReport,
  makeReportFiles,
  runReportSchedule,
  stopReport,
  updateReportSchedule,
} from "./index.ts";

const { house, files } = await openFiledHouse();
const pdf = createPdfRenderer({ processes: 1 });
afterAll(() => pdf.close());

const key = () => ({ idempotencyKey: newId() });
const ageing: ReportRequest = { kind: "arrears-ageing", params: {} };

const ask = (ctx: TestContext, formats: ReportFormat[], request: ReportRequest = ageing) =>
  makeReportFiles({ ctx, input: { request, formats, ...key() } });

/** What the worker does: Stead itself acts. */
const work = (ctx: TestContext, { id, jobRunId }: { id: string; jobRunId: string | null }) =>
  makeReport({
    ctx: { ...ctx, actor: { kind: "system", id: null }, propertyIds: null },
    input: { runId: id, jobRunId: jobRunId ?? "" },
    files,
    pdf,
  });

async function download(ctx: TestContext, id: string, format: ReportFormat): Promise<string> {
  const { url } = await createReportLink({ ctx, input: { id, format } });
  return fetched(ctx, url);
}

/** What a link gives out. */
async function fetched(ctx: TestContext, url: string): Promise<string> {
  const deps = {
    openAgency: (agencyId: string) => house.db.forAgency(agencyId),
    files,
    clock: ctx.clock,
    requestId: "a-test",
  };
  const { content } = await openDownload(deps, { token: url.replace("/api/files/", "") });
  return text(content);
}

const notices = (userId: string) =>
  house.arrange.query("select kind, params from notifications where user_id = $1 order by id", userId);

describe("files", () => {
  test("of every format are made once, told of, and fetched by a link", async () => {
    const { ctx, lease, tenant, member } = await withInvoice();
    const run = await ask(ctx, ["csv", "xlsx", "pdf"]);
    expect(run).toMatchObject({
      status: "queued",
      origin: "file",
      isMine: true,
      params: { asOf: "2026-06-15" },
    });
    expect(await work(ctx, run)).toEqual({ rowCount: 1 });
    expect(await work(ctx, run)).toBeUndefined();
    const done = await getReportRun({ ctx, input: { id: run.id } });
    expect(done).toMatchObject({ status: "done", rowCount: 1, wasCached: false, title: "Arrears ageing" });
    expect(done.files.map(({ name }) => name)).toEqual([
      "Arrears ageing 2026-06-15.csv",
      "Arrears ageing 2026-06-15.pdf",
      "Arrears ageing 2026-06-15.xlsx",
    ]);
    const [head, row, total] = parse(await download(ctx, run.id, "csv"), { bom: true });
    expect(head?.slice(0, 3)).toEqual(["Tenant", "Property", "Unit"]);
    expect(row).toContain(tenant.name);
    expect(row).toContain("30000.00");
    expect(total?.[0]).toBe("Total");
    expect(await download(ctx, run.id, "pdf")).toMatch(/^%PDF/);
    expect(await download(ctx, run.id, "xlsx")).toMatch(/^PK/);
    expect(await notices(member.userId)).toMatchObject([
      { kind: "report.ready", params: { name: "Arrears ageing, 2026-06-15" } },
    ]);
    const [mail] = await house.arrange.query<{ action: MessageAction }>(
      "select action from messages where user_id = $1",
      member.userId,
    );
    expect(mail?.action.url).toBe("/reports/history");
    const links = mail?.action.links ?? [];
    expect(links.map(({ label }) => label)).toEqual(
      ["CSV", "XLSX", "PDF"].map((format) => `Download as ${format}, until 2026-06-22`),
    );
    // Whoever has the mail needs no session.
    expect(await fetched(ctx, links[2]?.url ?? "")).toMatch(/^%PDF/);
    // The same again costs no query of the data.
    const again = await ask(ctx, ["csv"]);
    await work(ctx, again);
    expect(await getReportRun({ ctx, input: { id: again.id } })).toMatchObject({ wasCached: true });
    expect(lease.rentMinor).toBe(rentMinor);
  });

  test("hold every row and the totals of each currency", async () => {
    const estate = await makeEstate(house, 1);
    await makeManyLeases(house, estate, 420);
    const { ctx } = estate;
    await house.arrange.query(
      "update leases set currency = 'USD' where agency_id = $1 and number % 2 = 0",
      ctx.agencyId,
    );
    const run = await ask(ctx, ["csv"], { kind: "rent-roll", params: {} });
    expect(await work(ctx, run)).toEqual({ rowCount: 421 });
    const lines = parse(await download(ctx, run.id, "csv"), { bom: true });
    expect(lines).toHaveLength(1 + 421 + 2);
    expect(lines.slice(-2).map(([first]) => first)).toEqual(["Total KES", "Total USD"]);
  });

  test("are of the rights that the person has when they are made", async () => {
    const tenancy = await withInvoice();
    const elsewhere = await makeProperty(house.arrange, tenancy.agency.id);
    const other = await makeTenant(house, elsewhere);
    await makeInvoice(house.arrange, other.lease);
    const colleague = await makeMember(house.arrange, tenancy.agency.id, { role: "accountant" });
    const ctx = contextOf(house, tenancy.agency, colleague);
    const run = await ask(ctx, ["csv"]);
    const lost = await ask(ctx, ["csv"]);
    await house.arrange.query("update members set scope = 'properties' where user_id = $1", colleague.userId);
    expect(await work(tenancy.ctx, run)).toEqual({ rowCount: 0 });
    await house.arrange.query("delete from members where user_id = $1", colleague.userId);
    await expect(work(tenancy.ctx, lost)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const input = {
      runId: lost.id,
      jobRunId: lost.jobRunId ?? "",
      outcome: "failed",
      problem: "no right",
    } as const;
    await stopReport({ ctx: tenancy.ctx, input });
    await stopReport({ ctx: tenancy.ctx, input });
    const failed = await getReportRun({ ctx: tenancy.ctx, input: { id: lost.id } });
    expect(failed).toMatchObject({ status: "failed", problem: "no right", isMine: false });
  });

  test("that are not wanted any more leave nothing behind", async () => {
    const { ctx } = await withInvoice();
    const run = await ask(ctx, ["csv"]);
    const input = {
      runId: run.id,
      jobRunId: run.jobRunId ?? "",
      outcome: "cancelled",
      problem: null,
    } as const;
    await stopReport({ ctx, input });
    expect(await work(ctx, run)).toBeUndefined();
    expect(await getReportRun({ ctx, input: { id: run.id } })).toMatchObject({
      status: "cancelled",
      files: [],
    });
    await expect(createReportLink({ ctx, input: { id: run.id, format: "csv" } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("are asked for once by a key, and ten at a time", async () => {
    const { ctx } = await withInvoice();
    const input = { request: ageing, formats: ["csv"] as ReportFormat[], ...key() };
    const { id } = await makeReportFiles({ ctx, input });
    expect((await makeReportFiles({ ctx, input })).id).toBe(id);
    for (let index = 1; index < 10; index++) await ask(ctx, ["csv"]);
    await expect(ask(ctx, ["csv"])).rejects.toMatchObject({ code: "TOO_MANY" });
  });

  test("of others are seen by those who manage reports, and by nobody else", async () => {
    const tenancy = await withInvoice();
    const as = async (role: string) => {
      const member = await makeMember(house.arrange, tenancy.agency.id, { role });
      return contextOf(house, tenancy.agency, member);
    };
    const [viewer, agent] = [await as("viewer"), await as("agent")];
    const run = await ask(viewer, ["csv"]);
    await work(tenancy.ctx, run);
    const runsOf = async (ctx: TestContext) =>
      (await listReportRuns({ ctx, input: { limit: 50 } })).items.map(({ id }) => id);
    expect(await runsOf(viewer)).toEqual([run.id]);
    expect(await runsOf(tenancy.ctx)).toEqual([run.id]);
    expect(await runsOf(agent)).toEqual([]);
    await expect(
      createReportLink({ ctx: agent, input: { id: run.id, format: "csv" } }),
    ).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await download(tenancy.ctx, run.id, "csv")).toContain("Tenant");
    expect(listReports({ ctx: viewer }).items).toHaveLength(9);
    expect(listReports({ ctx: { ...viewer, propertyIds: [] } }).items.map(({ kind }) => kind)).not.toContain(
      "trial-balance",
    );
  });
});

describe("a schedule", () => {
  const monthly = (recipientIds: string[], row: Partial<CreateReportScheduleInput> = {}) => ({
    name: "For the board",
    kind: "collection" as const,
    params: {},
    covers: "last_month" as const,
    cadence: "monthly" as const,
    weekday: null,
    dayOfMonth: 3,
    hour: 7,
    formats: ["pdf" as const],
    recipientIds,
    isEnabled: true,
    ...row,
  });

  test("runs for each recipient once a day, with what it covers then", async () => {
    const { ctx, agency, member } = await withInvoice();
    const colleague = await makeMember(house.arrange, agency.id, { role: "accountant" });
    const ids = [member.userId, colleague.userId];
    const schedule = await createReportSchedule({ ctx, input: { ...monthly(ids), ...key() } });
    // 3 July 2026, seven o'clock in Nairobi.
    expect(schedule).toMatchObject({
      nextRunAt: "2026-07-03T04:00:00.000Z",
      lastRunAt: null,
      isEnabled: true,
    });
    expect(schedule.recipients.map(({ userId }) => userId).toSorted()).toEqual(ids.toSorted());
    ctx.clock.set("2026-07-03T04:00:01Z");
    const run = () => runReportSchedule({ ctx, input: { scheduleId: schedule.id } });
    expect(await run()).toEqual({ runCount: 2 });
    expect(await run()).toEqual({ runCount: 0 });
    const { items } = await listReportRuns({ ctx, input: { limit: 50, scheduleId: schedule.id } });
    expect(items).toHaveLength(2);
    for (const each of items) {
      expect(each).toMatchObject({ origin: "schedule", scheduleName: "For the board", formats: ["pdf"] });
      expect(each.params).toEqual({ from: "2026-06-01", to: "2026-06-30" });
      expect(await work(ctx, each)).toEqual({ rowCount: 1 });
    }
    for (const userId of ids) expect(await notices(userId)).toMatchObject([{ kind: "report.ready" }]);
    ctx.clock.set("2026-08-03T04:00:01Z");
    expect(await run()).toEqual({ runCount: 2 });
  });

  test("and its runs name the property or the lease that they are narrowed to", async () => {
    const { ctx, member, property, tenant, lease } = await withInvoice();
    const make = async (row: Partial<CreateReportScheduleInput>) => {
      const input = { ...monthly([member.userId], row), ...key() };
      const schedule = await createReportSchedule({ ctx, input });
      await runReportSchedule({ ctx, input: { scheduleId: schedule.id } });
      const { items } = await listReportRuns({ ctx, input: { limit: 50, scheduleId: schedule.id } });
      expect(items.map(({ subject }) => subject)).toEqual([schedule.subject]);
      return schedule.subject;
    };
    expect(await make({})).toBeNull();
    expect(await make({ params: { propertyId: property.id } })).toBe(property.name);
    expect(await make({ kind: "tenant-ledger", params: { leaseId: lease.id } })).toContain(
      `${tenant.name}, `,
    );
  });

  test("rests, goes on, follows the agency's clocks, and ends", async () => {
    const { ctx, member } = await withInvoice();
    const daily = monthly([member.userId], {
      cadence: "daily",
      dayOfMonth: null,
      kind: "rent-roll",
      covers: "yesterday",
    });
    const made = await createReportSchedule({ ctx, input: { ...daily, ...key() } });
    const times = () =>
      house.arrange.query(
        "select cron, time_zone from schedules where agency_id = $1 and name = 'reports.run-schedule'",
        ctx.agencyId,
      );
    expect(await times()).toEqual([{ cron: "0 7 * * *", time_zone: "Africa/Nairobi" }]);
    const { id } = made;
    const rest = await updateReportSchedule({
      ctx,
      input: { ...daily, id, version: made.version, isEnabled: false },
    });
    expect(rest).toMatchObject({ isEnabled: false, nextRunAt: null });
    expect(await times()).toEqual([]);
    expect(await runReportSchedule({ ctx, input: { scheduleId: id } })).toEqual({ runCount: 0 });
    await expect(
      updateReportSchedule({ ctx, input: { ...daily, id, version: made.version } }),
    ).rejects.toMatchObject({ code: "CONFLICT" });
    const again = await updateReportSchedule({ ctx, input: { ...daily, id, version: rest.version } });
    const { version } = await getAgency({ ctx });
    await updateAgency({ ctx, input: { version, timeZone: "Europe/London" } });
    expect(await times()).toEqual([{ cron: "0 7 * * *", time_zone: "Europe/London" }]);
    const [moved] = (await listReportSchedules({ ctx, input: { limit: 50 } })).items;
    expect(moved?.nextRunAt).toBe("2026-06-16T06:00:00.000Z");
    await endReportSchedule({ ctx, input: { id, version: again.version } });
    expect(await times()).toEqual([]);
    expect((await listReportSchedules({ ctx, input: { limit: 50 } })).items).toEqual([]);
    await expect(endReportSchedule({ ctx, input: { id, version: 9 } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("is refused for a report that cannot be made, for strangers, and without the right", async () => {
    const { ctx, member, agency, property } = await withInvoice();
    const refused = (row: Partial<CreateReportScheduleInput>, code: string, as: TestContext = ctx) =>
      expect(
        createReportSchedule({ ctx: as, input: { ...monthly([member.userId]), ...row, ...key() } }),
      ).rejects.toMatchObject({ code });
    await refused({ recipientIds: [newId()] }, "INVALID");
    await refused({ kind: "tenant-ledger" }, "INVALID");
    await refused({ kind: "trial-balance", params: { propertyId: property.id } }, "INVALID");
    await refused({ params: { propertyId: newId() } }, "NOT_FOUND");
    await refused({ dayOfMonth: null }, "INVALID");
    const viewer = contextOf(house, agency, await makeMember(house.arrange, agency.id, { role: "viewer" }));
    await refused({}, "FORBIDDEN", viewer);
    const limited = contextOf(
      house,
      agency,
      await makeMember(house.arrange, agency.id, { role: "manager", propertyIds: [property.id] }),
    );
    await refused({ kind: "trial-balance" }, "FORBIDDEN", limited);
    const schedule = await createReportSchedule({ ctx, input: { ...monthly([member.userId]), ...key() } });
    expect((await listReportSchedules({ ctx: limited, input: { limit: 50 } })).items).toEqual([]);
    await expect(
      endReportSchedule({ ctx: limited, input: { id: schedule.id, version: 1 } }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await listReportPeople({ ctx })).items.map(({ userId }) => userId)).toContain(member.userId);
  });
});

async function withInvoice(): Promise<Tenancy & { member: { userId: string } }> {
  const tenancy = await makeTenancy(house);
  await makeInvoice(house.arrange, tenancy.lease);
  return { ...tenancy, member: { userId: tenancy.ctx.actor.id ?? "" } };
}
