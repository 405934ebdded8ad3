import { newId } from "@stead/kernel/ids";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Db, TenantDb } from "./client.ts";
import { constraintOf, isMissingRow, sqlState, violationOf } from "./errors.ts";
import {
  aProperty,
  makePortfolio,
  propertiesOf,
  propertiesPerAgency,
  type Portfolio,
} from "./test-portfolio.ts";

const [ours, theirs] = [newId(), newId()];
let portfolio: Portfolio;
let db: Db;
let mine: TenantDb;
let other: TenantDb;

beforeAll(async () => {
  portfolio = await makePortfolio([ours, theirs]);
  db = portfolio.open();
});
afterAll(() => portfolio.close());
const renew = () => {
  mine = db.forAgency(ours, { deadline: Date.now() + 60_000 });
  other = db.forAgency(theirs, { deadline: Date.now() + 60_000 });
};
beforeAll(renew);

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "it succeeded",
    (error: unknown) => error,
  );

describe("one agency at a time", () => {
  test("either lane reads its own rows and no others", async () => {
    const viaPrisma = await mine.prisma.property.findMany();
    const viaSql = await mine.sql<{ agency_id: string }>({
      name: "all",
      text: "select agency_id from properties",
    });
    expect(viaPrisma).toHaveLength(propertiesPerAgency);
    expect(new Set(viaPrisma.map((row) => row.agencyId))).toEqual(new Set([ours]));
    expect(viaSql).toHaveLength(propertiesPerAgency);
    expect(new Set(viaSql.map((row) => row.agency_id))).toEqual(new Set([ours]));
  });

  test("calls of two agencies in the same tick stay apart", async () => {
    const own = await mine.prisma.property.findFirstOrThrow();
    const foreign = await other.prisma.property.findFirstOrThrow();
    const byId = (agencyId: string, id: string) => ({ where: { agencyId_id: { agencyId, id } } });
    const [a, b, c, d] = await Promise.all([
      mine.prisma.property.findUnique(byId(ours, own.id)),
      other.prisma.property.findUnique(byId(ours, own.id)),
      other.prisma.property.findUnique(byId(theirs, foreign.id)),
      mine.prisma.property.findUnique(byId(theirs, foreign.id)),
    ]);
    expect([a?.id, b, c?.id, d]).toEqual([own.id, null, foreign.id, null]);
  });

  test("a row of another agency cannot be written", async () => {
    const stray = aProperty(theirs, "STRAY");
    expect(sqlState(await failure(mine.prisma.property.create({ data: stray })))).toBe("42501");
    const update = { name: "", text: "update properties set name = 'x' where agency_id = $1 returning id" };
    expect(await mine.sql(update, theirs)).toEqual([]);
    expect(
      isMissingRow(
        await failure(
          mine.prisma.property.update({
            where: { agencyId_id: { agencyId: theirs, id: stray.id } },
            data: { name: "x" },
          }),
        ),
      ),
    ).toBe(true);
  });

  test("an id that is no UUID never reaches the database", () => {
    expect(() => db.forAgency("x'; drop table properties; --")).toThrow("UUID");
  });

  test("a connection without an agency gets an error, not an empty answer", async () => {
    expect(sqlState(await failure(portfolio.system.sql(propertiesOf)))).toBe("42501");
  });
});

describe("a transaction", () => {
  test("is the same for both lanes, sees its own writes and undoes all of them", async () => {
    const work = mine.transaction(async ({ prisma, sql }) => {
      await sql({ name: "", text: "insert into number_counters (agency_id, kind) values ($1, 'a')" }, ours);
      expect(await prisma.numberCounter.count({ where: { kind: "a" } })).toBe(1);
      await prisma.numberCounter.create({ data: { agencyId: ours, kind: "b" } });
      expect(
        await sql({ name: "", text: "select from number_counters where kind in ('a', 'b')" }),
      ).toHaveLength(2);
      throw new Error("no");
    });
    await expect(work).rejects.toThrow("no");
    expect(await mine.prisma.numberCounter.count()).toBe(0);
  });

  test("commits what its work returns", async () => {
    const kind = await mine.transaction(
      async ({ prisma }) =>
        (await prisma.numberCounter.create({ data: { agencyId: ours, kind: "kept" } })).kind,
    );
    expect(await mine.prisma.numberCounter.count({ where: { kind } })).toBe(1);
  });

  test("fails when an error inside it was swallowed, because nothing was written", async () => {
    const work = mine.transaction(async ({ prisma }) => {
      await prisma.numberCounter.create({ data: { agencyId: ours, kind: "kept" } }).catch(() => {});
    });
    const error = await failure(work);
    expect(error).toMatchObject({ code: "INTERNAL", message: expect.stringContaining("swallowed") });
  });

  test("tells the error that only COMMIT finds, and gives its connection back", async () => {
    const single = portfolio.open({ max: 1 }).forAgency(ours);
    const property = await single.prisma.property.findFirstOrThrow();
    const contact = await single.prisma.contact.create({
      data: { agencyId: ours, id: newId(), name: "Owner" },
    });
    const share = { agencyId: ours, propertyId: property.id, contactId: contact.id, sharePpm: 400_000 };
    const work = single.transaction(async ({ prisma }) => prisma.propertyOwner.create({ data: share }));
    expect(sqlState(await failure(work))).toBe("ST004");
    expect(await single.prisma.propertyOwner.count()).toBe(0);
  });

  test("refuses the lanes outside it, which would not be atomic with it", async () => {
    const work = mine.transaction(async () => mine.sql(propertiesOf));
    await expect(work).rejects.toThrow("inside a transaction");
    await expect(mine.transaction(async () => other.prisma.property.count())).rejects.toThrow(
      "inside a transaction",
    );
  });

  test("is over when its work is", async () => {
    let late: (() => Promise<unknown>) | undefined;
    await mine.transaction(async ({ sql }) => {
      late = () => sql(propertiesOf);
    });
    await expect(late?.()).rejects.toThrow("the transaction is over");
  });

  test("takes the isolation level that it is given", async () => {
    const level = { name: "", text: "show transaction_isolation" };
    const work = (isolationLevel: "Serializable" | "RepeatableRead") =>
      mine.transaction(async ({ sql }) => sql(level), { isolationLevel });
    expect(await work("Serializable")).toEqual([{ transaction_isolation: "serializable" }]);
    expect(await work("RepeatableRead")).toEqual([{ transaction_isolation: "repeatable read" }]);
  });
});

describe("errors", () => {
  test("say the same in both lanes", async () => {
    const taken = (await mine.prisma.property.findFirstOrThrow()).code;
    const viaPrisma = await failure(mine.prisma.property.create({ data: aProperty(ours, taken) }));
    const inTransaction = await failure(
      mine.transaction(async ({ prisma }) => prisma.property.create({ data: aProperty(ours, taken) })),
    );
    const insert = `insert into properties (agency_id, id, code, name, address_line, city, country, time_zone)
                    values ($1, $2, $3, 'n', 'a', 'c', 'KE', 'UTC')`;
    const viaSql = await failure(mine.sql({ name: "", text: insert }, ours, newId(), taken));
    for (const error of [viaPrisma, inTransaction, viaSql]) {
      expect(violationOf(error)).toEqual({ kind: "unique", constraint: "properties_agency_id_code_key" });
    }
  });

  test("name the check and the foreign key that were broken", async () => {
    const check = await failure(
      mine.prisma.property.create({ data: { ...aProperty(ours, "C"), latitude: 91, longitude: 0 } }),
    );
    expect(violationOf(check)).toMatchObject({
      kind: "check",
      constraint: expect.stringContaining("latitude"),
    });
    const unit = {
      agencyId: ours,
      id: newId(),
      propertyId: newId(),
      label: "1",
      marketRentMinor: 1n,
      currency: "KES",
    };
    const orphan = await failure(mine.prisma.unit.create({ data: unit }));
    expect(violationOf(orphan)).toEqual({
      kind: "foreign_key",
      constraint: "units_agency_id_property_id_fkey",
    });
  });

  test("of Prisma's own client are read from what it reports", async () => {
    const duplicate = await failure(
      portfolio.system.stock.agency.create({ data: { id: newId(), name: "n", slug: ours } }),
    );
    expect([sqlState(duplicate), constraintOf(duplicate)]).toEqual(["23505", "agencies_slug_key"]);
  });

  test("leave the connection usable", async () => {
    const single = portfolio.open({ max: 1 }).forAgency(ours);
    const backend = { name: "backend", text: "select pg_backend_pid() as pid" };
    const before = await single.sql(backend);
    await failure(single.sql({ name: "zero", text: "select 1 / (random() * 0)::int" }));
    await failure(single.prisma.property.create({ data: aProperty(ours, "P0") }));
    expect(await single.sql(backend)).toEqual(before);
  });
});

describe("values of the prepared lane", () => {
  test("are plain: safe integers, civil dates, instants in ISO 8601", async () => {
    const text = `select 9007199254740991::bigint as n, sum(x) as total, array[1, null]::bigint[] as many, date '2026-01-31' as day,
                  array[date '2026-01-31'] as days, timestamptz '2026-01-31 10:00+03' as at, '{"a":1}'::jsonb as doc
                  from (values (1::bigint), (2)) v (x)`;
    expect(await mine.sql({ name: "values", text })).toEqual([
      {
        n: 9_007_199_254_740_991,
        total: 3,
        many: [1, null],
        day: "2026-01-31",
        days: ["2026-01-31"],
        at: "2026-01-31T07:00:00.000Z",
        doc: { a: 1 },
      },
    ]);
  });

  test("are refused when they would lose a digit", async () => {
    await expect(mine.sql({ name: "", text: "select 9007199254740992::bigint" })).rejects.toThrow(
      "safe range",
    );
    await expect(mine.sql({ name: "", text: "select 0.1::numeric" })).rejects.toThrow("fraction");
  });

  test("keep Prisma's own reading", async () => {
    const row = await mine.prisma.property.findFirstOrThrow();
    expect(row.createdAt).toBeInstanceOf(Date);
    expect((await mine.prisma.numberCounter.findFirstOrThrow()).next).toBe(1n);
  });
});
