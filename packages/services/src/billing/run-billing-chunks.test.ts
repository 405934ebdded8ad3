import { countStatements } from "@stead/db/observe";
import { isAppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { makeContact, makeLease, makeUnit, type LeaseFactoryRow } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { billMonth, countBilled, soundFor, startRun } from "../context/test-billing.ts";
import { makeEstate, makeManyLeases } from "../context/test-estate.ts";
import { openTestHouse, type TestHouse } from "../context/test-house.ts";
import { getBillingRun, runBillingChunks, stopBillingRun } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

describe("a billing run", () => {
  test("bills a month once, with numbers without gaps, balances and books", async () => {
    const { ctx, agency, leases } = await makeEstate(house, 3);
    const done = await billMonth(ctx);
    expect(done).toMatchObject({
      status: "done",
      leaseCount: 3,
      invoiceCount: 3,
      chargeCount: 3,
      totals: [{ currency: "KES", totalMinor: 9_000_000 }],
      problems: [],
    });
    expect(await countBilled(house, agency.id)).toMatchObject({
      ...soundFor(3),
      charges: 3,
      open: 9_000_000,
      owed: 9_000_000,
    });
    const lines = await house.arrange.query(
      `select account_code, amount_minor::int as amount, lease_id, property_id, unit_id, contact_id from journal_lines where agency_id = $1 and lease_id = $2 order by line_no`,
      agency.id,
      leases[0]?.id,
    );
    const {
      id: lease_id,
      propertyId: property_id,
      unitId: unit_id,
      contactId: contact_id,
    } = leases[0] ?? ({} as LeaseFactoryRow);
    expect(lines).toEqual([
      { account_code: "1100", amount: 3_000_000, lease_id, property_id, unit_id, contact_id },
      { account_code: "4000", amount: -3_000_000, lease_id, property_id, unit_id, contact_id },
    ]);
  });

  test("tells whoever started it when it is over, and when it was given up", async () => {
    const { ctx, agency } = await makeEstate(house, 1);
    await billMonth(ctx);
    const run = await startRun(ctx, "2026-05-01");
    await stopBillingRun({ ctx, input: { billingRunId: run.id, outcome: "failed" } });
    await stopBillingRun({ ctx, input: { billingRunId: run.id, outcome: "failed" } });
    const told = await house.arrange.query(
      "select kind, user_id, subject_id from notifications where agency_id = $1 order by created_at, id",
      agency.id,
    );
    expect(told).toMatchObject([
      { kind: "billing.finished", user_id: ctx.actor.id },
      { kind: "billing.failed", user_id: ctx.actor.id, subject_id: run.id },
    ]);
  });

  test("the same month again bills only what is missing", async () => {
    const { ctx, agency, property, leases } = await makeEstate(house, 2);
    await billMonth(ctx);
    expect(await billMonth(ctx)).toMatchObject({ invoiceCount: 0, chargeCount: 0 });
    const tenant = await makeContact(house.arrange, agency.id);
    await makeLease(house.arrange, await makeUnit(house.arrange, property), tenant);
    await house.arrange.insert("lease_items", {
      agencyId: agency.id,
      id: newId(),
      leaseId: leases[0]?.id,
      kind: "parking",
      description: "Parking",
      amountMinor: 200_000,
      fromOn: "2026-06-01",
    });
    const third = await billMonth(ctx);
    expect(third).toMatchObject({ invoiceCount: 2, totals: [{ currency: "KES", totalMinor: 3_200_000 }] });
    expect(await countBilled(house, agency.id)).toMatchObject({ ...soundFor(4), charges: 4 });
    expect(await billMonth(ctx)).toMatchObject({ invoiceCount: 0 });
  });

  test("two runs of one month at once, and one run in two workers, bill everything once", async () => {
    const estate = await makeEstate(house, 1);
    await makeManyLeases(house, estate, 2_499);
    const { ctx, agency } = estate;
    const first = await startRun(ctx);
    await house.arrange.query("update billing_runs set status = 'done' where id = $1", first.id);
    const second = await startRun(ctx);
    await house.arrange.query("update billing_runs set status = 'queued' where id = $1", first.id);
    const runs = await Promise.all(
      [first, second, first].map((run) => runBillingChunks({ ctx, input: { billingRunId: run.id } })),
    );
    expect(runs.map((run) => run.status)).toEqual(["done", "done", "done"]);
    const [one, two] = await Promise.all(
      [first, second].map(({ id }) => getBillingRun({ ctx, input: { id } })),
    );
    expect((one?.invoiceCount ?? 0) + (two?.invoiceCount ?? 0)).toBe(2_500);
    expect([one?.leaseCount, two?.leaseCount]).toEqual([2_500, 2_500]);
    expect(await countBilled(house, agency.id)).toMatchObject({ ...soundFor(2_500), charges: 2_500 });
  });

  test("a run that was stopped goes on behind its cursor, and its progress is told", async () => {
    const estate = await makeEstate(house, 1);
    await makeManyLeases(house, estate, 2_099);
    const { ctx, agency } = estate;
    const run = await startRun(ctx);
    const stop = new AbortController();
    const seen: number[] = [];
    const interrupted = runBillingChunks({
      ctx: { ...ctx, signal: stop.signal },
      input: { billingRunId: run.id },
      onProgress: (done, total) => {
        seen.push(done, total);
        stop.abort();
      },
    });
    await expect(interrupted).rejects.toSatisfy((error) => isAppError(error, "CANCELLED"));
    expect(seen).toEqual([1_000, 2_100]);
    expect(await getBillingRun({ ctx, input: { id: run.id } })).toMatchObject({
      status: "running",
      leaseCount: 1_000,
      invoiceCount: 1_000,
    });
    expect(await runBillingChunks({ ctx, input: { billingRunId: run.id } })).toMatchObject({
      status: "done",
      leaseCount: 2_100,
      invoiceCount: 2_100,
    });
    expect(await countBilled(house, agency.id)).toMatchObject({ ...soundFor(2_100), charges: 2_100 });
    // A finished run does nothing more.
    expect(await runBillingChunks({ ctx, input: { billingRunId: run.id } })).toMatchObject({
      invoiceCount: 2_100,
    });
  });

  test("a chunk takes the same statements for one lease and for a thousand", async () => {
    const counts: string[][] = [];
    for (const size of [1, 1_000]) {
      const estate = await makeEstate(house, 1);
      if (size > 1) await makeManyLeases(house, estate, size - 2);
      const run = await startRun(estate.ctx);
      const { statements } = await countStatements(() =>
        runBillingChunks({ ctx: estate.ctx, input: { billingRunId: run.id } }),
      );
      counts.push(statements);
    }
    expect(counts[1]).toEqual(counts[0]);
    // Three of them end the run: the trail, and who is told.
    expect(counts[0]?.length).toBeLessThanOrEqual(17);
  });

  test("what is wrong with one lease is reported and stops no other", async () => {
    const estate = await makeEstate(house, 1);
    await makeManyLeases(house, estate, 30);
    const { ctx, agency, leases } = estate;
    await house.arrange.query("delete from lease_items where lease_id = $1", leases[0]?.id);
    const [huge] = await house.arrange.query<{ id: string }>(
      "select id from leases where agency_id = $1 order by id limit 1 offset 17",
      agency.id,
    );
    await house.arrange.query(
      "update lease_items set amount_minor = 9007199254740991, tax_ppm = 1000000 where lease_id = $1",
      huge?.id,
    );
    const run = await billMonth(ctx);
    expect(run).toMatchObject({ status: "done", leaseCount: 31, invoiceCount: 29 });
    expect(run.problems.map(({ leaseId, message }) => ({ leaseId, message }))).toEqual([
      { leaseId: leases[0]?.id, message: "the lease has no amounts to charge" },
      {
        leaseId: huge?.id,
        message: "its charges cannot be reckoned: money: minor units must be a safe integer",
      },
    ]);
    expect(await countBilled(house, agency.id)).toMatchObject(soundFor(29));
  });

  test("a lease whose invoice the database refuses becomes a problem", async () => {
    const estate = await makeEstate(house, 1);
    await makeManyLeases(house, estate, 25);
    const { ctx, agency } = estate;
    const [bad] = await house.arrange.query<{ id: string }>(
      "select id from leases where agency_id = $1 order by id limit 1 offset 11",
      agency.id,
    );
    await house.arrange.query(
      `alter table charges add constraint no_thirteen check (lease_id <> '${bad?.id ?? ""}')`,
    );
    const run = await billMonth(ctx);
    await house.arrange.query("alter table charges drop constraint no_thirteen");
    expect(run).toMatchObject({ status: "done", leaseCount: 26, invoiceCount: 25 });
    expect(run.problems).toMatchObject([
      { leaseId: bad?.id, message: "its invoice was refused by the rule no_thirteen" },
    ]);
    expect(await countBilled(house, agency.id)).toMatchObject(soundFor(25));
    expect(await billMonth(ctx)).toMatchObject({ invoiceCount: 1 });
  });

  test("a closed month refuses the run", async () => {
    const { ctx, agency } = await makeEstate(house, 1);
    await house.arrange.insert("ledger_periods", {
      agencyId: agency.id,
      month: "2026-06-01",
      status: "closed",
    });
    await expect(billMonth(ctx)).rejects.toSatisfy((error) => isAppError(error, "PRECONDITION"));
    expect(await countBilled(house, agency.id)).toMatchObject({ count: 0, charges: 0 });
  });
});
