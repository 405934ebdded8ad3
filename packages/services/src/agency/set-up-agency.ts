import {
  requirePermission,
  requireWholeAgency,
  together,
  type NumberSeries,
  type ServiceContext,
} from "../context/index.ts";
import { chart } from "../ledger/index.ts";
import { writeSchedules } from "./write-schedules.ts";

const writeAccounts = {
  name: "agency_accounts_write",
  text: `insert into ledger_accounts (agency_id, code, name, type)
    select $1, a.code, a.name, a.type from unnest($2::text[], $3::text[], $4::text[]) as a (code, name, type)
    on conflict (agency_id, code) do nothing`,
};
const writeCounters = {
  name: "agency_counters_write",
  text: `insert into number_counters (agency_id, kind) select $1, kind from unnest($2::text[]) as kind
    on conflict (agency_id, kind) do nothing`,
};

const series = [
  "invoice",
  "credit_note",
  "receipt",
  "refund",
  "lease",
] as const satisfies readonly NumberSeries[];

/**
 * Gives a new agency what its books need: the chart of accounts, the number series and the schedules. Repeating it
 * adds what is missing and changes nothing else.
 */
export async function setUpAgency({ ctx }: { ctx: ServiceContext }): Promise<void> {
  requirePermission(ctx, "agency:write");
  requireWholeAgency(ctx);
  await ctx.db.transaction(async (tx) => {
    await together([
      tx.sql(
        writeAccounts,
        ctx.agencyId,
        chart.map(({ code }) => code),
        chart.map(({ name }) => name),
        chart.map(({ type }) => type),
      ),
      tx.sql(writeCounters, ctx.agencyId, series),
      writeSchedules(tx, ctx, ctx.agency),
    ]);
  });
}
