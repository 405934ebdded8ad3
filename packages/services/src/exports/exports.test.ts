import { text } from "node:stream/consumers";
import { CreateBroadcastInput } from "@stead/contracts/messages";
import { CreateExportInput, ExportDto, exportFilters, ListExportsInput } from "@stead/contracts/exports";
import { permissions } from "@stead/contracts/permissions";
import { newId } from "@stead/kernel/ids";
import { openArranger } from "@stead/testing/arranger";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { makeContact, makeProperty } from "@stead/testing/factories";
import { parse } from "csv-parse/sync";
import { describe, expect, test, vi } from "vitest";
import { openFiledHouse } from "../context/test-files.ts";
import type { RailContext } from "../context/index.ts";
import { makeColleague, type TestContext } from "../context/test-house.ts";
import { aPayment } from "../context/test-money.ts";
import { makeRailAccount, withRails } from "../context/test-rails.ts";
import { makeTenancy, makeTenant } from "../context/test-tenancy.ts";
import { openDownload, sweepFiles } from "../files/index.ts";
import { getJobRun, resumeWork } from "../jobs/index.ts";
import { startBillingRun } from "../billing/index.ts";
import { createBroadcast, createReminderHold } from "../messages/index.ts";
import { recordPayment } from "../payments/index.ts";
import { bring, portalFile } from "../statements/test-statement.ts";
import {
  cancelExport,
  createExport,
  getExport,
  linkExport,
  listExports,
  runExport,
  stopExport,
} from "./index.ts";

const { house, files } = await openFiledHouse();

type Request = { list: keyof typeof exportFilters; format?: "csv" | "xlsx"; filters?: object };

const ask = (ctx: TestContext, { list, format = "csv", filters = {} }: Request) =>
  createExport({ ctx, input: CreateExportInput.parse({ list, format, filters }) });

/** The worker's context: Stead itself, without limits. */
const atWork = (ctx: TestContext, signal?: AbortSignal): RailContext => ({
  ...withRails(ctx),
  actor: { kind: "system", id: null },
  permissions: new Set(permissions),
  propertyIds: null,
  signal,
  db: house.db.forAgency(ctx.agencyId, { deadline: Date.now() + 600_000, signal }),
});

const work = (ctx: TestContext, asked: ExportDto, signal?: AbortSignal) =>
  runExport({
    ctx: atWork(ctx, signal),
    input: { exportId: asked.id, jobRunId: asked.jobRunId ?? "" },
    files,
  });

const deps = (ctx: TestContext) => ({
  openAgency: (agencyId: string) => house.db.forAgency(agencyId),
  files,
  clock: ctx.clock,
  requestId: "request-of-a-test",
});
const tokenOf = ({ url }: { url: string }) => url.replace("/api/files/", "");

async function linesOf(ctx: TestContext, request: Request): Promise<Record<string, string>[]> {
  const asked = await ask(ctx, request);
  await work(ctx, asked);
  const link = await linkExport({ ctx, input: { id: asked.id } });
  const { content } = await openDownload(deps(ctx), { token: tokenOf(link) });
  return parse(await text(content), { columns: true, bom: true });
}

/** A tenancy with something on every list. */
async function makeBusyTenancy() {
  const tenancy = await makeTenancy(house);
  const { ctx, lease } = tenancy;
  await makeInvoice(house.arrange, lease, { charges: [{ kind: "rent", netMinor: 3_000_000 }] });
  await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 500_050 }) });
  await house.arrange.query("update leases set deposit_minor = 100 where id = $1", lease.id);
  await house.arrange.query(
    `insert into messages (id, agency_id, channel, kind, to_name, to_address, subject, body, status)
      values ($1, $2, 'email', 'broadcast', 'Émilie', 'emilie@example.org', '=Water', 'It is off.', 'waiting')`,
    newId(),
    ctx.agencyId,
  );
  return tenancy;
}

describe("every list becomes a file", () => {
  test("with its rows, in words and decimals", async () => {
    const { ctx, lease, tenant, property } = await makeBusyTenancy();
    const counts: Record<string, number> = {};
    const lists = Object.keys(exportFilters) as Request["list"][];
    for (const list of lists.filter((each) => each !== "bulk_rows")) {
      counts[list] = (await linesOf(ctx, { list })).length;
    }
    expect(counts).toMatchObject({
      properties: 1,
      units: 1,
      contacts: 1,
      leases: 1,
      invoices: 1,
      charges: 1,
      payments: 1,
      deposits: 1,
      arrears: 1,
      journals: 6,
      rent_roll: 1,
      refunds: 0,
      bank_files: 0,
      collections: 0,
      disputes: 0,
      inbound_events: 0,
      imports: 0,
    });
    expect(counts["audit"]).toBeGreaterThan(3);
    const [invoice] = await linesOf(ctx, { list: "invoices" });
    expect(invoice).toMatchObject({
      Lease: `L-${lease.number}`,
      Tenant: tenant.name,
      Property: property.name,
      Due: "2026-06-01",
      Total: "30000.00",
      Open: "24999.50",
      Status: "Part paid",
    });
    expect(await linesOf(ctx, { list: "messages", filters: { kind: "broadcast" } })).toMatchObject([
      { To: "Émilie", By: "E-mail", Kind: "Broadcast", Subject: "'=Water", Status: "Waiting" },
    ]);
  });

  test("of the bank's words and of waiting money, opened again", async () => {
    const { ctx, agency } = await makeTenancy(house);
    const railAccountId = await makeRailAccount(house, agency.id);
    const rows = [
      { receipt: "SFF1ABCD01", minor: 50_000, reference: "nobody" },
      { receipt: "SFF1ABCD02", minor: -1_500, reason: "Pay Bill Charge", linked: "SFF1ABCD01" },
    ];
    await bring(withRails(ctx), files, { railAccountId }, portalFile(rows));
    expect(await linesOf(ctx, { list: "statements" })).toMatchObject([
      { File: "statement.csv", State: "Done", Currency: "KES", Lines: "2" },
    ]);
    const lines = await linesOf(ctx, { list: "statement_lines", filters: { kind: "receipt" } });
    expect(lines).toMatchObject([
      { Day: "2026-06-12", Text: "Pay Bill Online", Reference: "nobody", Amount: "500.00", State: "Booked" },
    ]);
    expect(await linesOf(ctx, { list: "suspense" })).toMatchObject([
      { Received: "2026-06-12", "Days waiting": "3", Way: "Mpesa", Payer: "A TENANT", Amount: "500.00" },
    ]);
    expect(await linesOf(ctx, { list: "suspense", filters: { rail: "stripe" } })).toEqual([]);
    expect(await linesOf(ctx, { list: "days", filters: { accountId: railAccountId } })).toEqual([]);
  });

  test("of what the agency does for many", async () => {
    const { ctx, lease } = await makeTenancy(house);
    const run = await startBillingRun({
      ctx,
      input: { periodStart: "2026-07-01", idempotencyKey: newId() },
    });
    expect(await linesOf(ctx, { list: "billing_runs" })).toMatchObject([
      { Month: "2026-07-01", Status: "Queued", Currency: "", Billed: "" },
    ]);
    const totals = [
      { currency: "KES", totalMinor: 300_050 },
      { currency: "USD", totalMinor: 100 },
    ];
    await house.arrange.query(
      "update billing_runs set totals = $2 where id = $1",
      run.id,
      JSON.stringify(totals),
    );
    expect(await linesOf(ctx, { list: "billing_runs" })).toMatchObject([
      { Currency: "KES", Billed: "3000.50" },
      { Currency: "USD", Billed: "1.00" },
    ]);
    const broadcast = { name: "Water", channel: "sms", body: "It is off.", filter: {} };
    await createBroadcast({ ctx, input: CreateBroadcastInput.parse(broadcast) });
    expect(await linesOf(ctx, { list: "broadcasts", filters: { status: "draft" } })).toMatchObject([
      { Name: "Water", By: "Text message", Status: "Draft", Sent: "0" },
    ]);
    const hold = { leaseId: lease.id, kind: "dispute", untilOn: null, note: "roof" } as const;
    await createReminderHold({ ctx, input: hold });
    expect(await linesOf(ctx, { list: "reminder_holds" })).toMatchObject([
      { Lease: `L-${lease.number}`, Why: "Dispute", Until: "", Note: "roof" },
    ]);
  });

  test("narrowed by the list's own filters, as XLSX too", async () => {
    const { ctx, agency } = await makeBusyTenancy();
    for (const name of ["Amina", "Zawadi"]) await makeContact(house.arrange, agency.id, { name });
    const byName = { list: "contacts", filters: { q: "zawa" } } as const;
    expect((await linesOf(ctx, byName)).map(({ Name }) => Name)).toEqual(["Zawadi"]);
    const asked = await ask(ctx, { ...byName, format: "xlsx" });
    expect(await work(ctx, asked)).toEqual({ rowCount: 1 });
    const job = await getJobRun({ ctx, input: { id: asked.jobRunId ?? "" } });
    expect(job).toMatchObject({ name: "exports.run", about: "contacts.xlsx" });
    const done = await getExport({ ctx, input: { id: asked.id } });
    expect(done).toMatchObject({ status: "done", rowCount: 1, file: { name: "Contacts 2026-06-15.xlsx" } });
    expect(() => ExportDto.parse(done)).not.toThrow();
    expect(() => CreateExportInput.parse({ list: "contacts", format: "csv", filters: { q: 7 } })).toThrow(
      "q",
    );
  });
});

describe("what a file holds follows from the person's rights when it is made", () => {
  test("only their properties, and nothing of another agency", async () => {
    const { ctx, agency, lease } = await makeBusyTenancy();
    const elsewhere = await makeTenant(house, await makeProperty(house.arrange, agency.id));
    const scoped = await makeColleague(house, agency, {
      role: "agent",
      propertyIds: [elsewhere.lease.propertyId],
    });
    expect((await linesOf(scoped, { list: "leases" })).map(({ Lease }) => Lease)).toEqual([
      `L-${elsewhere.lease.number}`,
    ]);
    expect(await linesOf(ctx, { list: "leases" })).toHaveLength(2);
    expect(lease.number).not.toBe(elsewhere.lease.number);
    const accountant = await makeColleague(house, agency, {
      role: "accountant",
      propertyIds: [elsewhere.lease.propertyId],
    });
    for (const list of ["audit", "messages", "statement_lines", "suspense", "billing_runs"] as const)
      await expect(ask(accountant, { list })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("a person who left gets none, and is told of none", async () => {
    const { ctx, agency } = await makeBusyTenancy();
    const colleague = await makeColleague(house, agency, { role: "accountant" });
    const asked = await ask(colleague, { list: "payments" });
    await house.arrange.query("delete from members where user_id = $1", colleague.actor.id);
    await expect(work(colleague, asked)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const end = {
      exportId: asked.id,
      jobRunId: asked.jobRunId ?? "",
      outcome: "failed",
      problem: "gone",
    } as const;
    await stopExport({ ctx: atWork(ctx), input: end });
    expect(await house.arrange.query("select status, problem from exports where id = $1", asked.id)).toEqual([
      { status: "failed", problem: "gone" },
    ]);
  });

  test("that were given up are made when they are tried again", async () => {
    const { ctx } = await makeBusyTenancy();
    const asked = await ask(ctx, { list: "units" });
    const jobRunId = asked.jobRunId ?? "";
    const end = { exportId: asked.id, jobRunId, outcome: "failed", problem: "no room" } as const;
    await stopExport({ ctx: atWork(ctx), input: end });
    const again = { table: "exports", id: asked.id } as const;
    await resumeWork({ ctx: atWork(ctx), input: { ...again, jobRunId: newId() } });
    expect(await work(ctx, asked)).toBeUndefined();
    await resumeWork({ ctx: atWork(ctx), input: { ...again, jobRunId } });
    expect(await getExport({ ctx, input: { id: asked.id } })).toMatchObject({
      status: "queued",
      problem: null,
      finishedAt: null,
    });
    await work(ctx, asked);
    expect(await getExport({ ctx, input: { id: asked.id } })).toMatchObject({ status: "done", rowCount: 1 });
    await resumeWork({ ctx: atWork(ctx), input: { ...again, jobRunId } });
    expect(await getExport({ ctx, input: { id: asked.id } })).toMatchObject({ status: "done" });
  });

  test("others' exports are not there, and a program makes none", async () => {
    const { ctx, agency } = await makeBusyTenancy();
    const asked = await ask(ctx, { list: "units" });
    const colleague = await makeColleague(house, agency, { role: "owner" });
    const input = { id: asked.id };
    await expect(getExport({ ctx: colleague, input })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(cancelExport({ ctx: colleague, input })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const program: TestContext = { ...ctx, actor: { kind: "api_key", id: newId() } };
    await expect(ask(program, { list: "units" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("a running export", () => {
  test("is cancelled: its statement is gone from the database, and nothing is stored", async () => {
    const { ctx } = await makeBusyTenancy();
    const asked = await ask(ctx, { list: "contacts" });
    const keeper = await openArranger(house.database);
    await keeper.query("begin");
    await keeper.query("lock table contact_roles");
    const controller = new AbortController();
    const running = work(ctx, asked, controller.signal);
    const statements = () =>
      house.arrange.query(
        "select from pg_stat_activity where datname = current_database() and query ~ '^(copy|select [*] from) [(]' and state = 'active' and pid <> pg_backend_pid()",
      );
    await vi.waitFor(async () => expect(await statements()).toHaveLength(1), { timeout: 30_000 });
    await cancelExport({ ctx, input: { id: asked.id } });
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: "CANCELLED" });
    expect(await statements()).toEqual([]);
    await keeper.close();
    const end = {
      exportId: asked.id,
      jobRunId: asked.jobRunId ?? "",
      outcome: "cancelled",
      problem: null,
    } as const;
    await stopExport({ ctx: atWork(ctx), input: end });
    const after = await getExport({ ctx, input: { id: asked.id } });
    expect(after).toMatchObject({ status: "cancelled", file: null, isCancelRequested: true });
  });

  test("that is run again after its end changes nothing; the person is told once", async () => {
    const { ctx } = await makeBusyTenancy();
    const asked = await ask(ctx, { list: "units" });
    const told: [number, number][] = [];
    const input = { exportId: asked.id, jobRunId: asked.jobRunId ?? "" };
    await runExport({ ctx: atWork(ctx), input, files, onProgress: (...at) => told.push(at) });
    expect(told.at(-1)).toEqual([1, 1]);
    expect(await work(ctx, asked)).toBeUndefined();
    const notices = await house.arrange.query(
      "select kind, params from notifications where subject_id = $1",
      asked.id,
    );
    expect(notices).toEqual([{ kind: "export.ready", params: { name: "Units", rowCount: 1 } }]);
    const { items } = await listExports({ ctx, input: ListExportsInput.parse({ status: "done" }) });
    expect(items.map(({ id, title }) => [id, title])).toEqual([[asked.id, "Units"]]);
  });

  test("is one of ten at most", async () => {
    const { ctx } = await makeBusyTenancy();
    for (let index = 0; index < 10; index++) await ask(ctx, { list: "units" });
    await expect(ask(ctx, { list: "units" })).rejects.toMatchObject({ code: "TOO_MANY" });
  });
});

describe("a download link", () => {
  test("works without a session until it expires, and is told in the audit", async () => {
    const { ctx } = await makeBusyTenancy();
    const asked = await ask(ctx, { list: "properties" });
    await work(ctx, asked);
    const link = await linkExport({ ctx, input: { id: asked.id } });
    expect(link.expiresAt).toBe("2026-06-22T09:00:00.000Z");
    const token = tokenOf(link);
    const download = await openDownload(deps(ctx), { token });
    expect(download).toMatchObject({
      name: "Properties 2026-06-15.csv",
      contentType: "text/csv; charset=utf-8",
    });
    expect((await text(download.content)).length).toBeGreaterThan(20);
    const [trail] = await house.arrange.query<{ action: string }>(
      "select action from audit where agency_id = $1 order by at desc, id desc limit 1",
      ctx.agencyId,
    );
    expect(trail).toEqual({ action: "file.downloaded" });
    const [kept] = await house.arrange.query<{ tokenHash: string }>(
      `select token_hash as "tokenHash" from download_links where agency_id = $1`,
      ctx.agencyId,
    );
    expect(kept?.tokenHash).not.toContain(token.slice(0, 20));
    for (const wrong of ["", "x".repeat(64), `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`])
      await expect(openDownload(deps(ctx), { token: wrong })).rejects.toMatchObject({ code: "NOT_FOUND" });
    ctx.clock.set("2026-06-22T09:00:01Z");
    await expect(openDownload(deps(ctx), { token })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(linkExport({ ctx, input: { id: asked.id } })).rejects.toMatchObject({
      code: "PRECONDITION",
    });
  });

  test("content that has expired is deleted, once", async () => {
    const { ctx } = await makeBusyTenancy();
    const asked = await ask(ctx, { list: "properties" });
    await work(ctx, asked);
    expect(await sweepFiles({ ctx, files })).toBe(0);
    ctx.clock.set("2026-06-22T09:00:01Z");
    expect(await sweepFiles({ ctx, files })).toBe(1);
    expect(await sweepFiles({ ctx, files })).toBe(0);
    const [{ storageKey } = { storageKey: "" }] = await house.arrange.query<{ storageKey: string }>(
      `select storage_key as "storageKey" from files where agency_id = $1`,
      ctx.agencyId,
    );
    const opened = await files.open(storageKey);
    await expect(text(opened)).rejects.toThrow("ENOENT");
    expect(await getExport({ ctx, input: { id: asked.id } })).toMatchObject({ status: "done", file: null });
  });
});
