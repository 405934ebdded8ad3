import { addDays, addMonths, monthEnd, type CivilDate } from "@stead/kernel/dates";
import { newId } from "@stead/kernel/ids";
import { sumMinor } from "@stead/kernel/money";
import { getBillingRun, runBillingChunks, startBillingRun } from "@stead/services/billing";
import type { ServiceContext } from "@stead/services/context";
import {
  allocatePayment,
  applyCredits,
  recordPayments,
  type ReceivedPayment,
} from "@stead/services/payments";
import type { StoryClock } from "./demo-context.ts";
import { planPayments } from "./habits.ts";
import type { Random } from "./random.ts";
import { invoiceDeposits, type NumberedTenancy } from "./write-tenancies.ts";

export type Story = {
  ctx: ServiceContext;
  clock: StoryClock;
  random: Random;
  tenancies: readonly NumberedTenancy[];
  /** Payments that were planned and have not come yet, by the month in which they do. */
  coming: Map<CivilDate, ComingPayment[]>;
  /** Unmatched money whose lease will be found, by the month in which it is. */
  lost: { paymentId: string; leaseId: string; foundOn: CivilDate }[];
};

export type ComingPayment = ReceivedPayment & { payerLeaseId: string };

const duesOfMonth = {
  name: "",
  text: `select b.lease_id as "leaseId", b.kind, b.due_on as "dueOn", b.open_minor as "openMinor", b.currency
    from invoice_balances b where b.agency_id = $1 and b.due_on between $2 and $3 and b.open_minor > 0 order by b.due_on, b.invoice_id`,
};
type Due = { leaseId: string; kind: string; dueOn: CivilDate; openMinor: number; currency: string };

/** Bills a month by the real run, at its first day. */
export async function billMonth({ ctx, clock, tenancies }: Story, month: CivilDate) {
  clock.goTo(month);
  await invoiceDeposits(ctx, tenancies, month);
  const run = await startBillingRun({ ctx, input: { periodStart: month, idempotencyKey: newId() } });
  await runBillingChunks({ ctx, input: { billingRunId: run.id } });
  return getBillingRun({ ctx, input: { id: run.id } });
}

/** Decides what tenants will pay towards what fell due in a month, each by their habit. */
export async function planMonth(
  { ctx, random, tenancies, coming }: Story,
  month: CivilDate,
  lastDay: CivilDate,
): Promise<void> {
  const byLease = new Map(tenancies.map((tenancy) => [tenancy.leaseId, tenancy]));
  for (const due of await ctx.db.sql<Due>(duesOfMonth, ctx.agencyId, month, monthEnd(month))) {
    const tenancy = byLease.get(due.leaseId);
    if (!tenancy) continue;
    const roundMinor = due.currency === "KES" ? 100_000 : 5_000;
    for (const plan of planPayments(
      random,
      due.kind === "deposit" ? "punctual" : tenancy.habit,
      due.dueOn,
      due.openMinor,
      roundMinor,
    )) {
      const receivedOn = plan.receivedOn < month ? month : plan.receivedOn;
      if (plan.amountMinor <= 0 || receivedOn > lastDay) continue;
      const payment: ComingPayment = {
        payerLeaseId: due.leaseId,
        leaseId: plan.hasWrongReference ? null : due.leaseId,
        rail: random.isChance(0.15) ? "cash" : "bank",
        amountMinor: plan.amountMinor,
        currency: due.currency,
        receivedOn,
        reference: plan.hasWrongReference ? `RENT ${random.between(1000, 9999)}` : tenancy.reference,
      };
      const comesIn = `${receivedOn.slice(0, 7)}-01`;
      coming.set(comesIn, [...(coming.get(comesIn) ?? []), payment]);
    }
  }
}

/** A month of the past: credit pays what fell due, money comes, and what nobody could match is partly found. */
export async function collectPastMonth(story: Story, month: CivilDate, dueDay: number): Promise<number> {
  const { ctx, clock, random, coming, lost } = story;
  await spendCredit(story, addDays(month, dueDay - 1));
  const payments = coming.get(month) ?? [];
  clock.goTo(monthEnd(month));
  for (let start = 0; start < payments.length; start += 500) {
    const chunk = inOrder(payments.slice(start, start + 500));
    const { paymentIds } = await recordPayments({ ctx, input: { payments: chunk } });
    chunk.forEach(({ leaseId, payerLeaseId, receivedOn }, index) => {
      const paymentId = paymentIds[index];
      if (leaseId === null && paymentId !== undefined && random.isChance(0.7)) {
        lost.push({ paymentId, leaseId: payerLeaseId, foundOn: addDays(receivedOn, random.between(5, 25)) });
      }
    });
  }
  await findLost(story, addMonths(month, 1));
  return payments.length;
}

async function spendCredit({ ctx, clock }: Story, dueBy: CivilDate): Promise<void> {
  clock.goTo(dueBy);
  while ((await applyCredits({ ctx, input: { dueBy } })).allocationCount > 0);
}

async function findLost({ ctx, clock, lost }: Story, before: CivilDate): Promise<void> {
  for (const found of lost.filter(({ foundOn }) => foundOn < before)) {
    lost.splice(lost.indexOf(found), 1);
    clock.goTo(found.foundOn);
    await allocatePayment({
      ctx,
      input: {
        paymentId: found.paymentId,
        version: 1,
        leaseId: found.leaseId,
        source: "unallocated",
        allocations: null,
        isSurplusCredit: true,
        idempotencyKey: newId(),
      },
    });
  }
}

/** The running month, through the verb that records a list of receipts. Returns how many, and how much. */
export async function collectLiveMonth(
  story: Story,
  month: CivilDate,
  dueDay: number,
): Promise<{ count: number; amountMinor: number }> {
  const { ctx, clock, coming } = story;
  await spendCredit(story, addDays(month, dueDay - 1));
  clock.goToInstant(Date.now());
  const payments = inOrder(coming.get(month) ?? []);
  for (let start = 0; start < payments.length; start += liveChunk) {
    await recordPayments({ ctx, input: { payments: payments.slice(start, start + liveChunk) } });
  }
  return { count: payments.length, amountMinor: sumMinor(payments.map(({ amountMinor }) => amountMinor)) };
}

const liveChunk = 100;

function inOrder(payments: readonly ComingPayment[]): ComingPayment[] {
  return payments.toSorted((a, b) =>
    a.receivedOn < b.receivedOn ? -1 : a.receivedOn > b.receivedOn ? 1 : 0,
  );
}
