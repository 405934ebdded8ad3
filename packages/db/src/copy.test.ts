import { newId } from "@stead/kernel/ids";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TenantDb } from "./client.ts";
import { sqlState, violationOf } from "./errors.ts";
import { aProperty, makePortfolio, propertiesPerAgency, type Portfolio } from "./test-portfolio.ts";

const [ours, theirs] = [newId(), newId()];
let portfolio: Portfolio;
let mine: TenantDb;

beforeAll(async () => {
  portfolio = await makePortfolio([ours, theirs]);
  mine = portfolio.open().forAgency(ours, { deadline: Date.now() + 60_000 });
});
afterAll(() => portfolio.close());

const columns = [
  "agency_id",
  "id",
  "code",
  "name",
  "address_line",
  "city",
  "country",
  "time_zone",
  "notes",
  "created_at",
];

function row(agencyId: string, code: string, notes: string | null) {
  const property = aProperty(agencyId, code);
  return [
    agencyId,
    property.id,
    code,
    property.name,
    "1 Road",
    "Nairobi",
    "KE",
    "Africa/Nairobi",
    notes,
    new Date("2026-01-31T10:00:00Z"),
  ];
}

async function* rows(count: number, agencyId = ours) {
  for (let index = 0; index < count; index++)
    yield row(agencyId, `C${index}`, index % 2 === 0 ? null : `note ${index}`);
}

test("streams rows in and counts them, in one transaction with the other lanes", async () => {
  const inserted = await mine.transaction(async ({ prisma, sql, copy }) => {
    const count = await copy({ table: "properties", columns, rows: rows(20_000) });
    expect(await prisma.property.count({ where: { code: { startsWith: "C" } } })).toBe(20_000);
    await sql({ name: "", text: "delete from properties where code like 'C%'" });
    return count;
  });
  expect(inserted).toBe(20_000);
  expect(await mine.prisma.property.count()).toBe(propertiesPerAgency);
});

test("keeps every character and every kind of value", async () => {
  const notes = `tab\t new\nline \r back\\slash \\N "quotes" 'single' ümläut 日本 \u{1f3e0} {a,b}`;
  await mine.transaction(async ({ sql, copy }) => {
    await copy({ table: "properties", columns, rows: [row(ours, "ODD", notes)] });
    const [found] = await sql({
      name: "",
      text: "select notes, created_at from properties where code = 'ODD'",
    });
    expect(found).toEqual({ notes, created_at: "2026-01-31T10:00:00.000Z" });
    await sql({
      name: "",
      text: "create temporary table kinds (b boolean, n bigint, f float8, j jsonb, t text[], i int[], raw bytea) on commit drop",
    });
    const values = [
      true,
      9_007_199_254_740_991,
      0.5,
      { a: ['x"\\y', null] },
      ["a,b", 'q"\\', null],
      [1, 2],
      Buffer.from([0, 255]),
    ] as const;
    await copy({ table: "kinds", columns: ["b", "n", "f", "j", "t", "i", "raw"], rows: [values] });
    expect(await sql({ name: "", text: "select * from kinds" })).toEqual([
      {
        b: true,
        n: 9_007_199_254_740_991,
        f: 0.5,
        j: { a: ['x"\\y', null] },
        t: ["a,b", 'q"\\', null],
        i: [1, 2],
        raw: Buffer.from([0, 255]),
      },
    ]);
    await sql({ name: "", text: "delete from properties where code = 'ODD'" });
  });
});

test("checks each row against the policies: a foreign one fails the whole", async () => {
  const work = mine.transaction(async ({ copy }) =>
    copy({ table: "properties", columns, rows: rows(10, theirs) }),
  );
  expect(sqlState(await work.catch((error: unknown) => error))).toBe("42501");
});

test("a taken key fails, or is left out when asked", async () => {
  const taken = [row(ours, "P0", null), row(ours, "NEW", null)];
  const strict = mine.transaction(async ({ copy }) => copy({ table: "properties", columns, rows: taken }));
  expect(violationOf(await strict.catch((error: unknown) => error))).toMatchObject({ kind: "unique" });
  const lenient = mine.transaction(async ({ sql, copy }) => {
    const count = await copy({ table: "properties", columns, rows: taken, skipsDuplicates: true });
    await sql({ name: "", text: "delete from properties where code = 'NEW'" });
    return count;
  });
  expect(await lenient).toBe(1);
});

test("a source that fails undoes everything and leaves the connection usable", async () => {
  const single = portfolio.open({ max: 1 }).forAgency(ours);
  async function* failing() {
    yield* rows(5_000);
    throw new Error("the file is broken");
  }
  const work = single.transaction(async ({ copy }) =>
    copy({ table: "properties", columns, rows: failing() }),
  );
  await expect(work).rejects.toThrow("the file is broken");
  expect(await single.prisma.property.count()).toBe(propertiesPerAgency);
});

test("nothing runs beside it", async () => {
  const work = mine.transaction(async ({ sql, copy }) => {
    async function* asking() {
      yield row(ours, "Q", null);
      await sql({ name: "", text: "select 1" });
    }
    return copy({ table: "properties", columns, rows: asking() });
  });
  await expect(work).rejects.toThrow("the transaction is copying");
});
