import { addDays, type CivilDate } from "@stead/kernel/dates";
import { isAppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { makeProperty, type LeaseFactoryRow, type PropertyFactoryRow } from "@stead/testing/factories";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { creditInvoice, writeOffInvoice } from "../billing/index.ts";
import type { TestContext, TestHouse } from "../context/test-house.ts";
import { aPayment } from "../context/test-money.ts";
import { makeTenancy, makeTenant } from "../context/test-tenancy.ts";
import { refundDeposit, withholdDeposit } from "../deposits/index.ts";
import { applyCredit, getPayment, recordPayment, refundPayment, reversePayment } from "../payments/index.ts";

/** An agency with two properties, and acts that happen to it day by day. */
export type History = {
  ctx: TestContext;
  properties: PropertyFactoryRow[];
  leases: LeaseFactoryRow[];
  /** Lives through some days, with an act or two on each. Returns the last day. */
  live(days: number): Promise<CivilDate>;
};

/** A row of numbers from a seed: the same seed, the same history. */
function dice(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

const firstDay = "2026-02-03";

/** A history of charges, payments, bounces, refunds, credits, write-offs and deposits, from 3 February 2026 on. */
export async function makeHistory(house: TestHouse, seed: number): Promise<History> {
  const { ctx, agency, property, lease } = await makeTenancy(house);
  const second = await makeProperty(house.arrange, agency.id);
  const leases = [lease];
  for (const home of [property, second, second, second]) leases.push((await makeTenant(house, home)).lease);
  const roll = dice(seed);
  let day = firstDay;
  const act = makeActs(house, ctx, { leases, roll });
  return {
    ctx,
    properties: [property, second],
    leases,
    live: async (days) => {
      for (const end = addDays(day, days); day < end; day = addDays(day, 1 + roll(4))) {
        ctx.clock.set(`${day}T09:00:00Z`);
        for (let left = 1 + roll(3); left > 0; left--) await tried(() => act(day));
      }
      const last = addDays(day, 1);
      ctx.clock.set(`${last}T09:00:00Z`);
      day = addDays(last, 1);
      return last;
    },
  };
}

/** A refusal is part of a history; a crash is not. */
async function tried(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isAppError(error) || error.code === "INTERNAL") throw error;
  }
}

type World = { leases: readonly LeaseFactoryRow[]; roll: (most: number) => number };

function makeActs(
  { arrange }: TestHouse,
  ctx: TestContext,
  { leases, roll }: World,
): (day: CivilDate) => Promise<unknown> {
  const choose = async (text: string): Promise<string> => {
    const rows = await arrange.query<{ id: string }>(text, ctx.agencyId);
    return rows[roll(Math.max(rows.length, 1))]?.id ?? newId();
  };
  const aPaymentId = () =>
    choose("select id from payments where agency_id = $1 order by number desc limit 6");
  const anInvoiceId = () =>
    choose("select id from invoices where agency_id = $1 and kind <> 'deposit' order by number desc limit 6");
  const key = () => ({ idempotencyKey: newId() });
  const amount = () => 1_000 * (1 + roll(4_000));
  const reason = "because";
  const payment = async () => getPayment({ ctx, input: { id: await aPaymentId() } });
  const acts: ((lease: LeaseFactoryRow, day: CivilDate) => Promise<unknown>)[] = [
    (lease, day) => makeInvoice(arrange, lease, { issuedOn: day, dueOn: addDays(day, roll(20)) }),
    (lease, day) =>
      makeInvoice(arrange, lease, {
        kind: "fee",
        issuedOn: day,
        dueOn: day,
        charges: [{ kind: "fee", netMinor: amount(), taxMinor: roll(500) }],
      }),
    (lease, day) =>
      makeInvoice(arrange, lease, {
        kind: "deposit",
        issuedOn: day,
        dueOn: day,
        charges: [{ kind: "deposit", netMinor: amount() }],
      }),
    (lease, day) =>
      recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: amount(), receivedOn: day }) }),
    (lease, day) =>
      recordPayment({
        ctx,
        input: aPayment(lease.id, {
          amountMinor: amount(),
          receivedOn: day,
          rail: "cash",
          isSurplusCredit: false,
        }),
      }),
    (lease, day) => recordPayment({ ctx, input: aPayment(lease.id, { receivedOn: day }) }),
    async () =>
      creditInvoice({
        ctx,
        input: { invoiceId: await anInvoiceId(), amountMinor: amount(), reason, ...key() },
      }),
    async () =>
      writeOffInvoice({
        ctx,
        input: { invoiceId: await anInvoiceId(), amountMinor: amount(), reason, ...key() },
      }),
    (lease) => applyCredit({ ctx, input: { leaseId: lease.id } }),
    async () => {
      const { id: paymentId, version } = await payment();
      return reversePayment({ ctx, input: { paymentId, version, kind: "bounced", reason, ...key() } });
    },
    async () => {
      const { id: paymentId, version } = await payment();
      const source = roll(2) === 0 ? "credit" : "unallocated";
      return refundPayment({
        ctx,
        input: { paymentId, version, source, amountMinor: 1_000, rail: "bank", reason, ...key() },
      });
    },
    (lease) =>
      withholdDeposit({
        ctx,
        input: { leaseId: lease.id, amountMinor: 1_000 * (1 + roll(50)), reason, ...key() },
      }),
    (lease) =>
      refundDeposit({
        ctx,
        input: { leaseId: lease.id, amountMinor: 1_000 * (1 + roll(50)), rail: "bank", reason, ...key() },
      }),
  ];
  return async (day) => {
    const lease = leases[roll(leases.length)];
    const act = acts[roll(acts.length)];
    return lease && act?.(lease, day);
  };
}
