import { isAppError } from "@stead/kernel/errors";
import { CreateLeaseInput as CreateLease, type CreateLeaseInput } from "@stead/contracts/leases";
import { makeUnit } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeEstate, type Estate } from "../context/test-estate.ts";
import { openTestHouse, type TestHouse } from "../context/test-house.ts";
import { activateLease, cancelLease, createLease, giveNotice, withdrawNotice } from "./index.ts";

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

describe("notice and cancelling", () => {
  test("a notice is given, moved and withdrawn; each is a version", async () => {
    const estate = await makeEstate(house, 1);
    const { ctx, leases } = estate;
    const id = leases[0]?.id ?? "";
    const given = await giveNotice({
      ctx,
      input: { id, version: 1, noticeOn: "2026-06-10", moveOutOn: "2026-07-31", reason: "New job" },
    });
    expect(given).toMatchObject({
      status: "notice",
      noticeOn: "2026-06-10",
      moveOutOn: "2026-07-31",
      version: 2,
    });
    const moved = await giveNotice({
      ctx,
      input: { id, version: 2, noticeOn: "2026-06-10", moveOutOn: "2026-08-15", reason: "" },
    });
    expect(moved.versions[0]).toMatchObject({
      version: 3,
      reason: "Notice was given",
      changes: [{ field: "Move-out", before: "2026-07-31", after: "2026-08-15" }],
    });
    const back = await withdrawNotice({ ctx, input: { id, version: 3 } });
    expect(back).toMatchObject({ status: "active", noticeOn: null, moveOutOn: null });
    await expect(withdrawNotice({ ctx, input: { id, version: 4 } })).rejects.toSatisfy(
      failsWith("PRECONDITION"),
    );
    await expect(
      giveNotice({
        ctx,
        input: { id, version: 4, noticeOn: "2026-06-10", moveOutOn: "2026-06-09", reason: "" },
      }),
    ).rejects.toSatisfy(failsWith("INVALID"));
    await expect(
      giveNotice({
        ctx,
        input: { id, version: 4, noticeOn: "2025-06-10", moveOutOn: "2025-12-31", reason: "" },
      }),
    ).rejects.toSatisfy(failsWith("INVALID"));
  });

  test("a notice cannot be withdrawn once the unit is let to somebody else", async () => {
    const estate = await makeEstate(house, 1);
    const { ctx, leases } = estate;
    const [lease] = leases;
    await giveNotice({
      ctx,
      input: { id: lease?.id ?? "", version: 1, noticeOn: "2026-06-10", moveOutOn: "2026-06-30", reason: "" },
    });
    const next = await createLease({
      ctx,
      input: CreateLease.parse({ unitId: lease?.unitId, contactId: estate.contactId, startOn: "2026-07-01" }),
    });
    await activateLease({ ctx, input: { id: next.id, version: 1, isFirstInvoiceIssued: false } });
    await expect(withdrawNotice({ ctx, input: { id: lease?.id ?? "", version: 2 } })).rejects.toSatisfy(
      failsWith("CONFLICT"),
    );
  });

  test("a draft and a lease that charged nothing are cancelled and free the unit", async () => {
    const estate = await makeEstate(house, 0);
    const { ctx } = estate;
    const draft = await createLease({ ctx, input: await anInput(estate) });
    expect(
      await cancelLease({ ctx, input: { id: draft.id, version: 1, reason: "Changed their mind" } }),
    ).toMatchObject({ status: "cancelled" });
    const other = await createLease({ ctx, input: await anInput(estate) });
    const lease = await activateLease({
      ctx,
      input: { id: other.id, version: 1, isFirstInvoiceIssued: false },
    });
    expect(
      await cancelLease({ ctx, input: { id: other.id, version: lease.version, reason: "Typed twice" } }),
    ).toMatchObject({ status: "cancelled" });
  });
});
