import { allocationClasses } from "@stead/contracts/agency";
import { assert } from "@stead/kernel/errors";
import { sumMinor } from "@stead/kernel/money";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  freeOfApproval,
  ownerKindOf,
  planAllocation,
  referencedInvoice,
  splitOwnerShares,
  statusOf,
  type AllocationPolicy,
  type OpenInvoice,
  type OwnerKind,
  type PlanRequest,
} from "./rules.ts";

const policy: AllocationPolicy = { allocationOrder: "due_date", allocationClasses: [...allocationClasses] };
const today = "2026-06-15";

function anInvoice(number: number, row: Partial<OpenInvoice> = {}): OpenInvoice {
  return { id: `invoice-${number}`, number, kind: "regular", dueOn: "2026-06-01", openMinor: 1_000, ...row };
}

function aRequest(row: Partial<PlanRequest>): PlanRequest {
  return {
    amountMinor: 1_000,
    currency: "KES",
    today,
    invoices: [],
    policy,
    reference: null,
    chosen: null,
    ...row,
  };
}

const paid = (request: PlanRequest) =>
  planAllocation(request).allocations.map(({ invoiceId, amountMinor }) => [invoiceId, amountMinor]);

describe("by policy", () => {
  test("the oldest due date is paid first, and the rest is surplus", () => {
    const invoices = [anInvoice(1, { dueOn: "2026-06-01" }), anInvoice(2, { dueOn: "2026-05-01" })];
    expect(planAllocation(aRequest({ amountMinor: 2_500, invoices }))).toMatchObject({
      allocations: [
        { invoiceId: "invoice-2", amountMinor: 1_000 },
        { invoiceId: "invoice-1", amountMinor: 1_000 },
      ],
      surplusMinor: 500,
    });
  });

  test("equal due dates follow the order of the classes, then the number", () => {
    const invoices = [
      anInvoice(4),
      anInvoice(1, { kind: "fee" }),
      anInvoice(2, { kind: "deposit" }),
      anInvoice(3),
    ];
    expect(paid(aRequest({ amountMinor: 4_000, invoices })).map(([id]) => id)).toEqual([
      "invoice-3",
      "invoice-4",
      "invoice-2",
      "invoice-1",
    ]);
  });

  test("by class, a newer rent comes before an older fee", () => {
    const invoices = [
      anInvoice(1, { kind: "fee", dueOn: "2026-01-01" }),
      anInvoice(2, { dueOn: "2026-06-01" }),
    ];
    expect(paid(aRequest({ invoices, policy: { ...policy, allocationOrder: "class" } }))).toEqual([
      ["invoice-2", 1_000],
    ]);
  });

  test("what is due tomorrow waits, what is due today does not", () => {
    const invoices = [anInvoice(1, { dueOn: "2026-06-16" }), anInvoice(2, { dueOn: today })];
    expect(planAllocation(aRequest({ amountMinor: 5_000, invoices }))).toMatchObject({
      allocations: [{ invoiceId: "invoice-2" }],
      surplusMinor: 4_000,
    });
  });

  test("says its rule, the turn and the arithmetic", () => {
    const [allocation] = planAllocation(aRequest({ amountMinor: 400, invoices: [anInvoice(7)] })).allocations;
    expect(allocation?.explanation).toEqual({
      rule: "Oldest due date first",
      steps: [
        "Equal due dates are paid in the order regular, opening, deposit, fee",
        "Invoice 7 (regular) was due on 2026-06-01, 14 days ago",
        "KES 4.00 was left of the money and KES 10.00 open on the invoice: KES 4.00 is paid",
      ],
    });
    const byClass = planAllocation(
      aRequest({
        invoices: [anInvoice(7, { dueOn: today })],
        policy: { ...policy, allocationOrder: "class" },
      }),
    );
    expect(byClass.allocations[0]?.explanation.rule).toBe("By class, then oldest due date");
    expect(byClass.allocations[0]?.explanation.steps).toContain("Invoice 7 (regular) is due today");
  });
});

describe("by reference", () => {
  test("the named invoice comes first, then the policy", () => {
    const invoices = [anInvoice(1, { dueOn: "2026-05-01" }), anInvoice(12)];
    const plan = planAllocation(
      aRequest({ amountMinor: 1_500, invoices, reference: "Rent INV-0012 thanks" }),
    );
    expect(plan.allocations.map(({ invoiceId, amountMinor }) => [invoiceId, amountMinor])).toEqual([
      ["invoice-12", 1_000],
      ["invoice-1", 500],
    ]);
    expect(plan.allocations[0]?.explanation).toMatchObject({
      rule: "Named by the reference",
      steps: ["The reference names invoice 12", expect.anything()],
    });
  });

  test("a reference to an invoice that is not due leaves it to the policy", () => {
    const invoices = [anInvoice(1), anInvoice(12, { dueOn: "2026-07-01" })];
    expect(paid(aRequest({ invoices, reference: "12" }))).toEqual([["invoice-1", 1_000]]);
  });

  test.each([
    ["12", 12],
    ["#0012", 12],
    ["INV-12", 12],
    ["inv 12", 12],
    ["Invoice no. 12, June", 12],
    ["invoice: 12 and INV12", 12],
    ["INV-12 and INV-13", undefined],
    ["rent June 2026", undefined],
    ["L-12", undefined],
    ["", undefined],
  ])("%j names %s", (reference, number) => {
    expect(referencedInvoice(reference)).toBe(number);
  });
});

describe("by choice", () => {
  const invoices = [anInvoice(1), anInvoice(2, { dueOn: "2026-09-01" })];

  test("pays what was chosen, also what is not due, and nothing else", () => {
    const plan = planAllocation(
      aRequest({ amountMinor: 1_500, invoices, chosen: [{ invoiceId: "invoice-2", amountMinor: 700 }] }),
    );
    expect(plan).toMatchObject({
      allocations: [{ invoiceId: "invoice-2", amountMinor: 700, explanation: { rule: "Chosen by hand" } }],
      surplusMinor: 800,
    });
  });

  test.each([
    ["more than is open", [{ invoiceId: "invoice-1", amountMinor: 1_001 }], "PRECONDITION"],
    ["an invoice that is not open", [{ invoiceId: "invoice-9", amountMinor: 1 }], "PRECONDITION"],
    [
      "more than the amount",
      [
        { invoiceId: "invoice-1", amountMinor: 900 },
        { invoiceId: "invoice-2", amountMinor: 700 },
      ],
      "INVALID",
    ],
    [
      "an invoice twice",
      [
        { invoiceId: "invoice-1", amountMinor: 1 },
        { invoiceId: "invoice-1", amountMinor: 1 },
      ],
      "INVALID",
    ],
  ])("refuses %s", (_, chosen, code) => {
    expect(() => planAllocation(aRequest({ amountMinor: 1_500, invoices, chosen }))).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

const invoicesOf = fc.uniqueArray(
  fc.record({
    number: fc.integer({ min: 1, max: 99 }),
    kind: fc.constantFrom(...allocationClasses),
    dueOn: fc.integer({ min: 1, max: 28 }).map((day) => `2026-06-${String(day).padStart(2, "0")}`),
    openMinor: fc.integer({ min: 1, max: 5_000 }),
  }),
  { selector: (invoice) => invoice.number, maxLength: 12 },
);
const requests = fc.record({
  amountMinor: fc.integer({ min: 1, max: 30_000 }),
  invoices: invoicesOf.map((rows) => rows.map((row) => ({ ...row, id: `invoice-${row.number}` }))),
  allocationOrder: fc.constantFrom("due_date" as const, "class" as const),
  classes: fc.shuffledSubarray([...allocationClasses], { minLength: 4 }),
});

type Planner = (request: PlanRequest) => ReturnType<typeof planAllocation>;

/** What a planner breaks of the rules of allocation: the first counterexample, or nothing. */
function brokenBy(planner: Planner): string | null {
  const details = fc.check(
    fc.property(requests, ({ amountMinor, invoices, allocationOrder, classes }) => {
      const plan = planner(
        aRequest({ amountMinor, invoices, policy: { allocationOrder, allocationClasses: classes } }),
      );
      const paidOf = ({ id }: OpenInvoice) =>
        sumMinor(
          plan.allocations.filter(({ invoiceId }) => invoiceId === id).map((each) => each.amountMinor),
        );
      const due = invoices.filter((invoice) => invoice.dueOn <= today);
      const paidMinor = sumMinor(plan.allocations.map((each) => each.amountMinor));
      assert(
        paidMinor === Math.min(amountMinor, sumMinor(due.map((invoice) => invoice.openMinor))),
        "all that can be paid is paid",
      );
      assert(paidMinor + plan.surplusMinor === amountMinor, "nothing is lost or made");
      assert(
        invoices.every((invoice) => paidOf(invoice) <= invoice.openMinor),
        "no more than is open",
      );
      assert(
        invoices.every((invoice) => invoice.dueOn <= today || paidOf(invoice) === 0),
        "nothing is paid ahead",
      );
      assert(
        plan.allocations.every(({ explanation }) => explanation.steps.length > 1),
        "each is explained",
      );
      const skipped = due.filter((invoice) => paidOf(invoice) < invoice.openMinor);
      for (const newer of due.filter((invoice) => paidOf(invoice) > 0)) {
        for (const older of skipped.filter((invoice) => invoice !== newer)) {
          const rank = classes.indexOf(newer.kind) - classes.indexOf(older.kind);
          const isNewer = newer.dueOn > older.dueOn;
          assert(newer.kind !== older.kind || !isNewer, "no newer one of a class before an older one");
          assert(newer.dueOn !== older.dueOn || rank <= 0, "equal days in the order of the classes");
          assert(allocationOrder === "due_date" ? !isNewer : rank <= 0, "the order of the agency");
        }
      }
    }),
    { numRuns: 500 },
  );
  return details.failed ? String(details.errorInstance) : null;
}

describe("the rules hold for any amount and invoices", () => {
  test("of the planner", () => {
    expect(brokenBy(planAllocation)).toBeNull();
  });

  const wrong: Record<string, Planner> = {
    "ignores due dates": (request) =>
      planAllocation({
        ...request,
        invoices: request.invoices.map((invoice) => ({ ...invoice, dueOn: "2026-01-01" })),
      }),
    "pays ahead": (request) => planAllocation({ ...request, today: "2026-06-28" }),
    "pays one too much": (request) => {
      const plan = planAllocation(request);
      const [first] = plan.allocations;
      if (first && plan.surplusMinor > 0) first.amountMinor += 1;
      return {
        ...plan,
        surplusMinor: first && plan.surplusMinor > 0 ? plan.surplusMinor - 1 : plan.surplusMinor,
      };
    },
    "loses the surplus": (request) => ({ ...planAllocation(request), surplusMinor: 0 }),
    "newest first": (request) => {
      const flipped = request.invoices.map((invoice) => ({
        ...invoice,
        dueOn:
          invoice.dueOn > today
            ? invoice.dueOn
            : `2026-05-${String(32 - Number(invoice.dueOn.slice(8))).padStart(2, "0")}`,
      }));
      return planAllocation({ ...request, invoices: flipped });
    },
    "due date before class, always": (request) =>
      planAllocation({ ...request, policy: { ...request.policy, allocationOrder: "due_date" } }),
    "classes in a fixed order": (request) =>
      planAllocation({
        ...request,
        policy: { ...request.policy, allocationClasses: [...allocationClasses] },
      }),
    "one invoice only": (request) => {
      const plan = planAllocation(request);
      const kept = plan.allocations.slice(0, 1);
      return {
        allocations: kept,
        surplusMinor: request.amountMinor - sumMinor(kept.map((each) => each.amountMinor)),
      };
    },
  };
  test.each(Object.entries(wrong))("a planner that %s is caught", (_, planner) => {
    expect(brokenBy(planner)).toContain("AppError");
  });
});

describe("the status of a payment", () => {
  const parts = {
    amountMinor: 100,
    allocatedMinor: 0,
    creditMinor: 0,
    unallocatedMinor: 0,
    refundedMinor: 0,
    reversedMinor: 0,
  };
  test.each([
    [{ unallocatedMinor: 100 }, "unallocated"],
    [{ unallocatedMinor: 60, refundedMinor: 40 }, "unallocated"],
    [{ unallocatedMinor: 60, allocatedMinor: 40 }, "part_allocated"],
    [{ unallocatedMinor: 60, creditMinor: 40 }, "part_allocated"],
    [{ allocatedMinor: 60, creditMinor: 40 }, "allocated"],
    [{ creditMinor: 60, refundedMinor: 40 }, "allocated"],
    [{ refundedMinor: 100 }, "refunded"],
    [{ reversedMinor: 100 }, "reversed"],
  ])("%j is %s", (row, status) => {
    expect(statusOf({ ...parts, ...row })).toBe(status);
  });
});

describe("the owners' shares", () => {
  test("each charge has its kind", () => {
    expect(
      ["rent", "concession", "utility", "fee", "parking", "service", "damage", "opening"].map(ownerKindOf),
    ).toEqual(["rent", "rent", "utility", "fee", "other", "other", "other", "other"]);
  });

  test("sum to each payment, and to each line when all is paid", () => {
    const lines = fc.dictionary(
      fc.constantFrom<OwnerKind>("rent", "utility", "fee", "other", "tax"),
      fc.integer({ min: 1, max: 9_999 }),
      { minKeys: 1 },
    );
    fc.assert(
      fc.property(
        lines,
        fc.array(fc.integer({ min: 1, max: 4_000 }), { maxLength: 8 }),
        (charged, payments) => {
          const uncollected = new Map(Object.entries(charged) as [OwnerKind, number][]);
          let open = sumMinor(uncollected.values());
          for (const wanted of [...payments, open]) {
            const amountMinor = Math.min(wanted, open);
            if (amountMinor === 0) continue;
            const shares = splitOwnerShares(amountMinor, uncollected);
            expect(sumMinor(shares.map((share) => share.amountMinor))).toBe(amountMinor);
            for (const share of shares) {
              expect(share.amountMinor).toBeGreaterThan(0);
              uncollected.set(share.kind, (uncollected.get(share.kind) ?? 0) - share.amountMinor);
            }
            open -= amountMinor;
          }
          expect(sumMinor(uncollected.values())).toBe(open);
          expect(Math.min(...uncollected.values())).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  test("what no line stands for is shown as other", () => {
    expect(splitOwnerShares(5, new Map())).toEqual([{ kind: "other", amountMinor: 5 }]);
  });
});

describe("what needs no second person", () => {
  const limits = { limitMinor: 1_000, agencyCurrency: "KES" };

  test("is the limit less what went back already", () => {
    expect(freeOfApproval(limits, { currency: "KES", paidBackMinor: 0 })).toBe(1_000);
    expect(freeOfApproval(limits, { currency: "KES", paidBackMinor: 999 })).toBe(1);
    expect(freeOfApproval(limits, { currency: "KES", paidBackMinor: 5_000 })).toBe(0);
  });

  test("is nothing in another currency: the limit does not speak of it", () => {
    expect(freeOfApproval(limits, { currency: "USD", paidBackMinor: 0 })).toBeNull();
  });
});
