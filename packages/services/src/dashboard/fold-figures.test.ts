import { newId } from "@stead/kernel/ids";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeHouseAgency, openTestHouse, type TestHouse } from "../context/test-house.ts";
import { foldFigures } from "./fold-figures.ts";

let house: TestHouse;

beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const whole = "00000000-0000-0000-0000-000000000000";

async function addDeltas(
  agencyId: string,
  propertyId: string,
  amounts: readonly number[],
  metric = "charged",
) {
  for (const amountMinor of amounts) {
    await house.arrange.insert("stat_deltas", {
      agencyId,
      propertyId,
      currency: "KES",
      metric,
      onDate: "2026-06-01",
      amountMinor,
      count: 1,
    });
  }
}

const totals = (agencyId: string) =>
  house.arrange.query(
    `select property_id as "propertyId", metric, amount_minor as "amountMinor", count from stat_totals where agency_id = $1 order by metric, amount_minor`,
    agencyId,
  );

test("differences reach their property and the whole agency once, and go", async () => {
  const { agency, ctx } = await makeHouseAgency(house);
  const [one, two] = [newId(), newId()];
  await addDeltas(agency.id, one, [100, 50]);
  await addDeltas(agency.id, two, [1_000]);
  expect(await foldFigures({ ctx })).toBe(3);
  expect(await foldFigures({ ctx })).toBe(0);
  await addDeltas(agency.id, one, [-50]);
  await foldFigures({ ctx });
  expect(await totals(agency.id)).toEqual([
    { propertyId: one, metric: "charged", amountMinor: 100, count: 3 },
    { propertyId: two, metric: "charged", amountMinor: 1_000, count: 1 },
    { propertyId: whole, metric: "charged", amountMinor: 1_100, count: 4 },
  ]);
});

test("a difference of no property counts once for the agency", async () => {
  const { agency, ctx } = await makeHouseAgency(house);
  await addDeltas(agency.id, whole, [700], "received");
  await foldFigures({ ctx });
  expect(await totals(agency.id)).toEqual([
    { propertyId: whole, metric: "received", amountMinor: 700, count: 1 },
  ]);
});

test("folds at once add every difference once", async () => {
  const { agency, ctx } = await makeHouseAgency(house);
  const properties = Array.from({ length: 20 }, () => newId());
  await house.arrange.query(
    `insert into stat_deltas (agency_id, property_id, currency, metric, on_date, amount_minor, count)
     select $1, ($2::uuid[])[1 + i % 20], 'KES', 'paid', date '2026-01-01' + i % 50, 1, 1 from generate_series(1, 30000) i`,
    agency.id,
    properties,
  );
  const folded = await Promise.all(Array.from({ length: 6 }, () => foldFigures({ ctx })));
  expect(folded.reduce((sum, count) => sum + count, 0)).toBe(30_000);
  const [sums] = await house.arrange.query(
    `select sum(count) filter (where property_id = $2)::int as whole, sum(count) filter (where property_id <> $2)::int as parts from stat_totals where agency_id = $1`,
    agency.id,
    whole,
  );
  expect(sums).toEqual({ whole: 30_000, parts: 30_000 });
});

test("leaves another agency's differences alone", async () => {
  const [mine, other] = [await makeHouseAgency(house), await makeHouseAgency(house)];
  await addDeltas(other.agency.id, newId(), [5]);
  expect(await foldFigures({ ctx: mine.ctx })).toBe(0);
});
