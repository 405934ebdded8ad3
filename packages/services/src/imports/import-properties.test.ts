import { readFile } from "node:fs/promises";
import path from "node:path";
import { RentRollInput } from "@stead/contracts/portfolio";
import { describe, expect, test } from "vitest";
import { openFiledHouse } from "../context/test-files.ts";
import { makeHouseAgency } from "../context/test-house.ts";
import { getRentRoll } from "../portfolio/index.ts";
import { apply, check, countsOf, remap, rowsOf, upload } from "./test-import.ts";

const { house, files } = await openFiledHouse();

const chicago = { currency: "USD", timeZone: "America/Chicago", country: "US" };

const messagesOf = (rows: readonly { errors: readonly { message: string }[] }[]) =>
  rows.flatMap(({ errors }) => errors.map(({ message }) => message));

describe("the city's file of 488 developments", () => {
  test("comes through with its dirt reported, and again changes nothing", async () => {
    const { ctx, agency } = await makeHouseAgency(house, { agency: chicago });
    const content = await readFile(path.join(import.meta.dirname, "fixtures/chicago-developments.csv"));
    const uploaded = await upload(ctx, files, { kind: "properties", content });
    expect(uploaded).toMatchObject({ status: "ready", rowCount: 488 });
    expect(uploaded.mapping).toMatchObject({
      name: "Property Name",
      kind: "Property Type",
      addressLine: "Address",
      postcode: "Zip Code",
      units: "Units",
      latitude: "Latitude",
      longitude: "Longitude",
    });
    const mapped = await remap(ctx, uploaded, { city: "=Chicago", region: "Community Area Name" });

    const checked = await check(ctx, files, mapped.id);
    expect(countsOf(checked)).toEqual({
      rowCount: 488,
      createCount: 488,
      updateCount: 0,
      sameCount: 0,
      errorCount: 0,
    });
    expect(await house.arrange.query("select from properties where agency_id = $1", agency.id)).toEqual([]);
    const warnings = await rowsOf(ctx, mapped.id, "warning");
    const messages = messagesOf(warnings);
    expect(
      messages.filter((message) => /has this name too|has the same name and address/.test(message)),
    ).toHaveLength(117 - 23);
    expect(messages.filter((message) => message.includes("same name and address"))).toHaveLength(1);
    const told = (part: string) => messages.filter((message) => message.includes(part)).length;
    expect([told("range of numbers"), told("no coordinates")]).toEqual([64, 1]);
    const misspelt = warnings.flatMap(({ errors }) => errors).filter(({ field }) => field === "kind");
    expect(misspelt).toContainEqual({
      field: "kind",
      value: "Multfamily",
      message: "this is taken as multifamily",
    });
    expect(misspelt).toContainEqual({
      field: "kind",
      value: "Multigfamily",
      message: "this is taken as multifamily",
    });

    const applied = await apply(ctx, files, mapped.id);
    expect(applied).toMatchObject({ status: "done", createCount: 488, errorCount: 0, appliedRow: 489 });
    const [totals] = await house.arrange.query(
      `select count(*) as properties, count(distinct code) as codes, count(*) filter (where latitude is null) as unplaced,
         count(*) filter (where address_line like '%-%') as ranges, (select count(*) from units where agency_id = $1) as units,
         count(*) filter (where kind = 'senior') as senior, bool_and(time_zone = 'America/Chicago') as zoned, count(import_row) as traced
       from properties where agency_id = $1`,
      agency.id,
    );
    expect(totals).toEqual({
      properties: 488,
      codes: 488,
      unplaced: 1,
      ranges: 64,
      units: 24_440,
      senior: 102,
      zoned: true,
      traced: 488,
    });
    const [audited] = await house.arrange.query(
      "select count(*) as count from audit where agency_id = $1 and action = 'property.imported'",
      agency.id,
    );
    expect(audited).toEqual({ count: 488 });

    const again = await remap(ctx, await upload(ctx, files, { kind: "properties", content }), {
      city: "=Chicago",
      region: "Community Area Name",
    });
    expect(countsOf(await check(ctx, files, again.id))).toEqual({
      rowCount: 488,
      createCount: 0,
      updateCount: 0,
      sameCount: 488,
      errorCount: 0,
    });
  });
});

describe("properties", () => {
  const header = "Code,Name,Address,City,Lat,Long,Kind,Units\n";

  test("codes that repeat are refused, exact repeats are left out, alike ones become two", async () => {
    const { ctx } = await makeHouseAgency(house);
    const content = `${header}A-1,Acacia,1 Moi Ave,Nairobi,,,flats,2\nA-1,Baobab,2 Moi Ave,Nairobi,,,flats,2\nA-1,Acacia,1 Moi Ave,Nairobi,,,flats,2\n,Cedar,3 Moi Ave,Nairobi,,,flats,2\n,Cedar,3 Moi Ave,Nairobi,,,flats,4\n`;
    const { id } = await upload(ctx, files, { kind: "properties", content });
    expect(countsOf(await check(ctx, files, id))).toEqual({
      rowCount: 5,
      createCount: 3,
      updateCount: 0,
      sameCount: 1,
      errorCount: 1,
    });
    expect(await rowsOf(ctx, id, "error")).toMatchObject([
      {
        rowNo: 3,
        label: "A-1",
        errors: [
          { field: "code", value: "A-1", message: "row 2 has this code too; give each property its own" },
        ],
      },
    ]);
    expect(
      messagesOf(await rowsOf(ctx, id, "warning")).filter(
        (message) => message.includes("row 2") || message.includes("row 5"),
      ),
    ).toEqual([
      "it repeats row 2; it is left out",
      "row 5 has the same name and address; this is taken as another property",
    ]);
  });

  test("what is wrong is told by cell, with what to do", async () => {
    const { ctx } = await makeHouseAgency(house);
    const content = `${header},,1 Moi Ave,Nairobi,,,,\nB-1,Baobab,2 Moi Ave,Nairobi,91,36,,many\nC-1,Cedar,3 Moi Ave,Nairobi,-1.2,,palace,1\nD-1,Date,4 Moi Ave,Nairobi,,,,3,x,y\n`;
    const { id } = await upload(ctx, files, { kind: "properties", content });
    await check(ctx, files, id);
    expect(await rowsOf(ctx, id)).toMatchObject([
      {
        rowNo: 2,
        outcome: "error",
        errors: [{ field: "name", value: "", message: "Name is empty; fill it in" }],
      },
      {
        rowNo: 3,
        outcome: "error",
        errors: [
          { field: "latitude", value: "91" },
          { field: "units", value: "many", message: "write a whole number between 0 and 1000" },
        ],
      },
      {
        rowNo: 4,
        outcome: "warning",
        errors: [
          { field: "kind", value: "palace", message: "this is taken as other" },
          { field: "latitude", message: "one coordinate without the other places nothing; it is left out" },
        ],
      },
      {
        rowNo: 5,
        outcome: "error",
        errors: [
          {
            field: "",
            value: "x",
            message: "the row has 10 cells and the header 8; look for a stray separator",
          },
        ],
      },
    ]);
  });

  test("changes records only where that is allowed, and leaves blank cells alone", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const first = await upload(ctx, files, {
      kind: "properties",
      content: `${header}A-1,Acacia,1 Moi Ave,Nairobi,-1.28,36.82,flats,2\n`,
    });
    await check(ctx, files, first.id);
    await apply(ctx, files, first.id);
    const changed = `${header}A-1,Acacia Court,1 Moi Ave,Nairobi,,,shop,9\n`;
    const strict = await upload(ctx, files, { kind: "properties", content: changed });
    expect(countsOf(await check(ctx, files, strict.id))).toMatchObject({ updateCount: 0, errorCount: 1 });
    const allowed = await remap(
      ctx,
      await upload(ctx, files, { kind: "properties", content: changed }),
      {},
      true,
    );
    expect(countsOf(await check(ctx, files, allowed.id))).toMatchObject({ updateCount: 1, errorCount: 0 });
    expect(await rowsOf(ctx, allowed.id, "update")).toMatchObject([
      {
        diff: {
          name: { before: "Acacia", after: "Acacia Court" },
          kind: { before: "multifamily", after: "commercial" },
        },
      },
    ]);
    await apply(ctx, files, allowed.id);
    expect(
      await house.arrange.query(
        "select name, kind, latitude, version, (select count(*) from units u where u.property_id = p.id) as units from properties p where agency_id = $1",
        agency.id,
      ),
    ).toEqual([{ name: "Acacia Court", kind: "commercial", latitude: -1.28, version: 2, units: 2 }]);
  });

  test("made codes go on from those that people and earlier files have made", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    for (const [name, code] of [
      ["Sun Court", "SC-7"],
      ["Sun Corner", ""],
    ] as const) {
      const { id } = await upload(ctx, files, {
        kind: "properties",
        content: `${header}${code},${name},1 Moi Ave,Nairobi,,,,\n`,
      });
      await check(ctx, files, id);
      await apply(ctx, files, id);
    }
    expect(
      await house.arrange.query("select code from properties where agency_id = $1 order by code", agency.id),
    ).toEqual([{ code: "SC-7" }, { code: "SC-8" }]);
  });
});

test("rents that a file raises leave the rent roll of an earlier day as it was", async () => {
  const { ctx } = await makeHouseAgency(house);
  const bring = async (kind: "properties" | "units", content: string) => {
    const uploaded = await upload(ctx, files, { kind, content });
    await remap(ctx, uploaded, {}, true);
    await check(ctx, files, uploaded.id);
    return apply(ctx, files, uploaded.id);
  };
  await bring("properties", "Code,Name,Address,City\nA-1,Acacia,1 Moi Ave,Nairobi\n");
  await bring("units", "Property,Unit,Rent\nA-1,10,30000\nA-1,2,20000\n");
  await house.arrange.query("update units set created_at = '2026-01-01' where agency_id = $1", ctx.agencyId);
  ctx.clock.advance({ days: 1 });
  expect(await bring("units", "Property,Unit,Rent,Status\nA-1,10,35000,unrentable\n")).toMatchObject({
    updateCount: 1,
  });
  const roll = async (asOf: string) =>
    (await getRentRoll({ ctx, input: RentRollInput.parse({ asOf }) })).items.map(
      ({ unitLabel, status, marketRentMinor }) => [unitLabel, status, marketRentMinor],
    );
  expect(await roll("2026-06-15")).toEqual([
    ["2", "vacant", 2_000_000],
    ["10", "vacant", 3_000_000],
  ]);
  expect(await roll("2026-06-16")).toEqual([
    ["2", "vacant", 2_000_000],
    ["10", "unrentable", 3_500_000],
  ]);
});
