import type { Db } from "@stead/db/client";
import { today as todayIn } from "@stead/kernel/clock";
import { addDays, addMonths, monthStart, type CivilDate } from "@stead/kernel/dates";
import type { FileStore } from "@stead/kernel/files";
import { setUpAgency } from "@stead/services/agency";
import { foldFigures } from "@stead/services/dashboard";
import { endLease, giveNotice } from "@stead/services/leases";
import type { ServiceContext } from "@stead/services/context";
import { demoContext, StoryClock } from "./demo-context.ts";
import type { DemoAgency } from "./directory.ts";
import type { ImportFacts } from "./import-portfolio.ts";
import { Random } from "./random.ts";
import { billMonth, collectLiveMonth, collectPastMonth, planMonth, type Story } from "./tell-story.ts";
import { inventTenancies } from "./tenancies.ts";
import { planChicago, planNairobi, writePortfolio } from "./write-portfolio.ts";
import { writeTenancies, type NumberedTenancy } from "./write-tenancies.ts";

export type AgencyFacts = {
  name: string;
  /** Not known of a demonstration that an earlier version loaded. */
  imported?: ImportFacts;
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

export type LoadOptions = {
  db: Db;
  /** Makes the planner see what has been written so far: in a fresh database nothing has yet. */
  analyze: () => Promise<void>;
  /** Where the files that it imports are kept. */
  files: FileStore;
  agency: DemoAgency;
  ownerId: string;
  isFull: boolean;
  say: (note: string) => void;
};

/** Months of rent before the running one. */
export const historyMonths = 18;
/** Months after which statistics are fresh enough for the next ones. */
const analyzedAfter: ReadonlySet<number> = new Set([1, 4, 12]);
/** The story of each agency, wherever it is told. */
const seeds = { chicago: 20_241, nairobi: 20_242 };
const dueDays = { chicago: 1, nairobi: 5 };

/** Loads one agency: its portfolio, eighteen months as the services would have lived them, and the running month. */
export async function loadAgency(options: LoadOptions): Promise<AgencyFacts> {
  const { db, analyze, files, agency, ownerId, isFull, say } = options;
  const clock = new StoryClock(agency.timeZone, Date.now());
  const today = todayIn(clock, agency.timeZone);
  const ctx = demoContext(db, agency, ownerId, clock);
  const random = new Random(seeds[agency.region]);
  const dueDay = dueDays[agency.region];
  await setUpAgency({ ctx });
  const plan =
    agency.region === "chicago"
      ? planChicago(random, isFull ? undefined : 1_500)
      : planNairobi(random, isFull ? 1_200 : 500);
  const thisMonth = monthStart(today);
  // The books begin some days after the agency has brought its portfolio in.
  clock.goTo(addDays(addMonths(thisMonth, -historyMonths), -3));
  const { imported, units } = await writePortfolio(ctx, files, random, plan, say);
  let serial = 0;
  const invented = units.flatMap((unit) =>
    inventTenancies(
      { random, region: agency.region, today, months: historyMonths, nextSerial: () => ++serial },
      unit,
    ),
  );
  say("tenants and leases");
  const tenancies = await writeTenancies(ctx, invented, dueDay);
  const story: Story = { ctx, clock, random, tenancies, coming: new Map(), lost: [] };
  const past = await tellPast(story, { today, thisMonth, dueDay, say, analyze });
  say(`bill ${thisMonth.slice(0, 7)}`);
  const run = await billMonth(story, thisMonth);
  await planMonth(story, thisMonth, today);
  say(`collect ${thisMonth.slice(0, 7)}`);
  const live = await collectLiveMonth(story, thisMonth, dueDay);
  await giveNotices(ctx, clock, tenancies);
  await foldFigures({ ctx });
  const counts = await ctx.db.sql<{ invoices: number }>(
    { name: "", text: "select count(*) as invoices from invoices where agency_id = $1" },
    agency.id,
  );
  return {
    name: agency.name,
    imported,
    currency: agency.currency,
    month: thisMonth.slice(0, 7),
    properties: imported.createCount,
    units: units.length,
    leases: tenancies.length,
    invoices: counts[0]?.invoices ?? 0,
    payments: past + live.count,
    billedMinor: run.totals.reduce((sum, total) => sum + total.totalMinor, 0),
    billedInvoices: run.invoiceCount,
    collectedMinor: live.amountMinor,
    collectedPayments: live.count,
    isSound: true,
  };
}

type Past = {
  today: CivilDate;
  thisMonth: CivilDate;
  dueDay: number;
  say: (note: string) => void;
  analyze: () => Promise<void>;
};

async function tellPast(story: Story, { today, thisMonth, dueDay, say, analyze }: Past): Promise<number> {
  let count = 0;
  let told = 0;
  for (let month = addMonths(thisMonth, -historyMonths); month < thisMonth; month = addMonths(month, 1)) {
    say(`${month.slice(0, 7)}, ${count} payments`);
    await billMonth(story, month);
    await planMonth(story, month, today);
    count += await collectPastMonth(story, month, dueDay);
    await endLeases(story, month);
    if (analyzedAfter.has(++told)) await analyze();
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
    const noticed = await giveNotice({
      ctx,
      input: {
        id,
        version: 1,
        noticeOn: addDays(tenancy.endedOn, -30),
        moveOutOn: tenancy.endedOn,
        reason: "",
      },
    });
    await endLease({
      ctx,
      input: { id, version: noticed.version, endedOn: tenancy.endedOn, damages: [], isDepositApplied: true },
    });
  }
}

async function giveNotices(
  ctx: ServiceContext,
  clock: StoryClock,
  tenancies: readonly NumberedTenancy[],
): Promise<void> {
  clock.goToInstant(Date.now());
  for (const { leaseId: id, notice } of tenancies) {
    if (notice)
      await giveNotice({
        ctx,
        input: {
          id,
          version: 1,
          noticeOn: notice.noticeOn,
          moveOutOn: notice.moveOutOn,
          reason: "Moving away",
        },
      });
  }
}
