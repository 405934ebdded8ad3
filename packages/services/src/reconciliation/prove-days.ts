import { addDays, civilDateIn, maxDate, type CivilDate } from "@stead/kernel/dates";
import { agencyToday, requirePermission, requireWholeAgency, type RailContext } from "../context/index.ts";
import { readStatementAccount } from "../statements/index.ts";
import { findDay, keepProof } from "./prove-day.ts";
import { readLatestProof } from "./rows.ts";

/** Days that were not proved are looked at again for so long. */
const daysBack = 14;

const activeAccounts = {
  name: "reconciled_accounts",
  text: `select a.id, a."railAccountId", a."bankAccountId", a."createdAt", (
      select min(s.from_on) from bank_statements s where s.agency_id = $1 and a.id in (s.rail_account_id, s.bank_account_id)) as "fromOn"
    from (
      select r.id, r.id as "railAccountId", null::uuid as "bankAccountId", r.created_at as "createdAt" from rail_accounts r
      where r.agency_id = $1 and r.is_active
      union all
      select b.id, null, b.id, b.created_at from bank_accounts b where b.agency_id = $1 and b.is_active) a
    order by a.id`,
};

type Active = {
  id: string;
  railAccountId: string | null;
  bankAccountId: string | null;
  createdAt: string;
  fromOn: CivilDate | null;
};

/**
 * Proves the days up to yesterday, of each account in use, that are not proved yet. A day of which nothing new is found
 * keeps its version. Throws nothing half-way: each day is kept by itself, so a run that is killed goes on.
 */
export async function proveDays({ ctx }: { ctx: RailContext }): Promise<{ proved: number; failed: number }> {
  requirePermission(ctx, "payments:write");
  requireWholeAgency(ctx);
  const today = agencyToday(ctx);
  const done = { proved: 0, failed: 0 };
  for (const place of await ctx.db.sql<Active>(activeAccounts, ctx.agencyId)) {
    const account = await readStatementAccount(ctx.db.sql, ctx, place);
    const madeOn = civilDateIn(ctx.agency.timeZone, Date.parse(place.createdAt));
    const firstOn = place.fromOn !== null && place.fromOn < madeOn ? place.fromOn : madeOn;
    for (let day = maxDate(firstOn, addDays(today, -daysBack)); day < today; day = addDays(day, 1)) {
      ctx.signal?.throwIfAborted();
      const before = await readLatestProof(ctx.db.sql, ctx, { accountId: place.id, day });
      if (before?.state === "proved") continue;
      const finding = await findDay(ctx, account, day);
      const isNews =
        before?.state !== finding.state ||
        JSON.stringify(before.checks) !== JSON.stringify(finding.checks) ||
        before.differenceCount !== finding.differences.length;
      if (isNews) await keepProof(ctx, account, { accountId: place.id, day, ...place, finding });
      if (finding.state === "proved") done.proved++;
      if (finding.state === "failed") done.failed++;
    }
  }
  return done;
}
