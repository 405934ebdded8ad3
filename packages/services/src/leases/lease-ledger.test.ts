import { AmendLeaseInput } from "@stead/contracts/leases";
import { makeUnit } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { getInvoice } from "../billing/index.ts";
import { aBilledLease, invoicesOf, pay } from "../context/test-billing.ts";
import { makeEstate } from "../context/test-estate.ts";
import { openTestHouse, type TestHouse } from "../context/test-house.ts";
import { activateLease, amendLease, createLease, getLeaseLedger, getSchedule } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const amending = (input: z.input<typeof AmendLeaseInput>) => AmendLeaseInput.parse(input);

describe("schedule and ledger", () => {
  test("the schedule of a lease names the invoice that billed each charge", async () => {
    const { ctx, id } = await aBilledLease(house);
    await amendLease({
      ctx,
      input: amending({ id, version: 1, effectiveOn: "2026-06-16", reason: "Less", rentMinor: 2_000_000 }),
    });
    const { charges } = await getSchedule({ ctx, input: { id, months: 2 } });
    const [invoice] = await invoicesOf(house, id);
    expect(charges.map((charge) => [charge.periodStart, charge.netMinor, charge.invoiceId])).toEqual([
      ["2026-06-01", 1_500_000, invoice?.id],
      ["2026-06-16", 1_000_000, invoice?.id],
      ["2026-07-01", 2_000_000, null],
    ]);
    expect(await getInvoice({ ctx, input: { id: invoice?.id ?? "" } })).toMatchObject({
      creditedMinor: 500_000,
      creditNotes: [{ number: 1, amountMinor: 500_000, reason: "Less" }],
    });
  });

  test("the ledger tells every event with the balance after it, page by page, and ties to the books", async () => {
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
    await pay(estate, id, 7_000_000);
    await amendLease({
      ctx,
      input: amending({ id, version: 2, effectiveOn: "2026-06-16", reason: "Less", rentMinor: 2_000_000 }),
    });
    const { items, currency } = await getLeaseLedger({ ctx, input: { id, limit: 100 } });
    expect(currency).toBe("KES");
    expect(items[0]).toMatchObject({ kind: "deposit", amountMinor: 0, number: 1, status: "paid" });
    const asked = items[0]?.depositMinor ?? 0;
    expect(asked).toBeGreaterThan(0);
    const deposits = items.filter(({ kind }) => kind === "deposit").map(({ depositMinor }) => depositMinor);
    expect(deposits).toEqual([asked, -asked]);
    expect(items[1]).toMatchObject({
      kind: "invoice",
      amountMinor: 3_000_000,
      balanceMinor: 3_000_000,
      number: 2,
      openMinor: 0,
    });
    expect(items.filter(({ kind }) => kind === "credit_note")).toMatchObject([
      { amountMinor: -500_000, number: 1 },
    ]);
    const [books] = await house.arrange.query<{ sum: number }>(
      "select sum(amount_minor) as sum from journal_lines where agency_id = $1 and lease_id = $2 and account_code in ('1100', '2010')",
      agency.id,
      id,
    );
    expect(items.at(-1)?.balanceMinor).toBe(books?.sum);
    expect(books?.sum).toBe(-1_500_000);
    const paged: typeof items = [];
    let cursor: string | undefined;
    do {
      const page = await getLeaseLedger({ ctx, input: { id, limit: 2, cursor } });
      paged.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(items);
  });
});
