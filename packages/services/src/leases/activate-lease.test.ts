import { CreateLeaseInput as CreateLease, type CreateLeaseInput } from "@stead/contracts/leases";
import { isAppError } from "@stead/kernel/errors";
import { makeUnit } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeEstate, type Estate } from "../context/test-estate.ts";
import { openTestHouse, type TestHouse } from "../context/test-house.ts";
import { activateLease, cancelLease, createLease, getLease, updateDraft } from "./index.ts";

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

describe("starting a lease", () => {
  test("the deposit and the first period are invoiced, each on an invoice of its own", async () => {
    const estate = await makeEstate(house, 0);
    const { ctx, agency } = estate;
    const draft = await createLease({
      ctx,
      input: await anInput(estate, {
        items: [
          {
            kind: "service",
            description: "Welcome",
            amountMinor: 250_000,
            taxPpm: 0,
            frequency: "once",
            toOn: null,
          },
        ],
      }),
    });
    const lease = await activateLease({
      ctx,
      input: { id: draft.id, version: draft.version, isFirstInvoiceIssued: true },
    });
    expect(lease).toMatchObject({ status: "active", openMinor: 4_750_000, depositHeldMinor: 0, version: 2 });
    expect(lease.versions).toMatchObject([
      { version: 2, effectiveOn: "2026-06-16", reason: "The lease begins", changes: [] },
    ]);
    const invoices = await house.arrange.query(
      "select kind, number::int, due_on, total_minor::int as total from invoices where agency_id = $1 order by number",
      agency.id,
    );
    expect(invoices).toEqual([
      { kind: "deposit", number: 1, due_on: "2026-06-16", total: 3_000_000 },
      { kind: "regular", number: 2, due_on: "2026-06-16", total: 1_750_000 },
    ]);
    const books = await house.arrange.query(
      "select account_code as code, sum(amount_minor)::int as sum from journal_lines where agency_id = $1 group by 1 order by 1",
      agency.id,
    );
    expect(books).toEqual([
      { code: "1100", sum: 1_750_000 },
      { code: "1110", sum: 3_000_000 },
      { code: "2005", sum: -3_000_000 },
      { code: "4000", sum: -1_500_000 },
      { code: "4030", sum: -250_000 },
    ]);
    const movements = await house.arrange.query(
      "select kind, amount_minor::int as amount, moved_on from deposit_movements where agency_id = $1",
      agency.id,
    );
    expect(movements).toEqual([{ kind: "invoiced", amount: 3_000_000, moved_on: "2026-06-15" }]);
    const actions = await house.arrange.query<{ action: string }>(
      "select action from audit where agency_id = $1 and entity_id = $2 order by at, id",
      agency.id,
      lease.id,
    );
    expect(actions.map((row) => row.action)).toEqual(["lease.created", "lease.activated"]);
  });

  test("without first invoices nothing is charged", async () => {
    const estate = await makeEstate(house, 0);
    const draft = await createLease({ ctx: estate.ctx, input: await anInput(estate) });
    const lease = await activateLease({
      ctx: estate.ctx,
      input: { id: draft.id, version: 1, isFirstInvoiceIssued: false },
    });
    expect(lease.openMinor).toBe(0);
  });

  test("a unit that is let answers with the lease in the way", async () => {
    const estate = await makeEstate(house, 0);
    const { ctx } = estate;
    const input = await anInput(estate, { endOn: "2026-12-31" });
    const first = await createLease({ ctx, input });
    await activateLease({ ctx, input: { id: first.id, version: 1, isFirstInvoiceIssued: false } });
    const second = await createLease({
      ctx,
      input: { ...input, startOn: "2026-12-31", endOn: null, reference: undefined },
    });
    const refusal = await activateLease({
      ctx,
      input: { id: second.id, version: 1, isFirstInvoiceIssued: true },
    }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: "CONFLICT",
      message: "the unit is let on these days: lease 1 runs from 2026-06-16 until 2026-12-31",
      details: { leaseId: first.id, leaseNumber: 1 },
    });
    // The refused lease left nothing behind, and starts the day after.
    expect(
      await house.arrange.query("select 1 from invoices where agency_id = $1", estate.agency.id),
    ).toEqual([]);
    const moved = await updateDraft({
      ctx,
      input: { id: second.id, version: 1, startOn: "2027-01-01", endOn: null },
    });
    expect(
      await activateLease({
        ctx,
        input: { id: second.id, version: moved.version, isFirstInvoiceIssued: false },
      }),
    ).toMatchObject({ status: "active" });
  });

  test("of two agents who start two leases of one unit at once, one succeeds", async () => {
    const estate = await makeEstate(house, 0);
    const { ctx } = estate;
    const input = await anInput(estate);
    const drafts = [
      await createLease({ ctx, input }),
      await createLease({ ctx, input: { ...input, reference: undefined } }),
    ];
    const outcomes = await Promise.allSettled(
      drafts.map(({ id }) => activateLease({ ctx, input: { id, version: 1, isFirstInvoiceIssued: true } })),
    );
    expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const refused = outcomes.find((outcome) => outcome.status === "rejected");
    expect(isAppError(refused?.reason, "CONFLICT")).toBe(true);
    expect(
      await house.arrange.query(
        "select count(*)::int as count, max(number)::int as last from invoices where agency_id = $1",
        estate.agency.id,
      ),
    ).toEqual([{ count: 2, last: 2 }]);
  });

  test("of two agents who change one lease at once, one gets a conflict", async () => {
    const estate = await makeEstate(house, 0);
    const { ctx } = estate;
    const draft = await createLease({ ctx, input: await anInput(estate) });
    const outcomes = await Promise.allSettled(
      [1_000, 2_000].map((rentMinor) => updateDraft({ ctx, input: { id: draft.id, version: 1, rentMinor } })),
    );
    expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect((await getLease({ ctx, input: { id: draft.id } })).version).toBe(2);
  });

  test("an unrentable unit and a lease that runs already are refused", async () => {
    const estate = await makeEstate(house, 0);
    const { ctx } = estate;
    const unit = await makeUnit(house.arrange, estate.property, { status: "unrentable" });
    const draft = await createLease({ ctx, input: await anInput(estate, { unitId: unit.id }) });
    await expect(
      activateLease({ ctx, input: { id: draft.id, version: 1, isFirstInvoiceIssued: true } }),
    ).rejects.toSatisfy(failsWith("PRECONDITION"));
    await house.arrange.query("update units set status = 'available' where id = $1", unit.id);
    const lease = await activateLease({
      ctx,
      input: { id: draft.id, version: 1, isFirstInvoiceIssued: true },
    });
    await expect(
      activateLease({ ctx, input: { id: draft.id, version: lease.version, isFirstInvoiceIssued: true } }),
    ).rejects.toSatisfy(failsWith("PRECONDITION"));
    await expect(
      updateDraft({ ctx, input: { id: draft.id, version: lease.version, dueDay: 3 } }),
    ).rejects.toSatisfy(failsWith("PRECONDITION"));
    await expect(
      cancelLease({ ctx, input: { id: draft.id, version: lease.version, reason: "Mistake" } }),
    ).rejects.toSatisfy(failsWith("PRECONDITION"));
  });
});
