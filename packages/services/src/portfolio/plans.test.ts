import { ListAuditInput } from "@stead/contracts/audit";
import { ListContactsInput } from "@stead/contracts/contacts";
import { ListLeasesInput } from "@stead/contracts/leases";
import { ListPropertiesInput, ListUnitsInput } from "@stead/contracts/portfolio";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listAudit } from "../audit/index.ts";
import { getContact, listContacts } from "../contacts/index.ts";
import type { ServiceContext } from "../context/index.ts";
import {
  makeColleague,
  makeHouseAgency,
  openTestHouse,
  type TestContext,
  type TestHouse,
} from "../context/test-house.ts";
import { explainStatements, type Plan } from "../context/test-plans.ts";
import { getDashboard } from "../dashboard/index.ts";
import { listLeases } from "../leases/index.ts";
import { listProperties, listUnits } from "./index.ts";

let house: TestHouse;
let ctx: TestContext;
let scoped: TestContext;

/** The id of the nth row of a kind. */
const idOf = (kind: string, n: number | string) =>
  `('0000${kind}00-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;

const fills = [
  `insert into properties (agency_id, id, code, name, address_line, city, country, time_zone, status)
   select $1, ${idOf("aa", "n")}, 'P-' || n, 'House ' || n, n || ' Moi Avenue', 'Town ' || n % 300, 'KE', 'Africa/Nairobi', case when n % 20 = 0 then 'archived' else 'active' end
   from generate_series($2::int, $3::int) n`,
  `insert into units (agency_id, id, property_id, label, market_rent_minor, currency)
   select $1, ${idOf("bb", "n")}, ${idOf("aa", "n % 5000 + 1")}, 'U-' || n, 3000000, 'KES' from generate_series($2::int, $3::int) n`,
  `insert into contacts (agency_id, id, name, email, phone)
   select $1, ${idOf("cc", "n")}, 'Person ' || n, 'person' || n || '@example.org', '+2547' || lpad(n::text, 8, '0') from generate_series($2::int, $3::int) n`,
  `insert into contact_roles (agency_id, contact_id, role)
   select $1, ${idOf("cc", "n")}, case when n % 1000 = 0 then 'vendor' else 'tenant' end from generate_series($2::int, $3::int) n`,
  `insert into property_owners (agency_id, property_id, contact_id, share_ppm)
   select $1, ${idOf("aa", "n")}, ${idOf("cc", "n % 2000 + 1")}, 1000000 from generate_series($2::int, least($3::int, $2::int + 20000)) n`,
  `insert into leases (agency_id, id, number, property_id, unit_id, contact_id, status, start_on, end_on, ended_on, currency, rent_minor, reference, bill_from_on)
   select $1, ${idOf("dd", "n")}, n, ${idOf("aa", "n % 5000 + 1")}, ${idOf("bb", "n")}, ${idOf("cc", "n")}, case when n % 3 = 0 then 'ended' else 'active' end,
     date '2025-01-01' + n % 400, date '2026-05-01' + n % 700, case when n % 3 = 0 then date '2026-05-01' + n % 30 end, 'KES', 3000000, 'L' || n, '2025-01-01'
   from generate_series($2::int, $3::int) n`,
  `insert into lease_parties (agency_id, lease_id, contact_id, role)
   select $1, ${idOf("dd", "n")}, ${idOf("cc", "n")}, 'tenant' from generate_series($2::int, $3::int) n`,
  `insert into audit (agency_id, id, at, actor_kind, actor_id, action, entity_type, entity_id, changes)
   select $1, ${idOf("ee", "n")}, timestamptz '2026-01-01' + n * interval '2 minutes', 'user', ${idOf("ff", "n % 50")}, 'unit.updated', 'unit', ${idOf("bb", "n % 1000 + 1")}, '{}'
   from generate_series($2::int, $3::int) n`,
  `insert into payments (agency_id, id, number, rail, account_code, received_on, amount_minor, currency, journal_id, property_id)
   select $1, ${idOf("ab", "n")}, n, 'bank', '1000', date '2025-01-01' + n % 500, 5, 'KES', ${idOf("ab", "n")}, ${idOf("aa", "n % 5000 + 1")} from generate_series($2::int, $3::int) n`,
  `insert into payment_balances (agency_id, payment_id, received_on, amount_minor, allocated_minor, unallocated_minor, status)
   select $1, ${idOf("ab", "n")}, date '2025-01-01' + n % 500, 5, case when n % 500 = 0 then 0 else 5 end, case when n % 500 = 0 then 5 else 0 end, case when n % 500 = 0 then 'unallocated' else 'allocated' end
   from generate_series($2::int, $3::int) n`,
  `insert into stat_totals (agency_id, metric, currency, property_id, on_date, amount_minor)
   select $1, m, 'KES', ${idOf("aa", "p")}, date '2025-01-01' + d * 7, 5 from unnest(array['charged', 'paid', 'open', 'received']) m, generate_series(1, 500) p, generate_series(1, 50) d where $2::int < $3::int`,
];

/** Takes the indexes and exclusions of the filled tables away, and gives what puts them back: that is faster at the end. */
async function withoutIndexes({ arrange }: TestHouse): Promise<() => Promise<void>> {
  const statements = await arrange.query<{ drop: string; make: string }>(
    `select format('drop index %s', i.indexrelid::regclass) as drop, pg_get_indexdef(i.indexrelid) as make
     from pg_index i join pg_class t on t.oid = i.indrelid
     where t.relname = any($1) and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
     union all
     select format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname),
       format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
     from pg_constraint c where c.contype = 'x' and c.conrelid::regclass::text = any($1)`,
    [
      "properties",
      "units",
      "contacts",
      "contact_roles",
      "leases",
      "lease_parties",
      "payments",
      "payment_balances",
    ],
  );
  for (const { drop } of statements) await arrange.query(drop);
  return async () => {
    for (const { make } of statements) await arrange.query(make);
  };
}

/** Rows of one agency and of another; a table of a single agency would need no index to find it. */
async function fillTables(agencyId: string, otherId: string): Promise<void> {
  const { arrange } = house;
  const putBack = await withoutIndexes(house);
  // Rows that are the ground of plans only: no trigger and no key is checked.
  await arrange.query("set session_replication_role = replica");
  for (const fill of fills) {
    await arrange.query(fill, agencyId, 1, 80_000);
    await arrange.query(fill, otherId, 80_001, 100_000);
  }
  await arrange.query("reset session_replication_role");
  await putBack();
  await arrange.query("analyze");
}

beforeAll(async () => {
  house = await openTestHouse();
  const { agency, ...made } = await makeHouseAgency(house);
  ctx = made.ctx;
  await fillTables(agency.id, (await makeHouseAgency(house)).agency.id);
  const [first] = await house.arrange.query<{ id: string }>(`select ${idOf("aa", "2")} as id`);
  scoped = await makeColleague(house, agency, { role: "agent", propertyIds: [first?.id ?? ""] });
});
afterAll(() => house.close());

/** The plan of the page, then that of the total. */
async function planOf(
  work: (ctx: ServiceContext) => Promise<unknown>,
  actor: ServiceContext = ctx,
): Promise<[Plan, Plan]> {
  const [page, total] = await explainStatements(actor, work);
  if (page === undefined || total === undefined) throw new Error("a list sends two statements");
  return [page, total];
}

type Case = [name: string, input: object, index: string];

/** Whether the first page and the one after it come in order out of an index, and leave the table alone. */
async function readsPagesOf(
  [table, index]: [string, string],
  verb: (ctx: ServiceContext, more: object) => Promise<{ nextCursor: string | null }>,
): Promise<boolean[]> {
  const { nextCursor: cursor } = await verb(ctx, {});
  const pages = [
    await planOf((recorded) => verb(recorded, {})),
    await planOf((recorded) => verb(recorded, { cursor })),
  ];
  return pages.map(([page]) => page.indexes.has(index) && page.isOrdered && !page.scanned.has(table));
}

describe("at a hundred thousand rows, a page comes in order out of an index", () => {
  test.each<Case>([
    ["by name", {}, "properties_agency_id_name_id_idx"],
    ["by name, backwards", { order: "desc" }, "properties_agency_id_name_id_idx"],
    ["archived ones by name", { status: "archived" }, "properties_agency_id_status_name_id_idx"],
    ["by code", { sort: "code" }, "properties_agency_id_code_key"],
    ["by city", { sort: "city" }, "properties_agency_id_city_name_id_idx"],
    ["of a city", { sort: "city", city: "Town 7" }, "properties_agency_id_city_name_id_idx"],
  ])("properties %s", async (_, input, index) => {
    const list = (recorded: ServiceContext, more: object) =>
      listProperties({ ctx: recorded, input: ListPropertiesInput.parse({ ...input, ...more }) });
    expect(await readsPagesOf(["properties", index], list)).toEqual([true, true]);
  });

  test.each<Case>([
    ["by property and label", {}, "units_agency_id_property_id_label_key"],
    ["let today", { occupancy: "occupied" }, "units_agency_id_property_id_label_key"],
    ["vacant today", { occupancy: "vacant" }, "units_agency_id_property_id_label_key"],
  ])("units %s", async (_, input, index) => {
    const list = (recorded: ServiceContext, more: object) =>
      listUnits({ ctx: recorded, input: ListUnitsInput.parse({ ...input, ...more }) });
    expect(await readsPagesOf(["units", index], list)).toEqual([true, true]);
  });

  test.each<Case>([
    ["by name", {}, "contacts_agency_id_name_id_idx"],
    ["by age", { sort: "created" }, "contacts_pkey"],
    ["tenants by name", { role: "tenant" }, "contacts_agency_id_name_id_idx"],
  ])("contacts %s", async (_, input, index) => {
    const list = (recorded: ServiceContext, more: object) =>
      listContacts({ ctx: recorded, input: ListContactsInput.parse({ ...input, ...more }) });
    expect(await readsPagesOf(["contacts", index], list)).toEqual([true, true]);
  });
});

describe("at a hundred thousand leases", () => {
  const list = (input: object) => (recorded: ServiceContext, more: object) =>
    listLeases({ ctx: recorded, input: ListLeasesInput.parse({ ...input, ...more }) });

  test.each<Case>([
    ["newest first", {}, "leases_agency_id_start_on_id_idx"],
    ["oldest first", { order: "asc" }, "leases_agency_id_start_on_id_idx"],
    ["active ones", { status: "active" }, "leases_agency_id_status_start_on_id_idx"],
    ["by number", { sort: "number" }, "leases_agency_id_number_key"],
    ["by end", { sort: "end" }, "leases_by_end"],
  ])("a page %s comes in order out of an index", async (_, input, index) => {
    expect(await readsPagesOf(["leases", index], list(input))).toEqual([true, true]);
  });

  test("few are found by an index: of a property, a unit, a person, a member, a word, or soon to end", async () => {
    const [propertyId, unitId, contactId] = [
      await rowId("aa", 9),
      await rowId("bb", 9),
      await rowId("cc", 9),
    ];
    const plan = async (input: object, actor = ctx) =>
      (await planOf((recorded) => list(input)(recorded, {}), actor))[0];
    const narrow: [Plan, string][] = [
      [await plan({ propertyId }), "leases_agency_id_property_id_status_idx"],
      [await plan({}, scoped), "leases_agency_id_property_id_status_idx"],
      [await plan({ unitId }), "leases_agency_id_unit_id_idx"],
      [await plan({ contactId }), "leases_agency_id_contact_id_idx"],
    ];
    for (const [found, index] of narrow) expect([...found.indexes]).toContain(index);
    const ending = await plan({ endingWithinDays: 3, sort: "end" });
    for (const found of [...narrow.map(([each]) => each), ending, await plan({ q: "person 777" })])
      expect([...found.scanned]).not.toContain("leases");
  });
});

const rowId = async (kind: string, n: number) =>
  (await house.arrange.query<{ id: string }>(`select ${idOf(kind, n)} as id`))[0]?.id;

describe("at a hundred thousand rows, few rows are found by an index", () => {
  const first = async (verb: (recorded: ServiceContext) => Promise<unknown>, actor: ServiceContext = ctx) =>
    (await planOf(verb, actor))[0];

  test("properties of an owner, of an actor's scope, and by a word", async () => {
    const ownerContactId = await rowId("cc", 7);
    const ofOwner = await first((recorded) =>
      listProperties({ ctx: recorded, input: ListPropertiesInput.parse({ ownerContactId }) }),
    );
    expect([...ofOwner.indexes]).toContain("property_owners_agency_id_contact_id_idx");
    const ofScope = await first(
      (recorded) => listProperties({ ctx: recorded, input: ListPropertiesInput.parse({}) }),
      scoped,
    );
    expect([...ofScope.indexes]).toContain("properties_pkey");
    const byWord = await first((recorded) =>
      listProperties({ ctx: recorded, input: ListPropertiesInput.parse({ q: "house 77" }) }),
    );
    expect([...byWord.scanned]).not.toContain("properties");
  });

  test("units of one property and who lives in them, without the slow index of the exclusion", async () => {
    const propertyId = await rowId("aa", 9);
    const plan = await first((recorded) =>
      listUnits({ ctx: recorded, input: ListUnitsInput.parse({ propertyId }) }),
    );
    expect([...plan.indexes]).toEqual(
      expect.arrayContaining(["units_agency_id_property_id_label_key", "leases_agency_id_unit_id_idx"]),
    );
    expect([...plan.indexes]).not.toContain("leases_one_per_unit_and_day");
  });

  test("contacts of a rare role, of a property, and with the same e-mail or phone", async () => {
    const vendors = await first((recorded) =>
      listContacts({ ctx: recorded, input: ListContactsInput.parse({ role: "vendor" }) }),
    );
    expect([...vendors.indexes]).toContain("contact_roles_agency_id_role_contact_id_idx");
    const propertyId = await rowId("aa", 9);
    const ofHouse = await first((recorded) =>
      listContacts({ ctx: recorded, input: ListContactsInput.parse({ propertyId }) }),
    );
    expect([...ofHouse.indexes]).toContain("leases_agency_id_property_id_status_idx");
    const [one] = await explainStatements(ctx, async (recorded) =>
      getContact({ ctx: recorded, input: { id: (await rowId("cc", 7)) ?? "" } }),
    );
    expect([...(one?.indexes ?? [])]).toEqual(
      expect.arrayContaining([
        "contacts_agency_id_email_idx",
        "contacts_agency_id_phone_idx",
        "lease_parties_agency_id_contact_id_idx",
        "leases_agency_id_contact_id_idx",
      ]),
    );
  });

  test("the words of a search, by trigrams, inside the search functions", async () => {
    const { arrange } = house;
    for (const table of ["properties", "contacts", "leases", "payments"]) {
      const used = async () => {
        await arrange.query("select pg_stat_force_next_flush()");
        const [row] = await arrange.query<{ scans: number }>(
          "select idx_scan as scans from pg_stat_user_indexes where indexrelname = $1",
          `${table}_search`,
        );
        return row?.scans ?? 0;
      };
      const before = await used();
      await arrange.query("begin");
      await arrange.query(`set local stead.agency_id = '${ctx.agencyId}'`);
      const rows = await arrange.query(`select search_${table}(array['%7777%', '%7%'], 200)`);
      await arrange.query("commit");
      expect(rows.length).toBeGreaterThan(0);
      expect(await used()).toBe(before + 1);
    }
  });

  test("the trail of a thing, of a person and of the last days, in its partitions", async () => {
    const entityId = await rowId("bb", 7);
    const actorId = await rowId("ff", 7);
    const plan = (input: object) =>
      first((recorded) => listAudit({ ctx: recorded, input: ListAuditInput.parse(input) }));
    expect([...(await plan({ entityId })).indexes].join(" ")).toContain(
      "audit_2026_04_agency_id_entity_id_at_idx",
    );
    expect([...(await plan({ actorId })).indexes].join(" ")).toContain(
      "audit_2026_04_agency_id_actor_id_at_idx",
    );
    const latest = await plan({});
    expect(latest.isOrdered).toBe(true);
    expect([...latest.indexes].join(" ")).toContain("audit_2026_04_pkey");
    const recent = await plan({ from: "2026-05-10T00:00:00Z" });
    expect([...recent.indexes].join(" ")).not.toContain("audit_2026_03");
  });

  test("the dashboard's figures, endings, waiting and latest payments", async () => {
    const plans = await explainStatements(ctx, (recorded) => getDashboard({ ctx: recorded, input: {} }));
    const used = new Map(plans.map(({ statement, indexes }) => [statement, [...indexes]]));
    expect(used.get("dashboard_figures")).toContain("stat_totals_pkey");
    expect(used.get("dashboard_ending")).toContain("leases_agency_id_status_end_on_id_idx");
    expect(used.get("dashboard_unallocated")).toContain(
      "payment_balances_agency_id_status_received_on_payment_id_idx",
    );
    expect(used.get("dashboard_recent")).toContain("payments_agency_id_received_on_id_idx");
  });
});
