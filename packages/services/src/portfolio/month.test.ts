import { ListArrearsInput } from "@stead/contracts/arrears";
import { AmendLeaseInput, CreateLeaseInput, EndLeaseInput, RenewLeaseInput } from "@stead/contracts/leases";
import { RecordPaymentInput } from "@stead/contracts/payments";
import { RentRollInput } from "@stead/contracts/portfolio";
import { newId } from "@stead/kernel/ids";
import { makeContact, makeProperty, makeUnit } from "@stead/testing/factories";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setUpAgency } from "../agency/index.ts";
import { listArrears } from "../arrears/index.ts";
import {
  creditInvoice,
  listInvoices,
  runBillingChunks,
  startBillingRun,
  writeOffInvoice,
} from "../billing/index.ts";
import { makeHouseAgency, openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { foldFigures, getDashboard } from "../dashboard/index.ts";
import { refundDeposit } from "../deposits/index.ts";
import {
  activateLease,
  amendLease,
  createLease,
  endLease,
  getLease,
  giveNotice,
  renewLease,
} from "../leases/index.ts";
import { recordPayment, reverseAllocation, reversePayment } from "../payments/index.ts";
import { getRentRoll, updateUnit } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const key = () => ({ idempotencyKey: newId() });

async function billMonth(ctx: TestContext, periodStart: string): Promise<void> {
  const { id } = await startBillingRun({ ctx, input: { periodStart, ...key() } });
  await runBillingChunks({ ctx, input: { billingRunId: id } });
}

const pay = (ctx: TestContext, leaseId: string, amountMinor: number, receivedOn: string) =>
  recordPayment({
    ctx,
    input: RecordPaymentInput.parse({
      leaseId,
      rail: "bank",
      amountMinor,
      currency: "KES",
      receivedOn,
      ...key(),
    }),
  });

const versionOf = async (ctx: TestContext, id: string) => ({
  id,
  version: (await getLease({ ctx, input: { id } })).version,
});

/** Four tenants who came in May, with deposits, and one empty unit. */
async function open() {
  const { ctx, agency } = await makeHouseAgency(house);
  await setUpAgency({ ctx });
  const property = await makeProperty(house.arrange, agency.id);
  const leases: string[] = [];
  ctx.clock.set("2026-05-01T08:00:00Z");
  for (const label of ["1", "2", "3", "4", "5"]) {
    const unit = await makeUnit(house.arrange, property, { label, marketRentMinor: 3_100_000 });
    if (label === "5") return { ctx, property, empty: unit, leases };
    const contact = await makeContact(house.arrange, agency.id, { name: `Tenant ${label}` });
    const input = CreateLeaseInput.parse({
      unitId: unit.id,
      contactId: contact.id,
      startOn: "2026-05-01",
      endOn: "2027-04-30",
      currency: "KES",
      rentMinor: 3_000_000,
      depositMinor: 3_000_000,
      dueDay: 5,
      prorationMethod: "actual",
      reference: `UNIT-${label}`,
      parties: [],
      items: [],
    });
    const draft = await createLease({ ctx, input });
    await activateLease({ ctx, input: { id: draft.id, version: draft.version, isFirstInvoiceIssued: true } });
    leases.push(draft.id);
  }
  throw new Error("unreachable");
}

test("after a month of real work a past day is told the same, and the figures equal a recount", async () => {
  const { ctx, empty, leases, property } = await open();
  const [one = "", two = "", three = "", four = ""] = leases;
  ctx.clock.set("2026-06-15T08:00:00Z");
  await pay(ctx, one, 6_000_000, "2026-05-06");
  await pay(ctx, two, 6_500_000, "2026-05-07");
  const toReturn = await pay(ctx, three, 6_000_000, "2026-05-08");
  const toMove = await pay(ctx, four, 7_000_000, "2026-05-09");
  await billMonth(ctx, "2026-06-01");
  await pay(ctx, one, 1_000_000, "2026-06-08");

  const past = () => getRentRoll({ ctx, input: RentRollInput.parse({ asOf: "2026-06-15" }) });
  const before = await past();
  expect(
    before.items.map(({ unitLabel, status, pastDueMinor, prepaidMinor, depositHeldMinor }) => [
      unitLabel,
      status,
      pastDueMinor,
      prepaidMinor,
      depositHeldMinor,
    ]),
  ).toEqual([
    ["1", "occupied", 2_000_000, 0, 3_000_000],
    ["2", "occupied", 3_000_000, 500_000, 3_000_000],
    ["3", "occupied", 3_000_000, 0, 3_000_000],
    ["4", "occupied", 3_000_000, 1_000_000, 3_000_000],
    ["5", "vacant", 0, 0, 0],
  ]);
  const arrears = await listArrears({ ctx, input: ListArrearsInput.parse({ asOf: "2026-06-15" }) });
  expect(
    arrears.items.map(({ overdueMinor }) => overdueMinor).toSorted((left, right) => left - right),
  ).toEqual([2_000_000, 3_000_000, 3_000_000, 3_000_000]);

  ctx.clock.set("2026-07-15T08:00:00Z");
  await billMonth(ctx, "2026-07-01");
  const invoices = await listInvoices({
    ctx,
    input: { leaseId: one, kind: "regular", limit: 50, sort: "due" },
  });
  const june = invoices.items.find(({ dueOn }) => dueOn.startsWith("2026-06"));
  await creditInvoice({
    ctx,
    input: {
      invoiceId: june?.id ?? "",
      amountMinor: 300_000,
      reason: "heating",
      issuedOn: "2026-07-02",
      ...key(),
    },
  });
  await writeOffInvoice({
    ctx,
    input: {
      invoiceId: june?.id ?? "",
      amountMinor: 100_000,
      reason: "goodwill",
      writtenOn: "2026-07-03",
      ...key(),
    },
  });
  await pay(ctx, one, 9_000_000, "2026-07-04");
  await reversePayment({
    ctx,
    input: {
      paymentId: toReturn.id,
      version: toReturn.version,
      kind: "bounced",
      reason: "no funds",
      reversedOn: "2026-07-05",
      ...key(),
    },
  });
  await reverseAllocation({
    ctx,
    input: { allocationId: toMove.allocations[0]?.id ?? "", reason: "mistake", ...key() },
  });
  await refundDeposit({
    ctx,
    input: {
      leaseId: one,
      amountMinor: 1_000,
      rail: "bank",
      reason: "part",
      paidOn: "2026-07-11",
      ...key(),
    },
  });
  await giveNotice({
    ctx,
    input: { ...(await versionOf(ctx, four)), noticeOn: "2026-07-06", moveOutOn: "2026-08-31", reason: "" },
  });
  await amendLease({
    ctx,
    input: AmendLeaseInput.parse({
      ...(await versionOf(ctx, one)),
      effectiveOn: "2026-08-01",
      reason: "increase",
      rentMinor: 3_300_000,
      endOn: "2028-04-30",
    }),
  });
  await renewLease({
    ctx,
    input: RenewLeaseInput.parse({
      ...(await versionOf(ctx, one)),
      startOn: "2028-05-01",
      endOn: null,
      rentMinor: 3_500_000,
    }),
  });
  await endLease({
    ctx,
    input: EndLeaseInput.parse({
      ...(await versionOf(ctx, two)),
      endedOn: "2026-07-10",
      damages: [{ description: "door", amountMinor: 200_000 }],
    }),
  });
  await updateUnit({ ctx, input: { id: empty.id, version: 1, marketRentMinor: 4_000_000 } });

  expect(await past()).toEqual(before);
  expect(await listArrears({ ctx, input: ListArrearsInput.parse({ asOf: "2026-06-15" }) })).toMatchObject({
    totals: arrears.totals,
  });

  const now = await getRentRoll({ ctx, input: RentRollInput.parse({}) });
  expect(now.items.map(({ unitLabel, status }) => `${unitLabel} ${status}`)).toEqual([
    "1 occupied",
    "2 vacant",
    "3 occupied",
    "4 notice",
    "5 vacant",
  ]);
  const figures = async () => {
    const { overdueMinor, depositHeldMinor, thisMonth, lastMonth } = await getDashboard({ ctx, input: {} });
    return {
      overdueMinor,
      depositHeldMinor,
      chargedMinor: thisMonth.chargedMinor,
      paidMinor: lastMonth.paidMinor,
      receivedMinor: thisMonth.receivedMinor,
    };
  };
  const [recounted] = await house.arrange.query(
    `select (select sum(open_minor) from invoice_balances where property_id = $1 and kind <> 'deposit' and due_on < '2026-07-15') as "overdueMinor",
       (select -sum(amount_minor) from journal_lines where agency_id = $2 and account_code = '2000') as "depositHeldMinor",
       (select sum(total_minor - credited_minor) from invoice_balances where property_id = $1 and kind <> 'deposit' and due_on between '2026-07-01' and '2026-07-31') as "chargedMinor",
       (select sum(paid_minor) from invoice_balances where property_id = $1 and kind <> 'deposit' and due_on between '2026-06-01' and '2026-06-30') as "paidMinor",
       (select sum(amount_minor) from payments p where property_id = $1 and rail in ('bank', 'cash') and received_on between '2026-07-01' and '2026-07-31'
         and not exists (select from payment_reversals r where r.payment_id = p.id)) as "receivedMinor"`,
    property.id,
    ctx.agencyId,
  );
  expect(await figures()).toEqual(recounted);
  await foldFigures({ ctx });
  expect(await figures()).toEqual(recounted);
});
