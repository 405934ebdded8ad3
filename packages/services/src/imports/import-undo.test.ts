import { newId } from "@stead/kernel/ids";
import { makeContact, makeLease, makeProperty, makeUnit } from "@stead/testing/factories";
import { beforeEach, describe, expect, test } from "vitest";
import { setUpAgency } from "../agency/index.ts";
import { openFiledHouse } from "../context/test-files.ts";
import { makeColleague, makeHouseAgency, type TestContext } from "../context/test-house.ts";
import { accountSums, aPayment } from "../context/test-money.ts";
import { runProof } from "../ledger/index.ts";
import { recordPayment } from "../payments/index.ts";
import { updateUnit } from "../portfolio/index.ts";
import {
  applyImport,
  cancelImport,
  getImport,
  previewImportUndo,
  runImportUndo,
  stopImport,
  undoImport,
} from "./index.ts";
import { bring, check, countsOf, rowsOf, undo, upload } from "./test-import.ts";

const { house, files } = await openFiledHouse();

let ctx: TestContext;
let agency: Awaited<ReturnType<typeof makeHouseAgency>>["agency"];
beforeEach(async () => {
  ({ ctx, agency } = await makeHouseAgency(house));
  await setUpAgency({ ctx });
});

const query = <Row extends object>(text: string, ...values: unknown[]) =>
  house.arrange.query<Row>(text, agency.id, ...values);
const idOf = async (text: string, ...values: unknown[]) =>
  (await query<{ id: string }>(text, ...values))[0]?.id ?? "";
const countOf = async (...tables: string[]) => {
  const counts: (number | undefined)[] = [];
  for (const table of tables) {
    const [row] = await query<{ count: number }>(
      `select count(*) as count from ${table} where agency_id = $1`,
    );
    counts.push(row?.count);
  }
  return counts;
};
const keptOf = async (id: string) =>
  (await rowsOf(ctx, id, "kept")).map(({ rowNo, label, errors }) => [
    rowNo,
    label,
    ...errors.map(({ message }) => message),
  ]);

const towers =
  "Code,Name,Address,City,Units\nA-1,Acacia,1 Moi Ave,Nairobi,3\nB-1,Baobab,2 Moi Ave,Nairobi,2\nC-1,Cedar,3 Moi Ave,Nairobi,12\n";

describe("properties and units", () => {
  test("go whole when nothing happened since, and can come again", async () => {
    const { id } = await bring(ctx, files, { kind: "properties", content: towers });
    expect(await previewImportUndo({ ctx, input: { id } })).toEqual({
      records: [
        { kind: "property", count: 3 },
        { kind: "unit", count: 17 },
      ],
      goCount: 3,
      stayCount: 0,
      isPartial: false,
      go: [
        { rowNo: 4, label: "Cedar" },
        { rowNo: 3, label: "Baobab" },
        { rowNo: 2, label: "Acacia" },
      ],
      stay: [],
    });
    expect(await undo(ctx, id)).toMatchObject({
      status: "undone",
      undoneCount: 3,
      keptCount: 0,
      createCount: 3,
    });
    expect(await countOf("properties", "units")).toEqual([0, 0]);
    const trail = await query(
      "select action, count(*) as count from audit where agency_id = $1 and action like '%undo%' group by 1 order by 1",
    );
    expect(trail).toEqual([
      { action: "import.undo_started", count: 1 },
      { action: "import.undone", count: 1 },
      { action: "property.import_undone", count: 3 },
    ]);
    expect(await bring(ctx, files, { kind: "properties", content: towers })).toMatchObject({
      createCount: 3,
    });
  });

  test("stay where a unit is let, and the row is named; a second undo takes what is free by then", async () => {
    const { id } = await bring(ctx, files, { kind: "properties", content: towers });
    const [unit] = await query<Parameters<typeof makeLease>[1]>(
      `select u.id, u.agency_id as "agencyId", u.property_id as "propertyId", u.currency, u.market_rent_minor as "marketRentMinor"
       from units u join properties p on p.id = u.property_id where u.agency_id = $1 and p.code = 'B-1' and u.label = '2'`,
    );
    if (unit === undefined) throw new Error("the file makes this unit");
    const lease = await makeLease(house.arrange, unit, await makeContact(house.arrange, agency.id));
    const propertyId = await idOf("select id from properties where agency_id = $1 and code = 'A-1'");
    const colleague = await makeColleague(house, agency, { role: "agent", propertyIds: [propertyId] });
    const kept = [
      [3, "Baobab", `lease L-${lease.number} is on unit 2`],
      [2, "Acacia", "a member is limited to it"],
    ];
    const preview = await previewImportUndo({ ctx, input: { id } });
    expect(preview).toMatchObject({ goCount: 1, stayCount: 2 });
    expect(preview.stay.map(({ rowNo, label, reasons }) => [rowNo, label, ...reasons])).toEqual(kept);
    expect(await undo(ctx, id)).toMatchObject({ status: "undone", undoneCount: 1, keptCount: 2 });
    expect(await keptOf(id)).toEqual(kept.toReversed());
    expect(await countOf("properties", "units")).toEqual([2, 5]);
    await query("delete from member_properties where agency_id = $1 and property_id = $2", propertyId);
    expect(colleague.propertyIds).toEqual([propertyId]);
    expect(await undo(ctx, id)).toMatchObject({ status: "undone", undoneCount: 2, keptCount: 1 });
    expect(await keptOf(id)).toEqual(kept.slice(0, 1));
    expect(await countOf("properties", "units")).toEqual([1, 2]);
  });

  test("of a file of units: the let and the edited ones stay, changed ones are what they were", async () => {
    const property = await makeProperty(house.arrange, agency.id, { code: "SUN-1", name: "Sunrise" });
    const old = await makeUnit(house.arrange, property, { label: "1", marketRentMinor: 1_000_000 });
    await makeUnit(house.arrange, property, { label: "2", marketRentMinor: 1_000_000 });
    const { id } = await bring(ctx, files, {
      kind: "units",
      content:
        "Property,Unit,Rent\nSUN-1,1,15000\nSUN-1,2,15000\nSUN-1,10,20000\nSUN-1,11,20000\nSUN-1,12,20000\n",
      isUpdateAllowed: true,
    });
    const edit = async (label: string, version: number) =>
      updateUnit({
        ctx,
        input: {
          id: await idOf("select id from units where agency_id = $1 and label = $2", label),
          version,
          beds: 2,
        },
      });
    await edit("2", 2);
    await edit("11", 1);
    const tenth = await idOf("select id from units where agency_id = $1 and label = '10'");
    const lease = await makeLease(
      house.arrange,
      { ...old, id: tenth },
      await makeContact(house.arrange, agency.id),
    );
    expect(await undo(ctx, id)).toMatchObject({ undoneCount: 2, keptCount: 3 });
    expect(await keptOf(id)).toEqual([
      [3, "Sunrise, 2", "it was changed again since"],
      [4, "Sunrise, 10", `lease L-${lease.number} is on it`],
      [5, "Sunrise, 11", "it was changed since"],
    ]);
    expect(
      await query(
        "select label, market_rent_minor as rent, version from units where agency_id = $1 order by label",
      ),
    ).toEqual([
      { label: "1", rent: 1_000_000, version: 3 },
      { label: "2", rent: 1_500_000, version: 3 },
      { label: "10", rent: 2_000_000, version: 1 },
      { label: "11", rent: 2_000_000, version: 2 },
    ]);
    expect(
      await query(
        "select changes from audit where agency_id = $1 and entity_id = $2 and action = 'unit.updated' order by id",
        old.id,
      ),
    ).toEqual([
      { changes: { marketRentMinor: [1_000_000, 1_500_000] } },
      { changes: { marketRentMinor: [1_500_000, 1_000_000] } },
    ]);
  });
});

test("contacts: new ones go, changed ones are what they were with the roles they had", async () => {
  const amina = await makeContact(house.arrange, agency.id, {
    name: "Amina",
    email: "amina@example.org",
    phone: null,
  });
  await query("insert into contact_roles (agency_id, contact_id, role) values ($1, $2, 'owner')", amina.id);
  const { id } = await bring(ctx, files, {
    kind: "contacts",
    content:
      "Name,Email,Phone,Roles\nAmina,amina@example.org,0712 345 678,vendor\nBaraka,baraka@example.org,,tenant\nChege,chege@example.org,,tenant\n",
    isUpdateAllowed: true,
  });
  const chege = await idOf("select id from contacts where agency_id = $1 and name = 'Chege'");
  const property = await makeProperty(house.arrange, agency.id, { name: "Sunrise" });
  await query(
    "insert into property_owners (agency_id, property_id, contact_id, share_ppm) values ($1, $2, $3, 1000000)",
    property.id,
    chege,
  );
  expect(await undo(ctx, id)).toMatchObject({ undoneCount: 2, keptCount: 1 });
  expect(await keptOf(id)).toEqual([[4, "Chege", "they own a share of Sunrise"]]);
  expect(
    await query(
      "select c.name, c.phone, array_agg(r.role) as roles from contacts c join contact_roles r on r.contact_id = c.id where c.agency_id = $1 group by c.agency_id, c.id order by c.name",
    ),
  ).toEqual([
    { name: "Amina", phone: null, roles: ["owner"] },
    { name: "Chege", phone: null, roles: ["tenant"] },
  ]);
});

const leaseHeader = "Property,Unit,Tenant,Email,Start,Rent,Lease Number\n";

/** Three leases from a file; the first and the last have one tenant, who came in with the first. */
async function bringLeases() {
  const property = await makeProperty(house.arrange, agency.id, { code: "SUN-1", name: "Sunrise" });
  for (const label of ["A1", "A2", "A3"]) await makeUnit(house.arrange, property, { label });
  const rows = [
    "SUN-1,A1,Amina,amina@example.org,2026-01-01,30000,LS-1",
    "SUN-1,A2,Baraka,baraka@example.org,2026-01-01,30000,LS-2",
    "SUN-1,A3,Amina,amina@example.org,2026-01-01,30000,LS-3",
  ];
  const leases = await bring(ctx, files, { kind: "leases", content: `${leaseHeader}${rows.join("\n")}\n` });
  const ids = await query<{ id: string }>("select id from leases where agency_id = $1 order by number");
  return { importId: leases.id, leaseIds: ids.map(({ id }) => id) };
}

describe("leases", () => {
  test("go with their tenants and versions", async () => {
    const { importId } = await bringLeases();
    expect(await countOf("leases", "contacts", "lease_versions")).toEqual([3, 2, 3]);
    expect(await undo(ctx, importId)).toMatchObject({ status: "undone", undoneCount: 3, keptCount: 0 });
    expect(await countOf("leases", "contacts", "lease_versions", "lease_items", "lease_parties")).toEqual([
      0, 0, 0, 0, 0,
    ]);
  });

  test("that were paid for stay, and so does a tenant whom another lease needs", async () => {
    const { importId, leaseIds } = await bringLeases();
    await recordPayment({ ctx, input: aPayment(leaseIds[2] ?? "") });
    expect(await undo(ctx, importId)).toMatchObject({ undoneCount: 1, keptCount: 2 });
    expect(await keptOf(importId)).toEqual([
      [2, "Amina", "the lease is gone; the tenant Amina stays: lease L-3 names them"],
      [4, "L-3 Sunrise, A3", "receipt R-1 is for it"],
    ]);
    expect(await countOf("leases", "contacts", "lease_versions")).toEqual([1, 1, 1]);
  });

  test("take back the role of a tenant from whom they gave it, and from nobody else", async () => {
    for (const [name, role] of [
      ["Amina", "owner"],
      ["Baraka", "tenant"],
    ] as const) {
      const email = `${name.toLowerCase()}@example.org`;
      const { id: contactId } = await makeContact(house.arrange, agency.id, { name, email });
      await house.arrange.insert("contact_roles", { agencyId: agency.id, contactId, role });
    }
    const { importId, leaseIds } = await bringLeases();
    const roles = async () => {
      const rows = await query<{ who: string }>(
        "select c.name || ': ' || string_agg(r.role, ' ' order by r.role) as who from contact_roles r join contacts c on c.id = r.contact_id where c.agency_id = $1 group by c.name",
      );
      return rows.map(({ who }) => who).toSorted();
    };
    const during = ["Amina: owner tenant", "Baraka: tenant"];
    expect(await roles()).toEqual(during);
    await recordPayment({ ctx, input: aPayment(leaseIds[0] ?? "") });
    expect(await undo(ctx, importId)).toMatchObject({ undoneCount: 2, keptCount: 1 });
    expect(await roles()).toEqual(during);
    const again = await bring(ctx, files, {
      kind: "leases",
      content: `${leaseHeader}SUN-1,A2,Chege,chege@example.org,2026-01-01,30000,LS-9\n`,
    });
    const [chege] = await query<{ id: string }>(
      "select id from contacts where agency_id = $1 and name = 'Chege'",
    );
    await house.arrange.insert("contact_roles", {
      agencyId: agency.id,
      contactId: chege?.id,
      role: "vendor",
    });
    await house.arrange.query("update contacts set version = version + 1 where id = $1", chege?.id);
    await undo(ctx, again.id);
    expect(await roles()).toEqual([...during, "Chege: vendor"]);
  });

  test("of people are never deleted, whoever asks", async () => {
    const property = await makeProperty(house.arrange, agency.id);
    const lease = await makeLease(
      house.arrange,
      await makeUnit(house.arrange, property),
      await makeContact(house.arrange, agency.id),
    );
    const remove = { name: "", text: "delete from leases where agency_id = $1 and id = $2" };
    await expect(ctx.db.sql(remove, agency.id, lease.id)).rejects.toMatchObject({ code: "ST001" });
  });
});

describe("opening balances", () => {
  const openings = "Lease,Balance,Deposit held\nLS-1,12500,30000\nLS-2,-4000,\nLS-3,900,\n";

  test("are reversed in the books, never deleted, and can come again", async () => {
    const { importId, leaseIds } = await bringLeases();
    const { id } = await bring(ctx, files, { kind: "opening_balances", content: openings });
    const before = await countOf("journals", "invoices", "payments", "deposit_movements");
    expect(before).toEqual([4, 2, 1, 1]);
    expect(await accountSums(house, agency.id)).toEqual({
      1005: 3_000_000,
      1100: 1_340_000,
      2000: -3_000_000,
      2010: -400_000,
      3900: -940_000,
    });
    expect(await undo(ctx, id)).toMatchObject({ status: "undone", undoneCount: 3, keptCount: 0 });
    expect(await accountSums(house, agency.id)).toEqual({});
    expect(await countOf("journals", "invoices", "payments", "deposit_movements", "credit_notes")).toEqual([
      8, 2, 1, 2, 2,
    ]);
    expect(
      await query(
        "select count(*) as count from journals j where j.agency_id = $1 and exists (select from journals r where r.reverses_id = j.id)",
      ),
    ).toEqual([{ count: 4 }]);
    expect((await runProof({ ctx })).isSound).toBe(true);

    const again = await bring(ctx, files, { kind: "opening_balances", content: openings });
    expect(countsOf(again)).toMatchObject({ createCount: 3, sameCount: 0, errorCount: 0 });
    expect(await accountSums(house, agency.id)).toMatchObject({ 1100: 1_340_000, 3900: -940_000 });
    const same = await upload(ctx, files, { kind: "opening_balances", content: openings });
    expect(countsOf(await check(ctx, files, same.id))).toMatchObject({ createCount: 0, sameCount: 3 });
    expect((await runProof({ ctx })).isSound).toBe(true);

    // What is in the books holds the leases that it is about.
    expect(await undo(ctx, importId)).toMatchObject({ undoneCount: 0, keptCount: 3 });
    expect(leaseIds).toHaveLength(3);
  });

  test("that were paid since stay", async () => {
    const { leaseIds } = await bringLeases();
    const { id } = await bring(ctx, files, { kind: "opening_balances", content: openings });
    await recordPayment({
      ctx,
      input: aPayment(leaseIds[2] ?? "", { amountMinor: 50_000, idempotencyKey: newId() }),
    });
    expect(await undo(ctx, id)).toMatchObject({ undoneCount: 2, keptCount: 1 });
    expect(await keptOf(id)).toEqual([[4, "L-3", "receipt R-2 pays some of it"]]);
    expect((await runProof({ ctx })).isSound).toBe(true);
  });
});

describe("an undo", () => {
  const people = (count: number) =>
    `Name,Reference\n${Array.from({ length: count }, (_, index) => `Person ${index},R-${index}`).join("\n")}\n`;

  test("is for what was applied, by those who may, of the whole agency", async () => {
    const unapplied = await upload(ctx, files, { kind: "contacts", content: people(1) });
    for (const act of [undoImport, previewImportUndo])
      await expect(act({ ctx, input: { id: unapplied.id } })).rejects.toMatchObject({ code: "PRECONDITION" });
    const { id } = await bring(ctx, files, { kind: "contacts", content: people(1) });
    const viewer = await makeColleague(house, agency, { role: "viewer" });
    const scoped = await makeColleague(house, agency, { role: "manager", propertyIds: [] });
    const { ctx: foreign } = await makeHouseAgency(house);
    expect(await previewImportUndo({ ctx: viewer, input: { id } })).toMatchObject({ goCount: 1 });
    await expect(undoImport({ ctx: viewer, input: { id } })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(previewImportUndo({ ctx: scoped, input: { id } })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(undoImport({ ctx: foreign, input: { id } })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("that was stopped goes on where it was and is never applied on; two at once undo once", async () => {
    const { id } = await bring(ctx, files, { kind: "contacts", content: people(700) });
    const { jobRunId } = await undoImport({ ctx, input: { id } });
    const input = { importId: id, jobRunId: jobRunId ?? "" };
    const stop = new AbortController();
    const onProgress = (done: number) => done >= 400 && stop.abort();
    await expect(
      runImportUndo({ ctx: { ...ctx, signal: stop.signal }, input, onProgress }),
    ).rejects.toMatchObject({ code: "CANCELLED" });
    expect(await getImport({ ctx, input: { id } })).toMatchObject({ status: "undoing", undoneCount: 400 });
    expect(await cancelImport({ ctx, input: { id } })).toMatchObject({ status: "undoing" });
    await stopImport({ ctx, input: { ...input, outcome: "cancelled", problem: null } });
    expect(await getImport({ ctx, input: { id } })).toMatchObject({ status: "done" });
    await expect(applyImport({ ctx, input: { id } })).rejects.toMatchObject({ code: "PRECONDITION" });
    expect(await countOf("contacts")).toEqual([300]);
    const next = await undoImport({ ctx, input: { id } });
    const again = { importId: id, jobRunId: next.jobRunId ?? "" };
    await Promise.all([1, 2, 3].map(() => runImportUndo({ ctx, input: again })));
    expect(await getImport({ ctx, input: { id } })).toMatchObject({ status: "undone", undoneCount: 700 });
    expect(await countOf("contacts")).toEqual([0]);
  });

  test("names a row that the database holds, and goes on with the others", async () => {
    const { id } = await bring(ctx, files, { kind: "contacts", content: people(250) });
    await house.arrange.query(
      `create table if not exists holds (agency_id uuid, contact_id uuid, constraint holds_contact foreign key (agency_id, contact_id) references contacts (agency_id, id))`,
    );
    await query(
      "insert into holds select agency_id, id from contacts where agency_id = $1 and name = 'Person 123'",
    );
    expect(await undo(ctx, id)).toMatchObject({ undoneCount: 249, keptCount: 1 });
    expect(await keptOf(id)).toEqual([[125, "Person 123", "other records refer to it (holds_contact)"]]);
    await house.arrange.query("drop table holds");
  });
});
