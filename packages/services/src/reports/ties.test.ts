import type { ReportDto, ReportRequest, ReportRow } from "@stead/contracts/reports";
import { monthEnd, monthStart, type CivilDate } from "@stead/kernel/dates";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { getTrialBalance, runProof } from "../ledger/index.ts";
import { getRentRoll } from "../portfolio/index.ts";
import { showReport } from "./index.ts";
import { makeHistory, type History } from "./test-history.ts";

let house: TestHouse;
let history: History;
/** Days on which the books are looked at, some at the end of a month. */
const days: CivilDate[] = [];

beforeAll(async () => {
  house = await openTestHouse();
  history = await makeHistory(house, 20_261);
  for (const length of [20, 25, 30]) days.push(await history.live(length));
}, 120_000);
afterAll(() => house.close());

const show = (ctx: TestContext, request: ReportRequest): Promise<ReportDto> =>
  showReport({ ctx, input: { request } });

async function balances(ctx: TestContext, asOf: CivilDate): Promise<(code: string) => number> {
  const { currencies } = await getTrialBalance({ ctx, input: { asOf } });
  const rows = new Map(currencies[0]?.rows.map((row) => [row.code, row.balanceMinor]));
  return (code) => rows.get(code) ?? 0;
}

const sum = (rows: readonly ReportRow[], key: string) =>
  rows.reduce((total, row) => total + Number(row[key] ?? 0), 0);
const only = (report: ReportDto): ReportRow => {
  expect(report.totals).toHaveLength(1);
  return report.totals[0] ?? {};
};

test("the history is worth looking at: money moved in every account, and the proof holds", async () => {
  const { ctx } = history;
  expect((await runProof({ ctx })).checks.filter(({ isSound }) => !isSound)).toEqual([]);
  const at = await balances(ctx, days.at(-1) ?? "");
  for (const code of ["1000", "1005", "1100", "1110", "2000", "2010", "4000", "4020", "5100"])
    expect([code, at(code)]).not.toEqual([code, 0]);
});

describe("on each day", () => {
  test("ageing is the receivable and the credit of the books", async () => {
    const { ctx } = history;
    for (const asOf of days) {
      const at = await balances(ctx, asOf);
      const report = await show(ctx, { kind: "arrears-ageing", params: { asOf } });
      expect(only(report)).toMatchObject({ totalMinor: at("1100"), creditMinor: 0 - at("2010") });
      const buckets = ["notDue", "dueToday", "days1to30", "days31to60", "days61to90", "over90"];
      expect(buckets.reduce((total, key) => total + sum(report.items, key), 0)).toBe(at("1100"));
      expect(report.plots[0]?.series[0]?.values.reduce((a, b) => Number(a) + Number(b), 0)).toBe(at("1100"));
    }
  });

  test("deposits are what is held, what the deposit bank has, and what was asked for", async () => {
    const { ctx } = history;
    for (const asOf of days) {
      const at = await balances(ctx, asOf);
      const totals = only(await show(ctx, { kind: "deposits-held", params: { asOf } }));
      expect(totals).toMatchObject({ heldMinor: 0 - at("2000"), owedMinor: at("1110") });
      expect(totals["heldMinor"]).toBe(at("1005"));
    }
  });

  test("the trial balance is that of the books, and both sides are equal", async () => {
    const { ctx } = history;
    for (const asOf of days) {
      const { currencies } = await getTrialBalance({ ctx, input: { asOf } });
      const report = await show(ctx, { kind: "trial-balance", params: { asOf } });
      expect(report.items).toEqual(currencies[0]?.rows.map((row) => ({ ...row, currency: "KES" })));
      expect(only(report)).toMatchObject({ balanceMinor: 0, debitMinor: currencies[0]?.debitMinor });
    }
  });

  test("every tenant's ledger ends with what the lease owes less its credit", async () => {
    const { ctx, leases } = history;
    for (const to of days) {
      const at = await balances(ctx, to);
      let total = 0;
      for (const { id: leaseId } of leases) {
        const report = await show(ctx, { kind: "tenant-ledger", params: { leaseId, to } });
        const balance = Number(report.totals[0]?.["balanceMinor"] ?? 0);
        total += balance;
        const whole = sum(report.items, "chargedMinor") - sum(report.items, "settledMinor");
        expect(balance).toBe(whole);
        const from = monthStart(to);
        const part = await show(ctx, { kind: "tenant-ledger", params: { leaseId, from, to } });
        expect(part.items[0]).toMatchObject({ on: from, kind: "opening" });
        expect(part.totals[0]?.["balanceMinor"]).toBe(balance);
      }
      expect(total).toBe(at("1100") + at("2010"));
    }
  });

  test("the rent roll is the rent roll, and occupancy counts the same homes", async () => {
    const { ctx } = history;
    for (const asOf of days) {
      const roll = await getRentRoll({ ctx, input: { asOf, limit: 100 } });
      const report = await show(ctx, { kind: "rent-roll", params: { asOf } });
      expect(report.items).toEqual(
        roll.items
          .toSorted((a, b) =>
            a.propertyName < b.propertyName ? -1 : a.propertyName > b.propertyName ? 1 : 0,
          )
          // What the report does not show, it does not look up.
          .map(({ kind: _, areaSqm: __, paidThroughOn: ___, ...row }) => row),
      );
      const totals = roll.totals[0];
      expect(only(report)).toMatchObject({
        scheduledRentMinor: totals?.scheduledRentMinor,
        depositHeldMinor: totals?.depositHeldMinor,
        pastDueMinor: totals?.pastDueMinor,
        prepaidMinor: totals?.prepaidMinor,
      });
      const stock = await show(ctx, { kind: "occupancy", params: { from: monthStart(asOf), to: asOf } });
      expect(stock.items).toMatchObject([{ units: totals?.unitCount, occupied: totals?.occupiedCount }]);
    }
  });
});

describe("over the whole time", () => {
  const from = "2026-01-01";
  const to = () => days.at(-1) ?? "";

  test("collection ends with the receivable, by month and by property", async () => {
    const { ctx, properties } = history;
    const at = await balances(ctx, to());
    const monthly = await show(ctx, { kind: "collection", params: { from, to: to() } });
    for (const row of monthly.items) {
      const then = await balances(ctx, String(row["lastOn"]));
      expect([row["month"], row["closingMinor"]]).toEqual([row["month"], then("1100")]);
    }
    expect(only(monthly)).toMatchObject({ openingMinor: 0, closingMinor: at("1100") });
    const byProperty = await show(ctx, { kind: "collection", params: { from, to: to(), by: "property" } });
    for (const key of ["chargedMinor", "creditedMinor", "collectedMinor", "closingMinor", "rate"])
      expect([key, only(byProperty)[key]]).toEqual([key, only(monthly)[key]]);
    expect(new Set(byProperty.items.map((row) => row["propertyId"]))).toEqual(
      new Set(properties.map(({ id }) => id)),
    );
    const later = await show(ctx, { kind: "collection", params: { from: "2026-03-10", to: to() } });
    expect(later.items[0]?.["openingMinor"]).toBe((await balances(ctx, "2026-03-09"))("1100"));
    expect(only(later)["closingMinor"]).toBe(at("1100"));
  });

  test("income and expense are the accounts of the books", async () => {
    const { ctx } = history;
    const report = await show(ctx, { kind: "income-and-expense", params: { from, to: to() } });
    const at = await balances(ctx, to());
    const accounts = report.items.filter((row) => row["code"] !== null);
    expect(accounts.length).toBeGreaterThan(2);
    for (const { code, type, totalMinor } of accounts)
      expect([code, totalMinor]).toEqual([code, at(String(code)) * (type === "income" ? -1 : 1)]);
    const net = accounts.reduce((total, row) => total - at(String(row["code"])), 0);
    expect(only(report)["totalMinor"]).toBe(net);
    const months = report.columns.filter(({ key }) => /^m\d+$/.test(key));
    expect(months.map(({ label }) => label)).toContain("2026-03");
    expect(months.reduce((total, { key }) => total + Number(only(report)[key]), 0)).toBe(net);
    const subtotals = report.items.filter((row) => row["emphasis"] === "strong");
    expect(
      sum(
        subtotals.filter(({ type }) => type === "income"),
        "totalMinor",
      ),
    ).toBe(
      sum(
        accounts.filter(({ type }) => type === "income"),
        "totalMinor",
      ),
    );
  });

  test("cash flow ends each month with the cash of the books", async () => {
    const { ctx } = history;
    const report = await show(ctx, { kind: "cash-flow", params: { from, to: to() } });
    for (const row of report.items) {
      const then = await balances(ctx, String(row["lastOn"]));
      const cash = ["1000", "1005", "1010", "1020", "1030"].reduce((total, code) => total + then(code), 0);
      expect([row["month"], row["closingMinor"]]).toEqual([row["month"], cash]);
      const flows = ["receivedMinor", "takenBackMinor", "refundedMinor", "depositsPaidMinor", "otherMinor"];
      expect(flows.reduce((total, key) => total + Number(row[key]), 0)).toBe(row["netMinor"]);
      expect(Number(row["openingMinor"]) + Number(row["netMinor"])).toBe(row["closingMinor"]);
    }
    expect(sum(report.items, "refundedMinor") + sum(report.items, "takenBackMinor")).toBeLessThan(0);
  });

  test("properties add up to the agency", async () => {
    const { ctx, properties } = history;
    const requests = [
      { kind: "arrears-ageing", params: { asOf: to() } },
      { kind: "deposits-held", params: { asOf: to() } },
      { kind: "rent-roll", params: { asOf: to() } },
      { kind: "collection", params: { from, to: to() } },
      { kind: "income-and-expense", params: { from, to: to() } },
      { kind: "cash-flow", params: { from, to: to() } },
    ] as const;
    for (const request of requests) {
      const whole = only(await show(ctx, request));
      const parts: ReportRow[] = [];
      for (const { id: propertyId } of properties) {
        const params = { ...request.params, propertyId };
        parts.push(only(await show(ctx, { kind: request.kind, params })));
      }
      const amounts = Object.entries(whole).filter(([key]) => key.endsWith("Minor"));
      expect(amounts.map(([key]) => [request.kind, key, sum(parts, key)])).toEqual(
        amounts.map(([key, value]) => [request.kind, key, value]),
      );
    }
  });
});

test("a report of a past day or period is the same to the byte after another month", async () => {
  const { ctx, leases } = history;
  const asOf = days[1] ?? "";
  const past = { from: "2026-02-01", to: monthEnd("2026-03-01") };
  const requests: ReportRequest[] = [
    { kind: "rent-roll", params: { asOf } },
    { kind: "arrears-ageing", params: { asOf } },
    { kind: "deposits-held", params: { asOf } },
    { kind: "trial-balance", params: { asOf } },
    { kind: "tenant-ledger", params: { leaseId: leases[0]?.id ?? "", to: asOf } },
    { kind: "collection", params: past },
    { kind: "income-and-expense", params: past },
    { kind: "cash-flow", params: past },
    { kind: "occupancy", params: past },
  ];
  const content = async () => {
    const texts: string[] = [];
    for (const request of requests) {
      const { totals, plots, items, rowCount } = await show(ctx, request);
      texts.push(JSON.stringify({ totals, plots, items, rowCount }));
    }
    return texts;
  };
  const before = await content();
  const last = await history.live(30);
  expect(last > asOf).toBe(true);
  const after = await content();
  for (const [index, text] of after.entries()) expect(text).toBe(before[index]);
});
