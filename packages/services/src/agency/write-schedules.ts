import type { AgencyPolicies } from "@stead/contracts/agency";
import type { Tx } from "@stead/db/client";
import type { ServiceContext } from "../context/index.ts";
import { schedulesOf } from "./rules.ts";

const write = {
  name: "agency_schedules_write",
  text: `insert into schedules as s (agency_id, name, cron, time_zone, payload, is_enabled, next_run_at)
    select $1, r.name, r.cron, $2, jsonb_build_object('agencyId', $1::uuid), r.is_enabled, to_timestamp(r.next_run_ms / 1000.0)
    from unnest($3::text[], $4::text[], $5::boolean[], $6::float8[]) as r (name, cron, is_enabled, next_run_ms)
    on conflict (agency_id, name, key) do update
      set cron = excluded.cron, time_zone = excluded.time_zone, is_enabled = excluded.is_enabled, next_run_at = excluded.next_run_at
      where (s.cron, s.time_zone, s.is_enabled) is distinct from (excluded.cron, excluded.time_zone, excluded.is_enabled)`,
};

/** Makes the agency's schedules what its zone and policies say. One that is so already keeps its next run. */
export async function writeSchedules(
  tx: Tx,
  ctx: ServiceContext,
  { timeZone, policies }: { timeZone: string; policies: Pick<AgencyPolicies, "isBillingScheduled"> },
): Promise<void> {
  const rules = schedulesOf(policies, timeZone, ctx.clock.nowMs());
  await tx.sql(
    write,
    ctx.agencyId,
    timeZone,
    rules.map(({ name }) => name),
    rules.map(({ cron }) => cron),
    rules.map(({ isEnabled }) => isEnabled),
    rules.map(({ nextRunMs }) => nextRunMs),
  );
}
