import { makeContact, makeProperty, makeUnit } from "@stead/testing/factories";
import { describe, expect, test } from "vitest";
import { setUpAgency } from "../agency/index.ts";
import { openFiledHouse } from "../context/test-files.ts";
import { makeHouseAgency } from "../context/test-house.ts";
import { getLease } from "../leases/index.ts";
import { getTrialBalance, runProof } from "../ledger/index.ts";
import { apply, check, countsOf, rowsOf, upload } from "./test-import.ts";

const { house, files } = await openFiledHouse();

const messagesOf = (rows: readonly { errors: readonly { message: string }[] }[]) =>
  rows.flatMap(({ errors }) => errors.map(({ message }) => message));

const header = "Property,Unit,Tenant,Email,Phone,Start,End,Rent,Deposit,Lease Number\n";

/** An agency with a property SUN-1 of the units A1 to A6. */
async function anAgency() {
  const made = await makeHouseAgency(house);
  await setUpAgency({ ctx: made.ctx });
  const property = await makeProperty(house.arrange, made.agency.id, { code: "SUN-1", name: "Sunrise" });
  for (const label of ["A1", "A2", "A3", "A4", "A5", "A6"])
    await makeUnit(house.arrange, property, { label });
  return { ...made, property };
}

describe("leases", () => {
  test("run with their rent, tenant and first version, and are billed from this month on", async () => {
    const { ctx, agency } = await anAgency();
    await makeContact(house.arrange, agency.id, { name: "Wanjiku Kamau", email: "wanjiku@example.org" });
    const content = `${header}SUN-1,A1,Wanjiku Kamau,wanjiku@example.org,,31/01/2025,,"32,000","64,000",LS-1\nSunrise,a2,Juma,,0712 345 678,05/02/2026,31/12/2026,"20,000",,LS-2\n`;
    const { id } = await upload(ctx, files, { kind: "leases", content });
    expect(countsOf(await check(ctx, files, id))).toMatchObject({ createCount: 2, errorCount: 0 });
    await apply(ctx, files, id);
    const rows = await house.arrange.query<{ id: string }>(
      "select id from leases where agency_id = $1 order by number",
      agency.id,
    );
    const [first, second] = await Promise.all(rows.map((row) => getLease({ ctx, input: { id: row.id } })));
    expect(first).toMatchObject({
      status: "active",
      reference: "R00013",
      tenantName: "Wanjiku Kamau",
      startOn: "2025-01-31",
      endOn: null,
      rentMinor: 3_200_000,
      depositMinor: 6_400_000,
      billFromOn: "2026-06-01",
      items: [{ kind: "rent", amountMinor: 3_200_000, fromOn: "2025-01-31" }],
      parties: [{ name: "Wanjiku Kamau", role: "tenant" }],
      versions: [{ version: 1, reason: "Imported" }],
      openMinor: 0,
    });
    expect(second).toMatchObject({
      unitLabel: "A2",
      tenantName: "Juma",
      startOn: "2026-02-05",
      endOn: "2026-12-31",
    });
    expect(
      await house.arrange.query(
        "select c.name, c.phone, r.role from contacts c join contact_roles r on r.contact_id = c.id where c.agency_id = $1 order by name",
        agency.id,
      ),
    ).toEqual([
      { name: "Juma", phone: "+254712345678", role: "tenant" },
      { name: "Wanjiku Kamau", phone: null, role: "tenant" },
    ]);
    const again = await upload(ctx, files, { kind: "leases", content });
    expect(countsOf(await check(ctx, files, again.id))).toMatchObject({
      createCount: 0,
      sameCount: 2,
      errorCount: 0,
    });
  });

  test("no unit is let twice: not by the file itself and not with what is there", async () => {
    const { ctx } = await anAgency();
    const first = await upload(ctx, files, {
      kind: "leases",
      content: `${header}SUN-1,A1,Amina,,,2026-01-01,2026-12-31,100,,LS-1\n`,
    });
    await check(ctx, files, first.id);
    await apply(ctx, files, first.id);
    const content = `${header}SUN-1,A1,Baraka,,,2026-12-31,,100,,LS-2\nSUN-1,A1,Baraka,,,2027-01-01,,100,,LS-3\nSUN-1,A3,Chege,,,2026-01-01,2026-03-31,100,,LS-4\nSUN-1,A3,Dama,,,2026-03-31,,100,,LS-5\nSUN-1,A3,Dama,,,2026-04-01,,100,,LS-6\n`;
    const { id } = await upload(ctx, files, { kind: "leases", content });
    expect(countsOf(await check(ctx, files, id))).toMatchObject({ createCount: 3, errorCount: 2 });
    expect(messagesOf(await rowsOf(ctx, id, "error"))).toEqual([
      "the unit is let on these days: lease 1 runs from 2026-01-01 until 2026-12-31",
      "row 4 lets this unit on the same days",
    ]);
    expect(await apply(ctx, files, id)).toMatchObject({ status: "done", createCount: 3, errorCount: 2 });
  });

  test("what is wrong is told: places, tenants, days and numbers", async () => {
    const { ctx, agency } = await anAgency();
    for (const email of ["a@example.org", "b@example.org"])
      await makeContact(house.arrange, agency.id, { name: "Same Name", email });
    const rows = [
      "SUN-1,Z9,Amina,,,2026-01-01,,100,,",
      "SUN-1,A1,,,,2026-01-01,,100,,",
      "SUN-1,A1,Same Name,,,2026-01-01,,100,,",
      "SUN-1,A2,Amina,,,2026-02-01,2026-01-01,100,,",
      "SUN-1,A3,Amina,,,03/04/2026,,100,,N-1",
      "SUN-1,A4,Amina,,,2026-01-01,,100,,N-1",
      "SUN-1,A5,Amina,,,2026-01-01,,-5,,",
      "SUN-1,A6,Same Name,a@example.org,,2025-01-01,2025-12-31,100,,",
    ];
    const { id } = await upload(ctx, files, { kind: "leases", content: `${header}${rows.join("\n")}\n` });
    await check(ctx, files, id);
    expect(await rowsOf(ctx, id)).toMatchObject([
      {
        rowNo: 2,
        outcome: "error",
        errors: [
          { field: "unit", value: "Z9", message: "the property has no such unit; import the units first" },
        ],
      },
      {
        rowNo: 3,
        outcome: "error",
        errors: [{ message: "the row names no tenant; fill in the name, the e-mail or the phone" }],
      },
      {
        rowNo: 4,
        outcome: "error",
        errors: [{ message: "2 contacts fit; give the e-mail or phone that only one of them has" }],
      },
      {
        rowNo: 5,
        outcome: "error",
        errors: [{ field: "endOn", message: "the lease must not end before it starts" }],
      },
      {
        rowNo: 6,
        outcome: "warning",
        errors: [
          {
            field: "startOn",
            value: "03/04/2026",
            message: "the day could be the month; it was read as 2026-04-03",
          },
        ],
      },
      {
        rowNo: 7,
        outcome: "error",
        errors: [{ field: "externalRef", message: "row 6 has this too; give each lease its own" }],
      },
      { rowNo: 8, outcome: "error", errors: [{ field: "rent", message: "the amount must not be negative" }] },
      {
        rowNo: 9,
        outcome: "warning",
        errors: [
          { field: "endOn", message: "the term is over; leave the end empty if the tenant has stayed" },
        ],
      },
    ]);
  });

  test("a lease that is there is not changed by a file: changes are amendments", async () => {
    const { ctx } = await anAgency();
    const uploadRent = (rent: string) =>
      upload(ctx, files, {
        kind: "leases",
        content: `${header}SUN-1,A1,Amina,,,2026-01-01,,${rent},,LS-1\n`,
      });
    const first = await uploadRent("100");
    await check(ctx, files, first.id);
    await apply(ctx, files, first.id);
    const second = await uploadRent("200");
    await check(ctx, files, second.id);
    expect(messagesOf(await rowsOf(ctx, second.id, "error"))).toEqual([
      "the rent of lease 1 is 100.00 KES; amend it",
    ]);
  });
});

describe("opening balances", () => {
  test("open each lease once, against the books' account, and the proof holds", async () => {
    const { ctx, agency } = await anAgency();
    const leases = await upload(ctx, files, {
      kind: "leases",
      content: `${header}SUN-1,A1,Amina,,,2026-01-01,,100,,LS-1\nSUN-1,A2,Baraka,,,2026-01-01,,100,,LS-2\nSUN-1,A3,Chege,,,2026-01-01,,100,,LS-3\n`,
    });
    await check(ctx, files, leases.id);
    await apply(ctx, files, leases.id);
    const content = `Lease,Owed,Prepaid,Deposit Held,As at\nLS-1,"1,500.00",,"6,400",2026-05-31\nL-2,,300,,2026-05-31\n3,,,0,2026-05-31\nLS-9,1,,,2026-05-31\nLS-1,5,,,2026-05-31\n`;
    const { id } = await upload(ctx, files, { kind: "opening_balances", content });
    expect(countsOf(await check(ctx, files, id))).toEqual({
      rowCount: 5,
      createCount: 2,
      updateCount: 0,
      sameCount: 1,
      errorCount: 2,
    });
    expect(messagesOf(await rowsOf(ctx, id, "error"))).toEqual([
      "no lease has this number or reference; import the leases first",
      "row 2 opens this lease too; add the amounts up in one row",
    ]);
    await apply(ctx, files, id);
    const { currencies } = await getTrialBalance({ ctx, input: {} });
    const balances = Object.fromEntries(
      (currencies[0]?.rows ?? [])
        .filter(({ balanceMinor }) => balanceMinor !== 0)
        .map(({ code, balanceMinor }) => [code, balanceMinor]),
    );
    expect(balances).toEqual({
      "1005": 640_000,
      "1100": 150_000,
      "2000": -640_000,
      "2010": -30_000,
      "3900": -120_000,
    });
    expect(
      await house.arrange.query(
        "select number, total_minor as total, kind from invoices where agency_id = $1",
        agency.id,
      ),
    ).toEqual([{ number: 1, total: 150_000, kind: "opening" }]);
    expect((await runProof({ ctx })).checks.filter(({ isSound }) => !isSound)).toEqual([]);

    const again = await upload(ctx, files, {
      kind: "opening_balances",
      content: "Lease,Owed,Deposit Held\nLS-1,1500,6400\nL-2,20,\n",
    });
    expect(countsOf(await check(ctx, files, again.id))).toMatchObject({
      createCount: 0,
      sameCount: 1,
      errorCount: 1,
    });
    expect(messagesOf(await rowsOf(ctx, again.id, "error"))).toEqual([
      "the lease was opened with -300.00 already; correct it in the books",
    ]);
  });

  test("a day in a closed month is refused row by row", async () => {
    const { ctx, agency } = await anAgency();
    const leases = await upload(ctx, files, {
      kind: "leases",
      content: `${header}SUN-1,A1,Amina,,,2026-01-01,,100,,LS-1\nSUN-1,A2,Baraka,,,2026-01-01,,100,,LS-2\n`,
    });
    await check(ctx, files, leases.id);
    await apply(ctx, files, leases.id);
    await house.arrange.insert("ledger_periods", {
      agencyId: agency.id,
      month: "2026-04-01",
      status: "closed",
    });
    const { id } = await upload(ctx, files, {
      kind: "opening_balances",
      content: "Lease,Balance,Date\nLS-1,10,2026-04-30\nLS-2,20,2026-05-31\n",
    });
    await check(ctx, files, id);
    expect(await apply(ctx, files, id)).toMatchObject({ status: "done", createCount: 1, errorCount: 1 });
    expect(messagesOf(await rowsOf(ctx, id, "error"))).toEqual([
      "the month is closed in the books; choose a later date or open the month",
    ]);
  });
});
