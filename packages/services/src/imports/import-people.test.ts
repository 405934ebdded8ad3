import { makeProperty, makeUnit } from "@stead/testing/factories";
import { describe, expect, test } from "vitest";
import { openFiledHouse } from "../context/test-files.ts";
import { makeHouseAgency } from "../context/test-house.ts";
import { apply, check, countsOf, remap, rowsOf, upload } from "./test-import.ts";

const { house, files } = await openFiledHouse();

const messagesOf = (rows: readonly { errors: readonly { message: string }[] }[]) =>
  rows.flatMap(({ errors }) => errors.map(({ message }) => message));

describe("units", () => {
  const header = "Building,Unit No,Type,Bedrooms,Monthly Rent,Status\n";

  test("find their property by code or by a name that only one has", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    await makeProperty(house.arrange, agency.id, { code: "SUN-1", name: "Sunrise" });
    await makeProperty(house.arrange, agency.id, { code: "T-1", name: "Twin" });
    await makeProperty(house.arrange, agency.id, { code: "T-2", name: "Twin" });
    await makeProperty(house.arrange, agency.id, { code: "OLD", name: "Old", status: "archived" });
    const content = `${header}SUN-1,A1,Flat,2,"KES 32,000",occupied\nSunrise,A2,bedsiter,,15000,\nTwin,A1,,,1,\nOLD,A1,,,1,\nMoon,A1,,,1,\nSUN-1,a1,shop,,9,\nSUN-1,A1,Flat,2,"KES 32,000",occupied\n`;
    const { id } = await upload(ctx, files, { kind: "units", content });
    expect(countsOf(await check(ctx, files, id))).toEqual({
      rowCount: 7,
      createCount: 2,
      updateCount: 0,
      sameCount: 1,
      errorCount: 4,
    });
    expect(messagesOf(await rowsOf(ctx, id, "error"))).toEqual([
      "2 properties have this name; write the code",
      "this property is archived; make it active first",
      "no property has this code or name; import the properties first",
      "row 2 has this unit too; give each its own label",
    ]);
    await apply(ctx, files, id);
    expect(
      await house.arrange.query(
        "select label, kind, beds, market_rent_minor as rent, status, import_row from units where agency_id = $1 order by label",
        agency.id,
      ),
    ).toEqual([
      { label: "A1", kind: "apartment", beds: 2, rent: 3_200_000, status: "available", import_row: 2 },
      { label: "A2", kind: "bedsitter", beds: null, rent: 1_500_000, status: "available", import_row: 3 },
    ]);
  });

  test("fill in units that exist, where updates are allowed, and keep what the file leaves blank", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const property = await makeProperty(house.arrange, agency.id, { code: "SUN-1" });
    await makeUnit(house.arrange, property, { label: "A1", marketRentMinor: 100, beds: 3 });
    const uploaded = await upload(ctx, files, {
      kind: "units",
      content: `${header}SUN-1,A1,shop,,"45,000.50",\n`,
    });
    const { id } = await remap(ctx, uploaded, {}, true);
    await check(ctx, files, id);
    expect(await rowsOf(ctx, id, "update")).toMatchObject([
      {
        diff: {
          marketRent: { before: "1.00", after: "45000.50" },
          kind: { before: "apartment", after: "shop" },
        },
      },
    ]);
    await apply(ctx, files, id);
    expect(
      await house.arrange.query(
        "select kind, beds, market_rent_minor as rent, version from units where agency_id = $1",
        agency.id,
      ),
    ).toEqual([{ kind: "shop", beds: 3, rent: 4_500_050, version: 2 }]);
  });
});

describe("contacts", () => {
  const header = "Full Name,Mobile,Email Address,Role,KRA PIN,ID\n";

  test("phones become E.164, roles are read, what cannot be is told, and again changes nothing", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const content = `${header}Wanjiku Kamau,0712 345 678,WANJIKU@example.org,Tenant,A012,T-1\nMoi Estates Ltd,020 111,office@example.org,landlord; vendor,,T-2\nNjeri,n/a,not-an-email,resident,,T-3\n,,,,,T-4\nJuma,,,astronaut,,T-5\n`;
    const { id } = await upload(ctx, files, { kind: "contacts", content });
    expect(countsOf(await check(ctx, files, id))).toEqual({
      rowCount: 5,
      createCount: 3,
      updateCount: 0,
      sameCount: 0,
      errorCount: 2,
    });
    expect(messagesOf(await rowsOf(ctx, id, "error"))).toEqual([
      "Name is empty; fill it in",
      "write one of tenant, owner, vendor, guarantor, applicant",
    ]);
    await apply(ctx, files, id);
    expect(
      await house.arrange.query(
        `select c.name, c.phone, c.email, c.tax_number as tax, c.external_ref as ref,
           (select string_agg(role, ',' order by role) from contact_roles r where r.contact_id = c.id) as roles
         from contacts c where agency_id = $1 order by external_ref`,
        agency.id,
      ),
    ).toMatchObject([
      {
        name: "Wanjiku Kamau",
        phone: "+254712345678",
        email: "wanjiku@example.org",
        tax: "A012",
        ref: "T-1",
        roles: "tenant",
      },
      { name: "Moi Estates Ltd", email: "office@example.org", ref: "T-2", roles: "owner,vendor" },
      { name: "Njeri", phone: null, email: null, ref: "T-3", roles: "tenant" },
    ]);
    const again = await upload(ctx, files, { kind: "contacts", content });
    expect(countsOf(await check(ctx, files, again.id))).toMatchObject({
      createCount: 0,
      sameCount: 3,
      errorCount: 2,
    });
  });

  test("are known by reference, else by e-mail or phone with the name, else by the name alone", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const first = await upload(ctx, files, {
      kind: "contacts",
      content: `${header}Amina,0712345678,,tenant,,\nBaraka,,baraka@example.org,owner,,\nChege,,,,,\n`,
    });
    await check(ctx, files, first.id);
    await apply(ctx, files, first.id);
    const content = `${header}Amina,+254712345678,,owner,,\nHer Brother,0712345678,,tenant,,\nBaraka,,baraka@example.org,owner,P-9,\nCHEGE,,,,,\nCHEGE,,,,,\n`;
    const second = await remap(ctx, await upload(ctx, files, { kind: "contacts", content }), {}, true);
    expect(countsOf(await check(ctx, files, second.id))).toMatchObject({
      createCount: 2,
      updateCount: 2,
      sameCount: 1,
      errorCount: 0,
    });
    await apply(ctx, files, second.id);
    expect(
      await house.arrange.query(
        `select c.name, c.tax_number as tax, (select string_agg(role, ',' order by role) from contact_roles r where r.contact_id = c.id) as roles
         from contacts c where agency_id = $1 and name in ('Amina', 'Baraka') order by name`,
        agency.id,
      ),
    ).toEqual([
      { name: "Amina", tax: null, roles: "owner,tenant" },
      { name: "Baraka", tax: "P-9", roles: "owner" },
    ]);
  });
});
