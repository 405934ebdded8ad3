import type { ReportRequest } from "@stead/contracts/reports";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setUpAgency } from "../agency/index.ts";
import {
  makeColleague,
  makeHouseAgency,
  openTestHouse,
  type TestContext,
  type TestHouse,
} from "../context/test-house.ts";
import { askReport } from "./ask-report.ts";
import { fillLongHistories, longLeaseId, longPropertyId } from "./test-long-history.ts";

let house: TestHouse;
type Agency = { ctx: TestContext; scoped: TestContext };
/** Two agencies that are alike today and in the last months; the second has a long past. */
let young: Agency;
let old: Agency;

const leaseCount = 600;
const [youngMonths, oldMonths] = [6, 60];

beforeAll(async () => {
  house = await openTestHouse();
  const made = [];
  for (const monthCount of [youngMonths, oldMonths]) {
    const { ctx, agency } = await makeHouseAgency(house);
    await setUpAgency({ ctx });
    made.push({ ctx, agency, agencyId: agency.id, leaseCount, monthCount });
  }
  await fillLongHistories(house, made);
  const [first, second] = await Promise.all(
    made.map(async ({ ctx, agency }, place) => ({
      ctx,
      scoped: await makeColleague(house, agency, {
        role: "accountant",
        propertyIds: [longPropertyId(place, 7)],
      }),
    })),
  );
  if (first === undefined || second === undefined) throw new Error("two agencies were made");
  [young, old] = [first, second];
}, 120_000);
afterAll(() => house.close());

type PlanNode = {
  "Actual Rows": number;
  "Shared Hit Blocks": number;
  "Shared Read Blocks": number;
  "Index Name"?: string;
  Plans?: PlanNode[];
};

/** Runs the query of a report and answers the pages that it read and the indexes it read them by. */
async function readOf(
  ctx: TestContext,
  request: ReportRequest,
): Promise<{ pages: number; rows: number; indexes: string[] }> {
  const { plan } = await askReport(ctx, request);
  const text = `explain (analyze, buffers, timing off, format json) ${plan.text}`;
  const [row] = await ctx.db.sql<{ "QUERY PLAN": { Plan: PlanNode }[] }>({ name: "", text }, ...plan.values);
  const root = row?.["QUERY PLAN"][0]?.Plan;
  if (root === undefined) throw new Error("no plan");
  const below = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(below)];
  const indexes = below(root).flatMap((node) => node["Index Name"] ?? []);
  return {
    pages: root["Shared Hit Blocks"] + root["Shared Read Blocks"],
    rows: root["Actual Rows"],
    indexes: [...new Set(indexes)],
  };
}

const asOf = "2026-06-03";
const period = { from: "2026-04-01", to: "2026-06-15" };
const linesOfAccount = "journal_lines_agency_id_account_code_occurred_on_journal_id_idx";

describe("a report reads what it tells of, however long an agency has been at it", () => {
  test.each<[ReportRequest, string[]]>([
    [{ kind: "rent-roll", params: {} }, ["payment_balances_credit"]],
    [{ kind: "rent-roll", params: { asOf } }, []],
    [
      { kind: "arrears-ageing", params: {} },
      ["payment_balances_credit", "payment_balances_agency_id_lease_id_received_on_idx"],
    ],
    [
      { kind: "arrears-ageing", params: { asOf } },
      ["allocations_agency_id_allocated_on_idx", linesOfAccount],
    ],
    [{ kind: "collection", params: period }, [linesOfAccount]],
    [{ kind: "collection", params: { ...period, by: "property" } }, [linesOfAccount]],
    [{ kind: "income-and-expense", params: period }, []],
    [{ kind: "cash-flow", params: period }, [linesOfAccount]],
    [{ kind: "occupancy", params: period }, []],
    [{ kind: "deposits-held", params: {} }, [linesOfAccount]],
    [{ kind: "trial-balance", params: { asOf } }, [linesOfAccount]],
  ])("%o", async (request, indexes) => {
    const short = await readOf(young.ctx, request);
    const long = await readOf(old.ctx, request);
    expect(long.rows).toBe(short.rows);
    expect(long.rows).toBeGreaterThan(0);
    expect(long.indexes).toEqual(expect.arrayContaining(indexes));
    expect(long.pages).toBeLessThan(short.pages * 1.5 + 100);
  });

  test("a tenant's ledger reads that lease", async () => {
    const { rows, pages, indexes } = await readOf(old.ctx, {
      kind: "tenant-ledger",
      params: { leaseId: longLeaseId(1, 7) },
    });
    expect(rows).toBe(2 * oldMonths);
    expect(indexes).toContain("journal_lines_agency_id_lease_id_occurred_on_idx");
    expect(pages).toBeLessThan(30 * oldMonths);
  });

  test.each<ReportRequest>([
    { kind: "rent-roll", params: { asOf } },
    { kind: "arrears-ageing", params: { asOf } },
    { kind: "income-and-expense", params: period },
  ])("a member reads less for one property than for all: %o", async (request) => {
    const [part, whole] = [await readOf(old.scoped, request), await readOf(old.ctx, request)];
    expect(part.pages).toBeLessThan(whole.pages);
  });
});
