import { CreateLeaseInput as CreateLease, type CreateLeaseInput } from "@stead/contracts/leases";
import { isAppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { makeContact, makeProperty, makeUnit } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeEstate, type Estate } from "../context/test-estate.ts";
import { makeColleague, makeHouseAgency, openTestHouse, type TestHouse } from "../context/test-house.ts";
import { createLease, getLease, giveNotice, suggestLease, updateDraft } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const failsWith = (code: Parameters<typeof isAppError>[1]) => (error: unknown) => isAppError(error, code);

async function anInput(
  { property, contactId }: Estate,
  row: Partial<CreateLeaseInput> = {},
): Promise<CreateLeaseInput> {
  const unit = await makeUnit(house.arrange, property);
  return CreateLease.parse({ unitId: unit.id, contactId, startOn: "2026-06-16", ...row });
}

describe("drafts", () => {
  test("what is left out comes from the unit and the agency's policies", async () => {
    const estate = await makeEstate(house, 0);
    const { ctx, property, contactId } = estate;
    const draft = await createLease({ ctx, input: await anInput(estate) });
    expect(draft).toMatchObject({
      number: 1,
      reference: "R00013",
      status: "draft",
      propertyId: property.id,
      currency: "KES",
      rentMinor: 3_000_000,
      depositMinor: 3_000_000,
      dueDay: 1,
      prorationMethod: "actual",
      startOn: "2026-06-16",
      endOn: null,
      billFromOn: "2026-06-16",
      openMinor: 0,
      versions: [],
      version: 1,
    });
    expect(draft.items).toMatchObject([
      {
        kind: "rent",
        description: "Rent",
        amountMinor: 3_000_000,
        frequency: "monthly",
        fromOn: "2026-06-16",
        toOn: null,
      },
    ]);
    expect(draft.parties).toMatchObject([{ contactId, role: "tenant" }]);
    expect(
      await house.arrange.query("select role from contact_roles where contact_id = $1", contactId),
    ).toEqual([{ role: "tenant" }]);
    expect(await createLease({ ctx, input: await anInput(estate) })).toMatchObject({ number: 2 });
  });

  test("items, parties and own terms are kept", async () => {
    const estate = await makeEstate(house, 0);
    const guarantor = await makeContact(house.arrange, estate.agency.id);
    const input = await anInput(estate, {
      endOn: "2027-06-15",
      rentMinor: 4_500_000,
      depositMinor: 0,
      dueDay: 31,
      reference: "HOUSE-9",
      parties: [{ contactId: guarantor.id, role: "guarantor" }],
      items: [
        {
          kind: "parking",
          description: "Bay 4",
          amountMinor: 150_000,
          taxPpm: 160_000,
          frequency: "quarterly",
          toOn: null,
        },
        {
          kind: "concession",
          description: "First months",
          amountMinor: -500_000,
          taxPpm: 0,
          frequency: "monthly",
          toOn: "2026-08-31",
        },
      ],
    });
    const draft = await createLease({ ctx: estate.ctx, input });
    expect(draft).toMatchObject({ reference: "HOUSE-9", dueDay: 31, endOn: "2027-06-15" });
    expect(draft.items.map((item) => [item.kind, item.amountMinor])).toEqual([
      ["rent", 4_500_000],
      ["parking", 150_000],
      ["concession", -500_000],
    ]);
    expect(draft.parties.map((party) => party.role)).toEqual(["tenant", "guarantor"]);
  });

  test("what cannot be is refused with its field", async () => {
    const estate = await makeEstate(house, 0);
    const { ctx } = estate;
    const refused = async (row: object, code: "INVALID" | "NOT_FOUND" | "PRECONDITION", path?: string) => {
      const input = { ...(await anInput(estate)), ...row };
      await expect(createLease({ ctx, input })).rejects.toSatisfy(
        (error) => isAppError(error, code) && error.details.fields?.[0]?.path === path,
      );
    };
    const item = {
      kind: "other",
      description: "X",
      amountMinor: 100,
      taxPpm: 0,
      frequency: "monthly",
      toOn: null,
    };
    await refused({ endOn: "2026-06-15" }, "INVALID", "endOn");
    await refused({ billFromOn: "2026-06-01" }, "INVALID", "billFromOn");
    await refused({ items: [{ ...item, kind: "rent" }] }, "INVALID", "items.0.kind");
    await refused({ items: [item, { ...item, kind: "concession" }] }, "INVALID", "items.1.amountMinor");
    await refused({ items: [{ ...item, amountMinor: -5 }] }, "INVALID", "items.0.amountMinor");
    await refused({ items: [{ ...item, amountMinor: 0 }] }, "INVALID", "items.0.amountMinor");
    await refused({ items: [{ ...item, fromOn: "2026-06-01" }] }, "INVALID", "items.0.fromOn");
    await refused({ items: [{ ...item, toOn: "2026-06-01" }] }, "INVALID", "items.0.toOn");
    await refused({ unitId: newId() }, "NOT_FOUND");
    await refused({ contactId: newId() }, "NOT_FOUND");
    const unit = await makeUnit(house.arrange, estate.property, { status: "archived" });
    await refused({ unitId: unit.id }, "PRECONDITION");
    await createLease({ ctx, input: await anInput(estate, { reference: "TAKEN" }) });
    await refused({ reference: "TAKEN" }, "INVALID", "reference");
    // What failed took no number.
    expect(await createLease({ ctx, input: await anInput(estate) })).toMatchObject({ number: 2 });
  });

  test("a draft is edited with its version; the rent and start move their items along", async () => {
    const estate = await makeEstate(house, 0);
    const { ctx } = estate;
    const draft = await createLease({
      ctx,
      input: await anInput(estate, {
        items: [
          {
            kind: "parking",
            description: "Bay",
            amountMinor: 100_000,
            taxPpm: 0,
            frequency: "monthly",
            toOn: null,
          },
        ],
      }),
    });
    const other = await makeUnit(house.arrange, estate.property);
    const edited = await updateDraft({
      ctx,
      input: {
        id: draft.id,
        version: draft.version,
        rentMinor: 3_300_000,
        startOn: "2026-07-01",
        unitId: other.id,
      },
    });
    expect(edited).toMatchObject({
      rentMinor: 3_300_000,
      startOn: "2026-07-01",
      billFromOn: "2026-07-01",
      unitId: other.id,
      version: 2,
    });
    expect(edited.items.map((item) => [item.kind, item.amountMinor, item.fromOn])).toEqual([
      ["rent", 3_300_000, "2026-07-01"],
      ["parking", 100_000, "2026-07-01"],
    ]);
    await expect(updateDraft({ ctx, input: { id: draft.id, version: 1, rentMinor: 1 } })).rejects.toSatisfy(
      failsWith("CONFLICT"),
    );
    const replaced = await updateDraft({
      ctx,
      input: {
        id: draft.id,
        version: 2,
        items: [],
        parties: [],
        contactId: (await makeContact(house.arrange, estate.agency.id)).id,
      },
    });
    expect(replaced.items).toHaveLength(1);
    expect(replaced.parties).toMatchObject([{ contactId: replaced.contactId, role: "tenant" }]);
  });
});

describe("suggestions and scope", () => {
  test("a vacant unit is offered from today, with reasons", async () => {
    const estate = await makeEstate(house, 0);
    const unit = await makeUnit(house.arrange, estate.property, { marketRentMinor: 2_550_000 });
    expect(await suggestLease({ ctx: estate.ctx, input: { unitId: unit.id } })).toMatchObject({
      startOn: "2026-06-15",
      endOn: "2027-06-14",
      rentMinor: 2_550_000,
      depositMinor: 2_550_000,
      dueDay: 1,
      conflict: null,
      reasons: {
        rentMinor: "the market rent of the unit: KES 25,500.00",
        depositMinor: "1 month of rent by the agency's policy",
      },
    });
  });

  test("a let unit names its lease, and is offered after it; its own tenant at their rent", async () => {
    const estate = await makeEstate(house, 1, { endOn: "2026-09-30", rentMinor: 2_800_000 });
    const { ctx, leases } = estate;
    const input = { unitId: leases[0]?.unitId ?? "", contactId: estate.contactId };
    expect(await suggestLease({ ctx, input })).toMatchObject({
      startOn: "2026-10-01",
      rentMinor: 2_800_000,
      conflict: { leaseId: leases[0]?.id, endOn: "2026-09-30" },
      reasons: {
        startOn: `the day after lease ${leases[0]?.number ?? 0} ends`,
        rentMinor: `what the tenant pays under lease ${leases[0]?.number ?? 0}`,
      },
    });
  });

  test("a member who is limited to properties sees and makes leases there only", async () => {
    const estate = await makeEstate(house, 1);
    const { agency, leases } = estate;
    const other = await makeProperty(house.arrange, agency.id);
    const limited = await makeColleague(house, agency, { role: "manager", propertyIds: [other.id] });
    const id = leases[0]?.id ?? "";
    const input = await anInput(estate);
    const attempts = [
      () => getLease({ ctx: limited, input: { id } }),
      () =>
        giveNotice({
          ctx: limited,
          input: { id, version: 1, noticeOn: "2026-06-01", moveOutOn: "2026-07-01", reason: "" },
        }),
      () => createLease({ ctx: limited, input }),
      () => suggestLease({ ctx: limited, input: { unitId: input.unitId } }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toSatisfy(failsWith("NOT_FOUND"));
    const unit = await makeUnit(house.arrange, other);
    expect(await createLease({ ctx: limited, input: { ...input, unitId: unit.id } })).toMatchObject({
      propertyId: other.id,
    });
  });

  test("roles and agencies are kept apart", async () => {
    const estate = await makeEstate(house, 1);
    const viewer = await makeColleague(house, estate.agency, { role: "viewer" });
    await expect(createLease({ ctx: viewer, input: await anInput(estate) })).rejects.toSatisfy(
      failsWith("FORBIDDEN"),
    );
    const { ctx: stranger } = await makeHouseAgency(house);
    await expect(getLease({ ctx: stranger, input: { id: estate.leases[0]?.id ?? "" } })).rejects.toSatisfy(
      failsWith("NOT_FOUND"),
    );
    await expect(createLease({ ctx: stranger, input: await anInput(estate) })).rejects.toSatisfy(
      failsWith("NOT_FOUND"),
    );
  });
});
