import { ListArrearsInput } from "@stead/contracts/arrears";
import { ListInvoicesInput } from "@stead/contracts/billing";
import { ListDepositsInput } from "@stead/contracts/deposits";
import { ListJournalsInput } from "@stead/contracts/ledger";
import { ListPaymentsInput } from "@stead/contracts/payments";
import { countStatements } from "@stead/db/observe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setUpAgency } from "../agency/index.ts";
import { listArrears } from "../arrears/index.ts";
import { listInvoices } from "../billing/index.ts";
import type { ServiceContext } from "../context/index.ts";
import {
  makeColleague,
  makeHouseAgency,
  openTestHouse,
  type TestContext,
  type TestHouse,
} from "../context/test-house.ts";
import { explainStatements, fillForPlans, type Plan } from "../context/test-plans.ts";
import { listDeposits } from "../deposits/index.ts";
import { listJournals } from "../ledger/index.ts";
import { getPayment, listPayments, previewAllocation } from "./index.ts";

let house: TestHouse;
let ctx: TestContext;
let scoped: TestContext;

/** The id of the nth row of a kind. */
const idOf = (kind: string, n: string) =>
  `('0000${kind}00-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
/** Payment and invoice n are of the lease n % 5000, which is in the property n % 500. */
const lease = idOf("dd", "n % 5000");
const property = idOf("aa", "n % 500");
const day = "date '2025-01-01' + n % 500";
const due = "date '2025-01-05' + n % 500";
const isOpen = "n % 25 = 0";

const fills = [
  `insert into properties (agency_id, id, code, name, address_line, city, country, time_zone)
   select $1, ${idOf("aa", "n")}, 'P-' || n, 'House ' || n, n || ' Moi Avenue', 'Nairobi', 'KE', 'Africa/Nairobi' from generate_series(0, 499) n where $2 < $3`,
  `insert into units (agency_id, id, property_id, label, market_rent_minor, currency)
   select $1, ${idOf("bb", "n")}, ${property}, 'U-' || n, 5, 'KES' from generate_series(0, 4999) n where $2 < $3`,
  `insert into contacts (agency_id, id, name) select $1, ${idOf("cc", "n")}, 'Person ' || n from generate_series(0, 4999) n where $2 < $3`,
  `insert into leases (agency_id, id, number, property_id, unit_id, contact_id, status, start_on, currency, rent_minor, deposit_minor, reference, bill_from_on)
   select $1, ${idOf("dd", "n")}, n, ${property}, ${idOf("bb", "n")}, ${idOf("cc", "n")}, 'active', '2025-01-01', 'KES', 5, 5, 'L' || n, '2025-01-01'
   from generate_series(0, 4999) n where $2 < $3`,
  `insert into invoices (agency_id, id, number, lease_id, property_id, unit_id, contact_id, kind, source_key, period_start, period_end, issued_on, due_on, currency, net_minor, total_minor)
   select $1, ${idOf("ee", "n")}, n, ${lease}, ${property}, ${idOf("bb", "n % 5000")}, ${idOf("cc", "n % 5000")}, 'regular', 'i' || n, ${day}, ${day}, ${day}, ${due}, 'KES', 5, 5
   from generate_series($2::int, $3::int) n`,
  `insert into invoice_balances (agency_id, invoice_id, lease_id, property_id, kind, due_on, currency, total_minor, paid_minor, open_minor, status)
   select $1, ${idOf("ee", "n")}, ${lease}, ${property}, 'regular', ${due}, 'KES', 5, case when ${isOpen} then 0 else 5 end, case when ${isOpen} then 5 else 0 end,
     case when ${isOpen} then 'open' else 'paid' end from generate_series($2::int, $3::int) n`,
  `insert into payments (agency_id, id, number, rail, account_code, received_on, amount_minor, currency, journal_id, lease_id, property_id)
   select $1, ${idOf("ab", "n")}, n, case when n % 400 = 0 then 'cash' else 'bank' end, '1000', ${day}, 5, 'KES', ${idOf("ac", "n")}, ${lease}, ${property} from generate_series($2::int, $3::int) n`,
  `insert into payment_balances (agency_id, payment_id, lease_id, received_on, amount_minor, allocated_minor, unallocated_minor, credit_minor, status)
   select $1, ${idOf("ab", "n")}, ${lease}, ${day}, 5, case when n % 50 < 2 then 0 else 5 end, case when n % 50 = 0 then 5 else 0 end, case when n % 50 = 1 then 5 else 0 end,
     case when n % 50 = 0 then 'unallocated' else 'allocated' end from generate_series($2::int, $3::int) n`,
  `insert into allocations (agency_id, id, payment_id, invoice_id, lease_id, amount_minor, currency, source, allocated_on, explanation, journal_id)
   select $1, ${idOf("ad", "n")}, ${idOf("ab", "n")}, ${idOf("ee", "n")}, ${lease}, 5, 'KES', 'unallocated', ${day}, '{}', ${idOf("ac", "n")} from generate_series($2::int, $3::int) n`,
  `insert into journals (agency_id, id, posting_key, event, entity_id, occurred_on, memo)
   select $1, ${idOf("ac", "n")}, 'k' || n, case when n % 1000 = 0 then 'payment.refunded' else 'payment.received' end, ${idOf("ab", "n")}, ${day}, 'Receipt ' || n from generate_series($2::int, $3::int) n`,
  `insert into journal_lines (agency_id, journal_id, line_no, account_code, amount_minor, currency, occurred_on, property_id, lease_id)
   select $1, ${idOf("ac", "n")}, k, case when k = 1 then '1000' when n % 50 = 1 then '2010' else '2020' end, case when k = 1 then 5 else -5 end, 'KES', ${day}, ${property}, ${lease}
   from generate_series($2::int, $3::int) n, generate_series(1, 2) k`,
  `insert into deposit_movements (agency_id, id, lease_id, property_id, kind, amount_minor, currency, moved_on, reason, journal_id)
   select $1, ${idOf("ae", "n")}, ${idOf("dd", "n")}, ${property}, 'received', 5, 'KES', '2025-01-01', 'x', ${idOf("ac", "n")} from generate_series(0, 4999) n where $2 < $3`,
];

beforeAll(async () => {
  house = await openTestHouse();
  const { agency, ...made } = await makeHouseAgency(house);
  ctx = made.ctx;
  await setUpAgency({ ctx });
  const { agency: other } = await makeHouseAgency(house);
  await fillForPlans(house, [...big, "leases", "deposit_movements"], async () => {
    for (const fill of fills) {
      await house.arrange.query(fill, agency.id, 1, 80_000);
      await house.arrange.query(fill, other.id, 80_001, 100_000);
    }
  });
  scoped = await makeColleague(house, agency, { role: "agent", propertyIds: [await rowId("aa", 7)] });
});
afterAll(() => house.close());

async function rowId(kind: string, n: number): Promise<string> {
  const [row] = await house.arrange.query<{ id: string }>(`select ${idOf(kind, String(n))} as id`);
  return row?.id ?? "";
}

const big = [
  "invoices",
  "invoice_balances",
  "payments",
  "payment_balances",
  "allocations",
  "journals",
  "journal_lines",
];
/** Big tables that a plan reads from end to end. */
const scans = (plan: Plan | undefined) => [...(plan?.scanned ?? [])].filter((table) => big.includes(table));

async function plansOf(
  work: (recorded: ServiceContext) => Promise<unknown>,
  actor: ServiceContext = ctx,
): Promise<Plan[]> {
  return explainStatements(actor, work);
}

describe("at a hundred thousand rows", () => {
  test.each([
    ["newest first", {}, "payments_agency_id_received_on_id_idx"],
    ["oldest first", { order: "asc" }, "payments_agency_id_received_on_id_idx"],
    ["by number", { sort: "number" }, "payments_agency_id_number_key"],
    [
      "unallocated ones",
      { status: "unallocated" },
      "payment_balances_agency_id_status_received_on_payment_id_idx",
    ],
    [
      "of a time",
      { receivedFrom: "2025-06-01", receivedTo: "2025-06-30" },
      "payments_agency_id_received_on_id_idx",
    ],
  ])("a page of payments %s comes in order out of an index", async (_, input, index) => {
    const list = (more: object) => (recorded: ServiceContext) =>
      listPayments({ ctx: recorded, input: ListPaymentsInput.parse({ ...input, ...more }) });
    const { nextCursor } = await list({})(ctx);
    for (const more of [{}, { cursor: nextCursor }]) {
      const [page] = await plansOf(list(more));
      expect([...(page?.indexes ?? [])]).toContain(index);
      expect({ isOrdered: page?.isOrdered, scanned: scans(page) }).toEqual({ isOrdered: true, scanned: [] });
    }
  });

  test.each([
    ["by due day", {}, "invoices_agency_id_due_on_id_idx"],
    ["by issue day", { sort: "issued" }, "invoices_agency_id_issued_on_id_idx"],
    ["by number", { sort: "number", order: "asc" }, "invoices_agency_id_number_key"],
    ["of a time", { dueFrom: "2025-06-01", dueTo: "2025-06-30" }, "invoices_agency_id_due_on_id_idx"],
    ["open ones", { status: "open" }, "invoice_balances_open_by_due"],
  ])("a page of invoices %s comes in order out of an index", async (_, input, index) => {
    const list = (more: object) => (recorded: ServiceContext) =>
      listInvoices({ ctx: recorded, input: ListInvoicesInput.parse({ ...input, ...more }) });
    const { nextCursor } = await list({})(ctx);
    for (const more of [{}, { cursor: nextCursor }]) {
      const [page] = await plansOf(list(more));
      expect([...(page?.indexes ?? [])]).toContain(index);
      expect({ isOrdered: page?.isOrdered, scanned: scans(page) }).toEqual({ isOrdered: true, scanned: [] });
    }
  });

  test("few invoices are found by an index: of a lease, a tenant, a property, a member, overdue, by a word", async () => {
    const plan = async (input: object, actor = ctx) =>
      (
        await plansOf(
          (recorded) => listInvoices({ ctx: recorded, input: ListInvoicesInput.parse(input) }),
          actor,
        )
      )[0];
    const narrow = [
      await plan({ leaseId: await rowId("dd", 7) }),
      await plan({ contactId: await rowId("cc", 7) }),
      await plan({ propertyId: await rowId("aa", 7) }),
      await plan({}, scoped),
      await plan({ isOverdue: true }),
      await plan({ q: "person 77" }),
    ];
    expect(narrow.map(scans)).toEqual(narrow.map(() => []));
  });

  test("few payments are found by an index: of a lease, a property, a member, a word", async () => {
    const leaseId = await rowId("dd", 7);
    const propertyId = await rowId("aa", 7);
    const plan = async (input: object, actor = ctx) =>
      (
        await plansOf(
          (recorded) => listPayments({ ctx: recorded, input: ListPaymentsInput.parse(input) }),
          actor,
        )
      )[0];
    const byLease = "payment_balances_agency_id_lease_id_received_on_idx";
    for (const found of [await plan({ leaseId }), await plan({ propertyId }), await plan({}, scoped)]) {
      expect(scans(found)).toEqual([]);
      expect([...(found?.indexes ?? [])]).toContain(byLease);
    }
    expect(scans(await plan({ q: "person 77" }))).toEqual([]);
  });

  test("a payment is one statement, a list two, arrears one, whatever there is", async () => {
    const id = await rowId("ab", 7);
    expect((await countStatements(() => getPayment({ ctx, input: { id } }))).statements).toHaveLength(1);
    const payments = () => listPayments({ ctx, input: ListPaymentsInput.parse({ limit: 200 }) });
    expect((await countStatements(payments)).statements).toHaveLength(2);
    const arrears = () => listArrears({ ctx, input: ListArrearsInput.parse({ limit: 200 }) });
    expect((await countStatements(arrears)).statements).toHaveLength(1);
    const [one] = await plansOf((recorded) => getPayment({ ctx: recorded, input: { id } }));
    expect(scans(one)).toEqual([]);
  });

  test("what a lease has open is found by its lease", async () => {
    const input = {
      leaseId: await rowId("dd", 7),
      paymentId: null,
      amountMinor: 5,
      currency: "KES",
      reference: null,
      allocations: null,
    };
    const plans = await plansOf((recorded) => previewAllocation({ ctx: recorded, input }));
    expect(plans.map(scans)).toEqual(plans.map(() => []));
    // More than one index leads by the lease; the planner may take any.
    const indexes = [...(plans.at(-1)?.indexes ?? [])];
    expect(indexes.some((index) => index.includes("lease"))).toBe(true);
  });

  test("today's arrears read what is open and who holds credit, and nothing of the past", async () => {
    for (const input of [{}, { sort: "tenant" }, { sort: "oldest", minDays: 30 }]) {
      const [plan] = await plansOf((recorded) =>
        listArrears({ ctx: recorded, input: ListArrearsInput.parse(input) }),
      );
      expect(scans(plan)).toEqual([]);
      expect([...(plan?.indexes ?? [])]).toEqual(
        expect.arrayContaining([
          "invoice_balances_agency_id_status_due_on_invoice_id_idx",
          "payment_balances_credit",
          "allocations_agency_id_allocated_on_idx",
          "journal_lines_agency_id_account_code_occurred_on_journal_id_idx",
        ]),
      );
    }
    const [ofMember] = await plansOf(
      (recorded) => listArrears({ ctx: recorded, input: ListArrearsInput.parse({}) }),
      scoped,
    );
    expect([...(ofMember?.indexes ?? [])]).toContain(
      "invoice_balances_agency_id_property_id_status_due_on_idx",
    );
  });

  test("journals come in order, or by what their lines say", async () => {
    const plan = async (input: object) =>
      (
        await plansOf((recorded) => listJournals({ ctx: recorded, input: ListJournalsInput.parse(input) }))
      )[0];
    const newest = await plan({});
    expect([...(newest?.indexes ?? [])]).toContain("journals_agency_id_occurred_on_id_idx");
    expect(newest?.isOrdered).toBe(true);
    const ofLease = await plan({ leaseId: await rowId("dd", 7) });
    expect([...(ofLease?.indexes ?? [])]).toContain("journal_lines_agency_id_lease_id_occurred_on_idx");
    const [ofMember] = await plansOf(
      (recorded) => listJournals({ ctx: recorded, input: ListJournalsInput.parse({}) }),
      scoped,
    );
    expect([...(ofMember?.indexes ?? [])]).toContain("journal_lines_agency_id_property_id_occurred_on_idx");
    const ofEntity = await plan({ entityId: await rowId("ab", 7) });
    expect([...(ofEntity?.indexes ?? [])]).toContain("journals_agency_id_entity_id_idx");
    for (const each of [newest, ofLease, ofMember, ofEntity, await plan({ event: "payment.refunded" })])
      expect(scans(each)).toEqual([]);
  });

  test("deposits come in the order of their leases", async () => {
    const [page] = await plansOf((recorded) =>
      listDeposits({ ctx: recorded, input: ListDepositsInput.parse({}) }),
    );
    expect([...(page?.indexes ?? [])]).toEqual(
      expect.arrayContaining([
        "leases_agency_id_number_key",
        "deposit_movements_agency_id_lease_id_moved_on_idx",
      ]),
    );
  });
});
