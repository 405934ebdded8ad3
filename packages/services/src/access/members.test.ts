import { MemberDto } from "@stead/contracts/access";
import { countStatements } from "@stead/db/observe";
import { newId } from "@stead/kernel/ids";
import { makeMember, makeProperty } from "@stead/testing/factories";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  contextOf,
  makeHouseAgency,
  openTestHouse,
  type TestContext,
  type TestHouse,
} from "../context/test-house.ts";
import { listMembers, removeMember, updateMember } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

let ctx: TestContext;
let agency: Awaited<ReturnType<typeof makeHouseAgency>>["agency"];
let owner: Awaited<ReturnType<typeof makeHouseAgency>>["member"];
beforeEach(async () => {
  ({ ctx, agency, member: owner } = await makeHouseAgency(house, { member: { name: "Olive" } }));
});

test("members are listed by name with what they may see, in one statement", async () => {
  const property = await makeProperty(house.arrange, agency.id);
  await makeMember(house.arrange, agency.id, { name: "Bea", role: "agent", propertyIds: [property.id] });
  await makeMember(house.arrange, agency.id, { name: "Abe", role: "viewer", propertyIds: [] });
  await makeHouseAgency(house);
  const { result, statements } = await countStatements(() => listMembers({ ctx }));
  expect(result.map((member) => MemberDto.parse(member))).toMatchObject([
    { name: "Abe", role: "viewer", propertyIds: [] },
    { name: "Bea", role: "agent", propertyIds: [property.id] },
    { name: "Olive", role: "owner", propertyIds: null },
  ]);
  expect(statements).toHaveLength(1);
});

describe("a member", () => {
  test("gets a role and properties, and loses the limit as an owner", async () => {
    const [first, second] = [
      await makeProperty(house.arrange, agency.id),
      await makeProperty(house.arrange, agency.id),
    ];
    const { id } = await makeMember(house.arrange, agency.id, { role: "viewer", propertyIds: [first.id] });
    expect(await updateMember({ ctx, input: { memberId: id, role: "agent" } })).toMatchObject({
      role: "agent",
      propertyIds: [first.id],
    });
    expect(await updateMember({ ctx, input: { memberId: id, propertyIds: [second.id] } })).toMatchObject({
      role: "agent",
      propertyIds: [second.id],
    });
    expect(await updateMember({ ctx, input: { memberId: id, propertyIds: [] } })).toMatchObject({
      propertyIds: [],
    });
    expect(await updateMember({ ctx, input: { memberId: id, role: "owner" } })).toMatchObject({
      role: "owner",
      propertyIds: null,
    });
    const trail = await house.arrange.query(
      "select changes from audit where entity_id = $1 order by at, id",
      id,
    );
    expect(trail).toContainEqual({ changes: { role: ["viewer", "agent"] } });
    expect(trail).toHaveLength(4);
  });

  test("is not limited to properties of others, and not found by another agency", async () => {
    const { ctx: foreign, agency: foreignAgency } = await makeHouseAgency(house);
    const theirs = await makeProperty(house.arrange, foreignAgency.id);
    const { id } = await makeMember(house.arrange, agency.id, { role: "viewer" });
    await expect(
      updateMember({ ctx, input: { memberId: id, propertyIds: [theirs.id] } }),
    ).rejects.toMatchObject({ code: "INVALID" });
    await expect(
      updateMember({ ctx: foreign, input: { memberId: id, role: "agent" } }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(removeMember({ ctx: foreign, input: { memberId: id } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(
      await foreign.db.sql({ name: "", text: "select id from members where agency_id = $1" }, agency.id),
    ).toEqual([]);
    expect(
      await foreign.db.sql({ name: "", text: "select name from users where id = $1" }, owner.userId),
    ).toEqual([]);
    await expect(removeMember({ ctx, input: { memberId: newId() } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("leaves with its properties; the person stays", async () => {
    const property = await makeProperty(house.arrange, agency.id);
    const member = await makeMember(house.arrange, agency.id, { role: "viewer", propertyIds: [property.id] });
    await removeMember({ ctx, input: { memberId: member.id } });
    expect(await listMembers({ ctx })).toHaveLength(1);
    expect(
      await house.arrange.query("select from member_properties where member_id = $1", member.id),
    ).toEqual([]);
    expect(await house.arrange.query("select id from users where id = $1", member.userId)).toHaveLength(1);
  });
});

describe("the last owner", () => {
  test("stays, also when two owners leave at once", async () => {
    await expect(removeMember({ ctx, input: { memberId: owner.id } })).rejects.toMatchObject({
      code: "PRECONDITION",
    });
    await expect(updateMember({ ctx, input: { memberId: owner.id, role: "manager" } })).rejects.toMatchObject(
      { code: "PRECONDITION" },
    );
    const second = await makeMember(house.arrange, agency.id, { role: "owner" });
    const results = await Promise.allSettled([
      removeMember({ ctx, input: { memberId: owner.id } }),
      updateMember({ ctx: contextOf(house, agency, second), input: { memberId: second.id, role: "viewer" } }),
    ]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(
      await house.arrange.query("select from members where agency_id = $1 and role = 'owner'", agency.id),
    ).toHaveLength(1);
  });

  test("is made by owners only; a manager changes others but not owners or themselves", async () => {
    const manager = await makeMember(house.arrange, agency.id, { role: "manager" });
    const viewer = await makeMember(house.arrange, agency.id, { role: "viewer" });
    const asManager = contextOf(house, agency, manager);
    expect(
      await updateMember({ ctx: asManager, input: { memberId: viewer.id, role: "agent" } }),
    ).toMatchObject({ role: "agent" });
    for (const input of [
      { memberId: viewer.id, role: "owner" as const },
      { memberId: owner.id, role: "viewer" as const },
      { memberId: manager.id, role: "accountant" as const },
    ]) {
      await expect(updateMember({ ctx: asManager, input })).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    await expect(
      updateMember({ ctx: contextOf(house, agency, viewer), input: { memberId: viewer.id, role: "agent" } }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    const limited = contextOf(house, agency, { ...manager, propertyIds: [] });
    await expect(removeMember({ ctx: limited, input: { memberId: viewer.id } })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(listMembers({ ctx: contextOf(house, agency, viewer) })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});
