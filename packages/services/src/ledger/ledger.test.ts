import { ListJournalsInput } from "@stead/contracts/ledger";
import { newId } from "@stead/kernel/ids";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { makeProperty } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inTransaction } from "../context/index.ts";
import { makeColleague, openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { accountSums, aPayment, partsOf, rentMinor } from "../context/test-money.ts";
import { makeTenancy, makeTenant } from "../context/test-tenancy.ts";
import { getLeaseDeposit } from "../deposits/index.ts";
import { applyCredit, getPayment, listPayments, recordPayment, reversePayment } from "../payments/index.ts";
import {
  chart,
  getJournal,
  getTrialBalance,
  listAccounts,
  listJournals,
  listPeriods,
  postJournal,
  postLeaseOpening,
  postOpening,
  reverseJournal,
  runProof,
  setPeriod,
} from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const key = () => ({ idempotencyKey: newId() });
const list = (ctx: TestContext, input: object = {}) =>
  listJournals({ ctx, input: ListJournalsInput.parse(input) });

describe("journals", () => {
  test("are listed newest first with their lines, and each says its event", async () => {
    const { ctx, lease, property } = await makeTenancy(house);
    await makeInvoice(house.arrange, lease);
    const payment = await recordPayment({ ctx, input: aPayment(lease.id) });
    const { items, total } = await list(ctx);
    expect(items.map(({ event }) => event).toSorted()).toEqual([
      "invoice.issued",
      "payment.allocated",
      "payment.received",
    ]);
    expect(total).toEqual({ count: 3, isCapped: false });
    const received = items.find(({ event }) => event === "payment.received");
    expect(received).toMatchObject({
      postingKey: `payment:${payment.id}`,
      entityId: payment.id,
      occurredOn: "2026-06-10",
      reversesId: null,
      reversedById: null,
      createdByName: expect.any(String),
      lines: [
        {
          lineNo: 1,
          accountCode: "1000",
          accountName: "Client bank",
          amountMinor: rentMinor,
          currency: "KES",
          leaseId: lease.id,
          propertyId: property.id,
        },
        { lineNo: 2, accountCode: "2020", amountMinor: -rentMinor },
      ],
    });
    expect(await getJournal({ ctx, input: { id: received?.id ?? "" } })).toEqual(received);
  });

  test("are filtered by account, event, thing, lease, property, days and words", async () => {
    const { ctx, lease, property } = await makeTenancy(house);
    const { lease: other } = await makeTenant(house, property);
    const payment = await recordPayment({ ctx, input: aPayment(lease.id, { rail: "cash" }) });
    await recordPayment({ ctx, input: aPayment(other.id, { receivedOn: "2026-05-03" }) });
    const events = async (input: object) =>
      (await list(ctx, input)).items.map(({ event }) => event).toSorted();
    const both = ["payment.credited", "payment.received"];
    expect(await events({ accountCode: "1030" })).toEqual(["payment.received"]);
    expect(await events({ event: "payment.credited" })).toHaveLength(2);
    expect(await events({ entityId: payment.id })).toEqual(both);
    expect(await events({ leaseId: lease.id })).toEqual(both);
    expect(await events({ propertyId: property.id })).toHaveLength(4);
    expect(await events({ from: "2026-06-01" })).toEqual(both);
    expect(await events({ to: "2026-05-03" })).toEqual(both);
    expect(await events({ q: "receipt 1 (CASH)" })).toEqual(["payment.received"]);
    const first = await list(ctx, { limit: 3, order: "asc" });
    const rest = await list(ctx, { limit: 3, order: "asc", cursor: first.nextCursor });
    expect([...first.items, ...rest.items]).toEqual((await list(ctx, { order: "asc" })).items);
  });

  test("a member sees those of their properties alone", async () => {
    const { ctx, lease, agency, property } = await makeTenancy(house);
    const elsewhere = await makeProperty(house.arrange, agency.id);
    const { lease: other } = await makeTenant(house, elsewhere);
    await recordPayment({ ctx, input: aPayment(lease.id) });
    const hidden = await recordPayment({ ctx, input: aPayment(other.id) });
    await recordPayment({ ctx, input: aPayment(null) });
    const scoped = await makeColleague(house, agency, { role: "accountant", propertyIds: [property.id] });
    expect(
      new Set((await list(scoped)).items.flatMap(({ lines }) => lines.map((line) => line.propertyId))),
    ).toEqual(new Set([property.id]));
    const id = hidden.journals[0]?.id ?? "";
    await expect(getJournal({ ctx: scoped, input: { id } })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const stranger = await makeTenancy(house);
    await expect(getJournal({ ctx: stranger.ctx, input: { id } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect((await list(stranger.ctx)).items).toEqual([]);
  });

  test("are taken back once, line by line, by another journal", async () => {
    const { ctx, agency } = await makeTenancy(house);
    const line = (account: "1000" | "3000", amountMinor: number) => ({
      account,
      amountMinor,
      currency: "KES",
    });
    const about = { event: "test.posted", entityId: newId(), occurredOn: "2026-06-01", memo: "Test" };
    const post = () =>
      inTransaction(ctx, (tx) =>
        postJournal(tx, ctx, { ...about, key: "test:1", lines: [line("1000", 70), line("3000", -70)] }),
      );
    const journalId = await post();
    expect(await post()).toBe(journalId);
    const takeBack = () =>
      inTransaction(ctx, (tx) => reverseJournal(tx, ctx, { ...about, event: "test.reversed", journalId }));
    const reversalId = await takeBack();
    expect(await takeBack()).toBe(reversalId);
    expect(await getJournal({ ctx, input: { id: journalId } })).toMatchObject({ reversedById: reversalId });
    expect(await getJournal({ ctx, input: { id: reversalId } })).toMatchObject({
      reversesId: journalId,
      lines: [{ amountMinor: -70 }, { amountMinor: 70 }],
    });
    expect(await accountSums(house, agency.id)).toEqual({});
    await expect(
      inTransaction(ctx, (tx) => reverseJournal(tx, ctx, { ...about, journalId: newId() })),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    const unbalanced = inTransaction(ctx, (tx) =>
      postJournal(tx, ctx, { ...about, key: "test:2", lines: [line("1000", 70)] }),
    );
    await expect(unbalanced).rejects.toThrow(/does not balance/);
  });
});

describe("the trial balance", () => {
  test("of any day is what the lines come to, debits and credits equal", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    for (const [receivedOn, amountMinor] of [
      ["2026-04-30", 100],
      ["2026-05-01", 20],
      ["2026-05-31", 3],
      ["2026-06-15", 7_000],
    ] as const) {
      await recordPayment({ ctx, input: aPayment(lease.id, { receivedOn, amountMinor }) });
    }
    const bank = async (asOf?: string) => {
      const { currencies } = await getTrialBalance({ ctx, input: { asOf } });
      for (const { debitMinor, creditMinor } of currencies) expect(debitMinor).toBe(creditMinor);
      return currencies[0]?.rows.find(({ code }) => code === "1000")?.balanceMinor ?? 0;
    };
    expect(
      await Promise.all(
        ["2026-04-29", "2026-04-30", "2026-05-01", "2026-05-30", "2026-05-31", "2026-06-14"].map(bank),
      ),
    ).toEqual([0, 100, 120, 120, 123, 123]);
    expect(await bank()).toBe(7_123);
    const { currencies, asOf } = await getTrialBalance({ ctx, input: {} });
    expect(asOf).toBe("2026-06-15");
    expect(currencies).toMatchObject([
      {
        currency: "KES",
        rows: [
          { code: "1000", name: "Client bank", type: "asset", debitMinor: 7_123, creditMinor: 0 },
          { code: "2010" },
          { code: "2020", balanceMinor: 0 },
        ],
      },
    ]);
    const scoped = await makeColleague(house, agency, { role: "accountant", propertyIds: [] });
    await expect(getTrialBalance({ ctx: scoped, input: {} })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("the chart has every account", async () => {
    const { ctx } = await makeTenancy(house);
    expect((await listAccounts({ ctx })).map(({ code }) => code)).toEqual(
      chart.map(({ code }) => code).toSorted(),
    );
  });
});

describe("a month of the books", () => {
  const set = (ctx: TestContext, month: string, status: "open" | "closed") =>
    setPeriod({ ctx, input: { month, status, reason: "done" } });

  const periods = async (ctx: TestContext) => (await listPeriods({ ctx, input: { limit: 24 } })).items;

  test("are listed a page at a time, each counted on its own", async () => {
    const { ctx, lease } = await makeTenancy(house);
    await recordPayment({ ctx, input: aPayment(lease.id, { receivedOn: "2026-02-10" }) });
    const first = await listPeriods({ ctx, input: { limit: 3 } });
    expect(first.items.map(({ month }) => month)).toEqual(["2026-06-01", "2026-05-01", "2026-04-01"]);
    expect(first.nextCursor).toBe("2026-04-01");
    const second = await listPeriods({ ctx, input: { limit: 3, cursor: "2026-04-01" } });
    expect(second).toMatchObject({
      items: [
        { month: "2026-03-01", journalCount: 0 },
        { month: "2026-02-01", journalCount: 2 },
      ],
      nextCursor: null,
    });
    expect(await listPeriods({ ctx, input: { limit: 3, cursor: "2026-02-01" } })).toEqual({
      items: [],
      nextCursor: null,
    });
  });

  test("closes when it is over, takes nothing more, and opens again", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    await recordPayment({ ctx, input: aPayment(lease.id, { receivedOn: "2026-04-20" }) });
    expect(await set(ctx, "2026-04-01", "closed")).toMatchObject({
      month: "2026-04-01",
      status: "closed",
      closedByName: expect.any(String),
      journalCount: 2,
    });
    const late = () => recordPayment({ ctx, input: aPayment(lease.id, { receivedOn: "2026-04-21" }) });
    await expect(late()).rejects.toMatchObject({ code: "PRECONDITION" });
    expect(
      (await periods(ctx)).map(({ month, status, journalCount }) => [month, status, journalCount]),
    ).toEqual([
      ["2026-06-01", "open", 0],
      ["2026-05-01", "open", 0],
      ["2026-04-01", "closed", 2],
    ]);
    expect(await set(ctx, "2026-04-01", "open")).toMatchObject({
      status: "open",
      closedAt: null,
      closedByName: null,
    });
    expect((await late()).receivedOn).toBe("2026-04-21");
    const trail = await house.arrange.query<{ action: string }>(
      `select action from audit where agency_id = $1 and entity_type = 'period' order by at, id`,
      agency.id,
    );
    expect(trail.map(({ action }) => action)).toEqual(["period.closed", "period.open"]);
  });

  test("does not close before it is over, unbalanced, or by those who may not", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    await recordPayment({ ctx, input: aPayment(lease.id, { receivedOn: "2026-04-20" }) });
    await expect(set(ctx, "2026-06-01", "closed")).rejects.toMatchObject({ code: "PRECONDITION" });
    await house.arrange.query("set session_replication_role = replica");
    await house.arrange.query(
      `update journal_lines set amount_minor = amount_minor + 1 where agency_id = $1 and account_code = '1000'`,
      agency.id,
    );
    await house.arrange.query("reset session_replication_role");
    await expect(set(ctx, "2026-04-01", "closed")).rejects.toMatchObject({
      code: "PRECONDITION",
      details: { faults: expect.arrayContaining(["account 1000"]) },
    });
    expect((await periods(ctx)).every(({ status }) => status === "open")).toBe(true);
    const manager = await makeColleague(house, agency, { role: "manager" });
    await expect(set(manager, "2026-04-01", "closed")).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("closing waits for who posts, and who posts waits for the closing", async () => {
    const { ctx, lease } = await makeTenancy(house);
    const post = () =>
      recordPayment({ ctx, input: aPayment(lease.id, { receivedOn: "2026-05-10", amountMinor: 5 }) });
    const results = await Promise.allSettled([
      ...Array.from({ length: 10 }, post),
      set(ctx, "2026-05-01", "closed"),
      ...Array.from({ length: 10 }, post),
    ]);
    const booked = results.filter((result, index) => index !== 10 && result.status === "fulfilled").length;
    expect((await periods(ctx)).find(({ month }) => month === "2026-05-01")).toMatchObject({
      status: "closed",
      journalCount: booked * 2,
    });
    expect((await runProof({ ctx })).isSound).toBe(true);
  });
});

describe("opening balances", () => {
  test("of the agency: by account, the rest is owner equity, and tenants' accounts are refused", async () => {
    const { ctx, agency } = await makeTenancy(house);
    const input = {
      occurredOn: "2026-06-01",
      currency: "KES",
      lines: [
        { accountCode: "1000", amountMinor: 900 },
        { accountCode: "2150", amountMinor: -100 },
      ],
      ...key(),
    };
    const journal = await postOpening({ ctx, input });
    expect(journal).toMatchObject({
      event: "books.opened",
      lines: [{ accountCode: "1000" }, { accountCode: "2150" }, { accountCode: "3000", amountMinor: -800 }],
    });
    expect(await postOpening({ ctx, input })).toEqual(journal);
    expect(await accountSums(house, agency.id)).toEqual({ 1000: 900, 2150: -100, 3000: -800 });
    for (const accountCode of ["1100", "2000", "1005", "9999"]) {
      const wrong = postOpening({
        ctx,
        input: { ...input, lines: [{ accountCode, amountMinor: 1 }], ...key() },
      });
      await expect(wrong).rejects.toMatchObject({
        code: "INVALID",
        details: { fields: [{ path: "lines.0.accountCode" }] },
      });
    }
    await expect(
      postOpening({ ctx, input: { ...input, occurredOn: "2026-06-16", ...key() } }),
    ).rejects.toMatchObject({ code: "INVALID" });
  });

  const open = (ctx: TestContext, leaseId: string, balanceMinor: number, depositHeldMinor = 0) =>
    postLeaseOpening({
      ctx,
      input: { leaseId, occurredOn: "2026-06-01", balanceMinor, depositHeldMinor, ...key() },
    });

  test("of a tenant who owes: an opening invoice that a payment settles", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    expect(await open(ctx, lease.id, 500, 2_000)).toMatchObject({
      event: "lease.opened",
      postingKey: `opening:${lease.id}`,
    });
    expect(await accountSums(house, agency.id)).toEqual({ 1005: 2_000, 1100: 500, 2000: -2_000, 3900: -500 });
    expect(await getLeaseDeposit({ ctx, input: { id: lease.id } })).toMatchObject({ heldMinor: 2_000 });
    const payment = await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 500 }) });
    expect(payment.allocations).toMatchObject([{ invoiceNumber: 1, amountMinor: 500 }]);
    const entries = await house.arrange.query(
      `select kind, amount_minor as amount from owner_entries where agency_id = $1`,
      agency.id,
    );
    expect(entries).toEqual([{ kind: "other", amount: 500 }]);
    expect((await runProof({ ctx })).isSound).toBe(true);
  });

  test("of a tenant who is ahead: an opening receipt whose credit pays, and which can be taken back", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    await open(ctx, lease.id, -700);
    const { items } = await listPayments({ ctx, input: { sort: "received", limit: 5, rail: "opening" } });
    expect(items).toMatchObject([
      { number: 1, rail: "opening", amountMinor: 700, creditMinor: 700, status: "allocated" },
    ]);
    const id = items[0]?.id ?? "";
    await makeInvoice(house.arrange, lease, { charges: [{ kind: "rent", netMinor: 300 }] });
    expect(await applyCredit({ ctx, input: { leaseId: lease.id } })).toMatchObject({ allocatedMinor: 300 });
    expect(partsOf(await getPayment({ ctx, input: { id } }))).toEqual({
      allocatedMinor: 300,
      creditMinor: 400,
      status: "allocated",
    });
    expect((await runProof({ ctx })).isSound).toBe(true);
    const { version } = await getPayment({ ctx, input: { id } });
    await reversePayment({
      ctx,
      input: { paymentId: id, version, kind: "mistake", reason: "never paid", ...key() },
    });
    expect(await accountSums(house, agency.id)).toEqual({ 1100: 300, 4000: -300 });
    expect((await runProof({ ctx })).isSound).toBe(true);
  });

  test("once a lease, of something, not ahead, by who may, in their properties", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    await open(ctx, lease.id, 500);
    await expect(open(ctx, lease.id, 600)).rejects.toMatchObject({ code: "CONFLICT" });
    await open(ctx, lease.id, 0, 90);
    await expect(open(ctx, lease.id, 0, 90)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(open(ctx, lease.id, 0)).rejects.toMatchObject({ code: "INVALID" });
    const ahead = postLeaseOpening({
      ctx,
      input: { leaseId: lease.id, occurredOn: "2026-07-01", balanceMinor: 1, depositHeldMinor: 0, ...key() },
    });
    await expect(ahead).rejects.toMatchObject({ code: "INVALID" });
    const agent = await makeColleague(house, agency, { role: "agent" });
    await expect(open(agent, lease.id, 1)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const elsewhere = await makeProperty(house.arrange, agency.id);
    const scoped = await makeColleague(house, agency, { role: "accountant", propertyIds: [elsewhere.id] });
    await expect(open(scoped, lease.id, 1)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await accountSums(house, agency.id)).toEqual({ 1005: 90, 1100: 500, 2000: -90, 3900: -500 });
  });
});
