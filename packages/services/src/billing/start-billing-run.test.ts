import { isAppError } from "@stead/kernel/errors";
import { makeContact, makeLease, makeProperty, makeUnit } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { billMonth, countBilled, startRun } from "../context/test-billing.ts";
import { makeEstate, makeManyLeases } from "../context/test-estate.ts";
import { makeColleague, openTestHouse, type TestHouse } from "../context/test-house.ts";
import {
  getBillingRun,
  listBillingRuns,
  previewBilling,
  runBillingChunks,
  startBillingRun,
  startMonth,
  stopBillingRun,
} from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

describe("starting, previewing and listing runs", () => {
  test("one idempotency key starts one run; an unfinished month is gone on with", async () => {
    const { ctx } = await makeEstate(house, 1);
    const input = { periodStart: "2026-06-01", idempotencyKey: "the-same-key" };
    const runs = await Promise.all(Array.from({ length: 8 }, () => startBillingRun({ ctx, input })));
    expect(new Set(runs.map((run) => run.id)).size).toBe(1);
    expect(runs[0]).toMatchObject({ status: "queued", jobRunId: expect.any(String) });
    const again = await startRun(ctx);
    expect(again.id).toBe(runs[0]?.id);
    await stopBillingRun({ ctx, input: { billingRunId: again.id, outcome: "cancelled" } });
    const resumed = await startRun(ctx);
    expect(resumed).toMatchObject({ id: again.id, status: "queued" });
    expect(resumed.jobRunId).not.toBeNull();
    expect(
      await house.arrange.query(
        "select count(*)::int as jobs from outbox where agency_id = $1 and name = 'billing.run'",
        ctx.agencyId,
      ),
    ).toEqual([{ jobs: 1 }]);
  });

  test("the preview is what the run then bills, and writes nothing", async () => {
    const estate = await makeEstate(house, 2);
    await makeManyLeases(house, estate, 1_500);
    const { ctx, agency } = estate;
    const preview = await previewBilling({ ctx, input: { periodStart: "2026-06-01" } });
    expect(await countBilled(house, agency.id)).toMatchObject({ count: 0, charges: 0, journals: 0 });
    const run = await billMonth(ctx);
    expect(preview).toMatchObject({
      leaseCount: 1_502,
      billedLeaseCount: 1_502,
      totals: run.totals,
      problems: [],
    });
    expect(await previewBilling({ ctx, input: { periodStart: "2026-06-01" } })).toMatchObject({
      billedLeaseCount: 0,
      totals: [],
    });
  });

  test("a member who is limited to properties previews those and starts nothing", async () => {
    const { ctx, agency, property } = await makeEstate(house, 2);
    const other = await makeProperty(house.arrange, agency.id);
    await makeLease(
      house.arrange,
      await makeUnit(house.arrange, other),
      await makeContact(house.arrange, agency.id),
    );
    const limited = await makeColleague(house, agency, { role: "manager", propertyIds: [property.id] });
    expect(await previewBilling({ ctx: limited, input: { periodStart: "2026-06-01" } })).toMatchObject({
      leaseCount: 2,
    });
    await expect(startRun(limited)).rejects.toSatisfy((error) => isAppError(error, "FORBIDDEN"));
    const run = await startRun(ctx);
    await expect(runBillingChunks({ ctx: limited, input: { billingRunId: run.id } })).rejects.toSatisfy(
      (error) => isAppError(error, "FORBIDDEN"),
    );
    await expect(getBillingRun({ ctx: limited, input: { id: run.id } })).rejects.toSatisfy((error) =>
      isAppError(error, "FORBIDDEN"),
    );
    const viewer = await makeColleague(house, agency, { role: "viewer" });
    await expect(startRun(viewer)).rejects.toSatisfy((error) => isAppError(error, "FORBIDDEN"));
  });

  test("runs are listed latest month first, page by page", async () => {
    const { ctx } = await makeEstate(house, 0);
    for (const month of ["2026-04-01", "2026-06-01", "2026-05-01"]) await billMonth(ctx, month);
    const first = await listBillingRuns({ ctx, input: { limit: 2 } });
    expect(first.items.map((run) => run.periodStart)).toEqual(["2026-06-01", "2026-05-01"]);
    const second = await listBillingRuns({ ctx, input: { limit: 2, cursor: first.nextCursor ?? "" } });
    expect(second).toMatchObject({
      nextCursor: null,
      items: [{ periodStart: "2026-04-01", status: "done" }],
      total: { count: 3, isCapped: false },
    });
  });

  test("the month starts by itself only where the agency wants it", async () => {
    const { ctx } = await makeEstate(house, 1);
    expect(await startMonth({ ctx })).toBeNull();
    const wanting = {
      ...ctx,
      agency: { ...ctx.agency, policies: { ...ctx.agency.policies, isBillingScheduled: true } },
    };
    ctx.clock.set("2026-06-30T21:30:00Z");
    expect(await startMonth({ ctx: wanting })).toMatchObject({ periodStart: "2026-07-01", status: "queued" });
  });
});
