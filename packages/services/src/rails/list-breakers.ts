import type { BreakerDto, SystemBreakersDto } from "@stead/contracts/rail-accounts";
import type { SystemDb } from "@stead/db/system";
import { requirePermission, type Verb } from "../context/index.ts";

/** A process that has not told for so long is gone, and what it told with it. */
const aliveSeconds = 90;
const columns = `b.rail_account_id as "railAccountId", b.process, b.state, b.since, b.probes_at as "probesAt",
  case when b.fault_code is not null then json_build_object('code', b.fault_code, 'text', b.fault_text,
    'at', to_char(b.fault_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end as "lastFault"`;
const isAlive = `b.told_at > now() - interval '${aliveSeconds} seconds'`;
const worstFirst = "b.state = 'working', b.since desc, b.rail_account_id, b.process";

const ofAgency = {
  name: "rail_breakers",
  text: `select ${columns} from rail_breakers b where b.agency_id = $1 and ${isAlive} order by ${worstFirst} limit 1000`,
};
const ofAll = {
  name: "rail_breakers_all",
  text: `select ${columns}, b.agency_id as "agencyId", b.rail from rail_breakers b where ${isAlive} order by ${worstFirst} limit 500`,
};

/** What stands before the calls to the agency's providers, in every process that has called one since it started. */
export async function listBreakers({ ctx }: Verb<Record<string, never>>): Promise<{ items: BreakerDto[] }> {
  requirePermission(ctx, "rails:read");
  return { items: await ctx.db.sql<BreakerDto>(ofAgency, ctx.agencyId) };
}

/** The same over all agencies, those that do not work first. */
export async function listSystemBreakers({ sql }: Pick<SystemDb, "sql">): Promise<SystemBreakersDto> {
  return { items: await sql<SystemBreakersDto["items"][number]>(ofAll) };
}
