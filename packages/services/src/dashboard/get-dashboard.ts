import { dashboardFigures } from "@stead/cache/keys/reads";
import type { DashboardDto, DashboardInput } from "@stead/contracts/dashboard";
import type { z } from "zod";
import { agencyToday, cachedRead, requirePermission, type Verb } from "../context/index.ts";
import {
  readEnding,
  readFigures,
  readRecentPayments,
  readUnallocated,
  readUnitCounts,
  type FigureScope,
} from "./queries.ts";
import { currenciesOf, moneyFigures, shownMonths, unitFigures } from "./rules.ts";

/** `readDashboard`, five minutes old at most and never older than the last change. */
export const getDashboard = cachedRead(dashboardFigures, readDashboard);

/**
 * The figures of the agency, or of the actor's properties, as of today in the agency's zone: eighteen months, arrears
 * by age, occupancy and what comes next. Amounts are minor units of one currency, the agency's unless another is
 * asked for. Its cost grows with months, due dates, units and leases, never with invoices or payments.
 */
async function readDashboard({ ctx, input }: Verb<z.infer<typeof DashboardInput>>): Promise<DashboardDto> {
  requirePermission(ctx, "billing:read");
  requirePermission(ctx, "payments:read");
  const today = agencyToday(ctx);
  const currency = input.currency ?? ctx.agency.currency;
  const { agencyId, propertyIds } = ctx;
  const firstMonth = shownMonths(today)[0] ?? today;
  const scope: FigureScope = { agencyId, propertyIds, today, firstMonth, timeZone: ctx.agency.timeZone };
  const { sql } = ctx.db;
  const [figures, counts, ending, unallocatedPayments, recentPayments] = await Promise.all([
    readFigures(sql, scope),
    readUnitCounts(sql, scope),
    readEnding(sql, scope),
    readUnallocated(sql, scope, currency),
    readRecentPayments(sql, scope),
  ]);
  return {
    asOf: today,
    currency,
    currencies: currenciesOf(figures, ctx.agency.currency),
    ...moneyFigures(
      figures.filter((figure) => figure.currency === currency),
      today,
    ),
    ...unitFigures(counts, today),
    ...ending,
    unallocatedPayments,
    recentPayments,
  };
}
