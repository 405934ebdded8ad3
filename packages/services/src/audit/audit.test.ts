import { AuditPage, ListAuditInput } from "@stead/contracts/audit";
import { countStatements } from "@stead/db/observe";
import { newId } from "@stead/kernel/ids";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { recordAudit } from "../context/index.ts";
import {
  makeColleague,
  makeHouseAgency,
  openTestHouse,
  type TestContext,
  type TestHouse,
} from "../context/test-house.ts";
import { listAudit } from "./index.ts";
import { shownChanges } from "./rules.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

let ctx: TestContext;
let agency: Awaited<ReturnType<typeof makeHouseAgency>>["agency"];
beforeEach(async () => {
  ({ ctx, agency } = await makeHouseAgency(house, { member: { name: "Olive" } }));
});

const list = (row: object = {}, actor = ctx) => listAudit({ ctx: actor, input: ListAuditInput.parse(row) });
const note = (
  action: string,
  row: { entityId?: string; before?: object; after?: object } = {},
  actor = ctx,
) =>
  actor.db.transaction((tx) =>
    recordAudit(tx, actor, {
      action,
      entityType: action.split(".")[0] ?? "",
      entityId: row.entityId ?? newId(),
      ...row,
    }),
  );

describe("the trail", () => {
  test("is read newest first, with who did it and what changed", async () => {
    const entityId = newId();
    await note("unit.created", { entityId, after: { label: "A1", beds: null } });
    ctx.clock.advance({ minutes: 1 });
    await note("unit.updated", {
      entityId,
      before: { marketRentMinor: 5, name: "x" },
      after: { marketRentMinor: 7, name: "y" },
    });
    const { items, total } = AuditPage.parse(await list());
    expect(total).toEqual({ count: 2, isCapped: false });
    expect(items).toMatchObject([
      {
        action: "unit.updated",
        at: "2026-06-15T09:01:00.000Z",
        actorKind: "user",
        actorName: "Olive",
        entityId,
        requestId: "request-of-a-test",
        changes: [
          { field: "marketRentMinor", before: "5", after: "7" },
          { field: "name", before: "•••", after: "•••" },
        ],
      },
      { action: "unit.created", changes: [{ field: "label", before: null, after: "A1" }] },
    ]);
  });

  test("is filtered by thing, person, action, noun, time and words", async () => {
    const entityId = newId();
    const colleague = await makeColleague(house, agency, { role: "manager", name: "Max" });
    await note("lease.activated", { entityId });
    await note("lease.ended");
    ctx.clock.advance({ hours: 1 });
    await note("leasehold.made");
    await note("member.updated", {}, colleague);
    const actions = async (row: object) =>
      (await list(row)).items
        .map(({ action }) => action)
        .toSorted()
        .join(" ");
    expect(await actions({ entityId })).toBe("lease.activated");
    expect(await actions({ actorId: colleague.actor.id })).toBe("member.updated");
    expect(await actions({ action: "lease" })).toBe("lease.activated lease.ended");
    expect(await actions({ action: "lease.ended" })).toBe("lease.ended");
    expect(await actions({ from: "2026-06-15T10:00:00Z" })).toBe("leasehold.made");
    expect(await actions({ to: "2026-06-15T10:00:00Z" })).toBe("lease.activated lease.ended member.updated");
    expect(await actions({ q: "lease END" })).toBe("lease.ended");
    expect(await actions({ q: entityId })).toBe("lease.activated");
  });

  test("is covered exactly once, though many things happen in one millisecond and go on happening", async () => {
    const at = new Set<string>();
    for (let made = 0; made < 14; made++) {
      if (made % 5 === 0) ctx.clock.advance({ ms: 1 });
      const entityId = newId();
      at.add(entityId);
      await note("unit.created", { entityId });
    }
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const { result: page, statements } = await countStatements(() =>
        list({ limit: 3, ...(cursor === undefined ? {} : { cursor }) }),
      );
      expect(statements).toHaveLength(2);
      seen.push(...page.items.map(({ entityId }) => entityId));
      cursor = page.nextCursor;
      ctx.clock.advance({ seconds: 1 });
      await note("unit.updated");
    }
    expect(seen.toSorted()).toEqual([...at].toSorted());
  });

  test("is closed to other agencies, to viewers, and to who sees only some properties", async () => {
    await note("unit.created");
    const { ctx: foreign } = await makeHouseAgency(house);
    expect(await list({}, foreign)).toMatchObject({ items: [], total: { count: 0 } });
    expect(
      await foreign.db.sql({ name: "", text: "select id from audit where agency_id = $1" }, agency.id),
    ).toEqual([]);
    for (const member of [{ role: "viewer" }, { role: "manager", propertyIds: [] }]) {
      const limited = await makeColleague(house, agency, member);
      await expect(list({}, limited)).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });

  test("cannot be changed", async () => {
    await note("unit.created");
    await expect(
      ctx.db.sql({ name: "", text: "update audit set action = 'x' where agency_id = $1" }, agency.id),
    ).rejects.toMatchObject({ code: "42501" });
    await expect(
      house.arrange.query("delete from audit where agency_id = $1", agency.id),
    ).rejects.toMatchObject({ code: "ST001" });
  });
});

test("changes are shown as texts by field", () => {
  expect(shownChanges({ b: [1, null], a: [["x"], { y: true }], c: "now" })).toEqual([
    { field: "a", before: '["x"]', after: '{"y":true}' },
    { field: "b", before: "1", after: null },
    { field: "c", before: null, after: "now" },
  ]);
});
