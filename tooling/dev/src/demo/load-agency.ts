import type { Db } from "@stead/db/client";
import { today as todayIn } from "@stead/kernel/clock";
import { addDays, addMonths, monthStart, type CivilDate } from "@stead/kernel/dates";
import { setUpAgency } from "@stead/services/agency";
import { foldFigures } from "@stead/services/dashboard";
import { endLease, giveNotice } from "@stead/services/leases";
import type { ServiceContext } from "@stead/services/context";
import type { Progress } from "../progress.ts";
import { demoContext, StoryClock } from "./demo-context.ts";
import type { DemoAgency } from "./directory.ts";
import { Random } from "./random.ts";
import { billMonth, collectLiveMonth, collectPastMonth, planMonth, type Story } from "./tell-story.ts";
import { inventTenancies } from "./tenancies.ts";
import { planChicago, planNairobi, writePortfolio } from "./write-portfolio.ts";
import { writeTenancies, type NumberedTenancy } from "./write-tenancies.ts";

export type AgencyFacts = {
  name: string;
  currency: string;
  month: string;
  properties: number;
  units: number;
  leases: number;
  invoices: number;
  payments: number;
  billedMinor: number;
  billedInvoices: number;
  collectedMinor: number;
  collectedPayments: number;
  isSound: boolean;
};

export type LoadOptions = { db: Db; agency: DemoAgency; ownerId: string; isFull: boolean; progress: Progress };

const historyMonths = 18;
/** The story of each agency, wherever it is told. */
const seeds = { chicago: 20_241, nairobi: 20_242 };
const dueDays = { chicago: 1, nairobi: 5 };

/** Loads one agency: its portfolio, eighteen months as the services would have lived them, and the running month. */
export async function loadAgency({ db, agency, ownerId, isFull, progress }: LoadOptions): Promise<AgencyFacts> {
  const clock = new StoryClock(agency.timeZone, Date.now());
  const today = todayIn(clock, agency.timeZone);
  const ctx = demoContext(db, agency, ownerId, clock);
  const random = new Random(seeds[agency.region]);
  const dueDay = dueDays[agency.region];
  await setUpAgency({ ctx });
  const plans = agency.region === "chicago" ? planChicago(random, isFull ? undefined : 1_500) : planNairobi(random, isFull ? 1_200 : 500);
  const units = await progress.step(`${agency.name}: properties and units`, (say) => writePortfolio(ctx, random, plans, say), (made) => `${plans.length} and ${made.length}`);
  let serial = 0;
  const invented = units.flatMap((unit) => inventTenancies({ random, region: agency.region, today, months: historyMonths, nextSerial: () => ++serial }, unit));
  const tenancies = await progress.step(`${agency.name}: tenants and leases`, () => writeTenancies(ctx, invented, dueDay), (made) => `${made.length}`);
  const story: Story = { ctx, clock, random, tenancies, coming: new Map(), lost: [] };
  const thisMonth = monthStart(today);
  let payments = await progress.step(`${agency.name}: ${historyMonths} months of rent`, (say) => tellPast(story, { today, thisMonth, dueDay, say }), (count) => `${count} payments`);
  const run = await progress.step(`${agency.name}: bill ${thisMonth.slice(0, 7)}`, () => billMonth(story, thisMonth), (done) => `${done.invoiceCount} invoices`);
  await planMonth(story, thisMonth, today);
  const live = await progress.step(`${agency.name}: collect ${thisMonth.slice(0, 7)}`, (say) => collectLiveMonth(story, thisMonth, dueDay, say), ({ count }) => `${count} payments`);
  await giveNotices(ctx, clock, tenancies);
  payments += live.count;
  await foldFigures({ ctx });
  const counts = await ctx.db.sql<{ invoices: number }>({ name: "", text: "select count(*) as invoices from invoices where agency_id = $1" }, agency.id);
  return {
    name: agency.name,
    currency: agency.currency,
    month: thisMonth.slice(0, 7),
    properties: plans.length,
    units: units.length,
    leases: tenancies.length,
    invoices: counts[0]?.invoices ?? 0,
    payments,
    billedMinor: run.totals.reduce((sum, total) => sum + total.totalMinor, 0),
    billedInvoices: run.invoiceCount,
    collectedMinor: live.amountMinor,
    collectedPayments: live.count,
    isSound: true,
  };
}

type Past = { today: CivilDate; thisMonth: CivilDate; dueDay: number; say: (note: string) => void };

async function tellPast(story: Story, { today, thisMonth, dueDay, say }: Past): Promise<number> {
  let count = 0;
  for (let month = addMonths(thisMonth, -historyMonths); month < thisMonth; month = addMonths(month, 1)) {
    say(`${month.slice(0, 7)}, ${count} payments`);
    await billMonth(story, month);
    await planMonth(story, month, today);
    count += await collectPastMonth(story, month, dueDay);
    await endLeases(story, month);
  }
  return count;
}

/** Ends the leases whose tenants left in a month, by the services: final account, deposit and all. */
async function endLeases({ ctx, clock, tenancies }: Story, month: CivilDate): Promise<void> {
  const next = addMonths(month, 1);
  for (const tenancy of tenancies) {
    if (tenancy.endedOn === null || tenancy.endedOn < month || tenancy.endedOn >= next) continue;
    clock.goTo(tenancy.endedOn);
    const id = tenancy.leaseId;
    const noticed = await giveNotice({ ctx, input: { id, version: 1, noticeOn: addDays(tenancy.endedOn, -30), moveOutOn: tenancy.endedOn, reason: "" } });
    await endLease({ ctx, input: { id, version: noticed.version, endedOn: tenancy.endedOn, damages: [], isDepositApplied: true } });
  }
}

async function giveNotices(ctx: ServiceContext, clock: StoryClock, tenancies: readonly NumberedTenancy[]): Promise<void> {
  clock.goToInstant(Date.now());
  for (const { leaseId: id, notice } of tenancies) {
    if (notice) await giveNotice({ ctx, input: { id, version: 1, noticeOn: notice.noticeOn, moveOutOn: notice.moveOutOn, reason: "Moving away" } });
  }
}
