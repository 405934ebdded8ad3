import type { AgencyDto } from "@stead/contracts/agency";
import { AgencyPolicies } from "@stead/contracts/agency";
import type { Sql } from "@stead/db/client";
import { requireFound } from "../context/index.ts";

type AgencyRow = Omit<AgencyDto, "policies"> & { policies: object };

const agencyById = {
  name: "agency_get",
  text: `select a.id, a.name, a.slug, a.currency, a.time_zone as "timeZone", a.locale, a.country, a.policies, a.version,
      not exists (select from leases l where l.agency_id = a.id) as "canChangeCurrency"
    from agencies a where a.id = $1`,
};

/** The agency with its policies completed by their defaults. */
export async function readAgency(sql: Sql, agencyId: string): Promise<AgencyDto> {
  const [row] = await sql<AgencyRow>(agencyById, agencyId);
  const agency = requireFound(row, "agency");
  return { ...agency, policies: AgencyPolicies.parse(agency.policies) };
}
