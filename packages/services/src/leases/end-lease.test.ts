import { EndLeaseInput } from "@stead/contracts/leases";
import { isAppError } from "@stead/kernel/errors";
import { makeUnit } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { aBilledLease, billMonth, chargedFor, invoicesOf, pay } from "../context/test-billing.ts";
import { findBookDifferences } from "../context/test-books.ts";
import { makeEstate } from "../context/test-estate.ts";
import { openTestHouse, type TestHouse } from "../context/test-house.ts";
import { activateLease, createLease, endLease, getLease, giveNotice, previewEnd } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const failsWith = (code: Parameters<typeof isAppError>[1]) => (error: unknown) => isAppError(error, code);
const ending = (input: z.input<typeof EndLeaseInput>) => EndLeaseInput.parse(input);

describe("ending a lease", () => {
  test("what was billed beyond the last day is credited, damages are charged, the deposit pays what is open", async () => {
    const estate = await makeEstate(house, 0);
    const { ctx, agency, contactId, property } = estate;
    const unit = await makeUnit(house.arrange, property);
    const draft = await createLease({
      ctx,
      input: {
        unitId: unit.id,
        contactId,
        startOn: "2026-06-01",
        parties: [],
        endOn: null,
        items: [],
        prorateOn: "first",
        billingAnchor: "calendar",
      },
    });
    const { id } = await activateLease({
      ctx,
      input: { id: draft.id, version: 1, isFirstInvoiceIssued: true },
    });
    await pay(estate, id, 4_000_000);
    const input = ending({
      id,
      version: 2,
      endedOn: "2026-06-21",
      damages: [
        { description: "Broken window", amountMinor: 450_000 },
        { description: "Nothing", amountMinor: 0 },
      ],
    });
    const preview = await previewEnd({ ctx, input });
    expect(await getLease({ ctx, input: { id } })).toMatchObject({
      status: "active",
      version: 2,
      depositHeldMinor: 1_000_000,
    });
    const account = await endLease({ ctx, input });
    expect(account).toEqual(preview);
    expect(account).toMatchObject({
      endedOn: "2026-06-21",
      lines: [
        {
          label: "Rent, 1-21 June 2026",
          amountMinor: -900_000,
          explanation: { rule: "billed more than is owed" },
        },
        { label: "Broken window", amountMinor: 450_000 },
      ],
      depositHeldMinor: 1_000_000,
      depositWithheldMinor: 0,
      depositRefundableMinor: 1_000_000,
      openMinor: 450_000,
      creditMinor: 900_000,
      balanceMinor: 450_000 - 900_000 - 1_000_000,
    });
    expect(await getLease({ ctx, input: { id } })).toMatchObject({
      status: "ended",
      endedOn: "2026-06-21",
      moveOutOn: "2026-06-21",
    });
    expect((await invoicesOf(house, id)).find(({ kind }) => kind === "deposit")).toMatchObject({
      total: 3_000_000,
      paid: 1_000_000,
      credited: 2_000_000,
      open: 0,
    });
    expect(await findBookDifferences(house, agency.id)).toEqual({});
    await expect(endLease({ ctx, input: { ...input, version: 3 } })).rejects.toSatisfy(
      failsWith("PRECONDITION"),
    );
  });

  test("the held deposit pays arrears, unless it is kept apart", async () => {
    for (const isDepositApplied of [true, false]) {
      const estate = await makeEstate(house, 0);
      const { ctx, agency, contactId, property } = estate;
      const unit = await makeUnit(house.arrange, property);
      const draft = await createLease({
        ctx,
        input: {
          unitId: unit.id,
          contactId,
          startOn: "2026-05-01",
          depositMinor: 2_000_000,
          parties: [],
          endOn: null,
          items: [],
          prorateOn: "first",
          billingAnchor: "calendar",
        },
      });
      const { id } = await activateLease({
        ctx,
        input: { id: draft.id, version: 1, isFirstInvoiceIssued: true },
      });
      await pay(estate, id, 5_000_000);
      await billMonth(ctx);
      const account = await endLease({
        ctx,
        input: ending({
          id,
          version: 2,
          endedOn: "2026-06-30",
          damages: [{ description: "Lock", amountMinor: 100_000 }],
          isDepositApplied,
        }),
      });
      expect(account).toMatchObject({
        lines: [{ label: "Lock", amountMinor: 100_000 }],
        depositHeldMinor: 2_000_000,
        depositWithheldMinor: isDepositApplied ? 2_000_000 : 0,
        depositRefundableMinor: isDepositApplied ? 0 : 2_000_000,
        openMinor: isDepositApplied ? 1_100_000 : 3_100_000,
        balanceMinor: 1_100_000,
      });
      expect(await findBookDifferences(house, agency.id)).toEqual({});
    }
  });

  test("days that nobody billed are charged with the final account", async () => {
    const { ctx, id, agency } = await aBilledLease(house, { billFromOn: "2026-05-01" });
    ctx.clock.set("2026-07-12T09:00:00Z");
    await giveNotice({
      ctx,
      input: { id, version: 1, noticeOn: "2026-06-20", moveOutOn: "2026-07-10", reason: "" },
    });
    const account = await endLease({ ctx, input: ending({ id, version: 2, endedOn: "2026-07-10" }) });
    expect(account.lines.map(({ label, amountMinor }) => [label, amountMinor])).toEqual([
      ["Rent, May 2026", 3_000_000],
      ["Rent, 1-10 July 2026", 967_700],
    ]);
    expect(await chargedFor(house, id)).toBe(6_967_700);
    expect(await billMonth(ctx, "2026-07-01")).toMatchObject({ invoiceCount: 0 });
    expect(await findBookDifferences(house, agency.id)).toEqual({});
  });

  test("the last day must lie in the lease, and its unit must be free until then", async () => {
    const { ctx, id, contactId, leases } = await aBilledLease(house, { billFromOn: "2026-06-01" });
    await expect(
      endLease({ ctx, input: ending({ id, version: 1, endedOn: "2025-12-31" }) }),
    ).rejects.toSatisfy(failsWith("INVALID"));
    await giveNotice({
      ctx,
      input: { id, version: 1, noticeOn: "2026-06-01", moveOutOn: "2026-06-30", reason: "" },
    });
    const next = await createLease({
      ctx,
      input: {
        unitId: leases[0]?.unitId ?? "",
        contactId,
        startOn: "2026-07-01",
        parties: [],
        endOn: null,
        items: [],
        prorateOn: "first",
        billingAnchor: "calendar",
      },
    });
    await activateLease({ ctx, input: { id: next.id, version: 1, isFirstInvoiceIssued: false } });
    await expect(
      endLease({ ctx, input: ending({ id, version: 2, endedOn: "2026-07-05" }) }),
    ).rejects.toSatisfy(failsWith("CONFLICT"));
    await expect(
      previewEnd({ ctx, input: ending({ id, version: 2, endedOn: "2026-07-05" }) }),
    ).rejects.toSatisfy(failsWith("CONFLICT"));
    expect(await endLease({ ctx, input: ending({ id, version: 2, endedOn: "2026-06-30" }) })).toMatchObject({
      lines: [],
      openMinor: 3_000_000,
    });
  });
});
