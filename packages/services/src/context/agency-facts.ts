import { AgencyPolicies } from "@stead/contracts/agency";
import type { Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import type { AgencyFacts } from "./context.ts";

const facts = {
  name: "agency_facts",
  text: `select name, currency, time_zone as "timeZone", country, locale, policies from agencies where id = $1`,
};

/** The agency that Stead itself works for, where no session has read it. Throws NOT_FOUND. */
export async function readAgencyFacts(sql: Tx["sql"], agencyId: string): Promise<AgencyFacts> {
  const [row] = await sql<Omit<AgencyFacts, "policies"> & { policies: object }>(facts, agencyId);
  if (row === undefined) throw new AppError("NOT_FOUND", "there is no such agency");
  return { ...row, policies: AgencyPolicies.parse(row.policies) };
}
