import type { AgencyProgressDto } from "@stead/contracts/agency";
import { totalCap } from "@stead/contracts/lists";
import { requireFound, requirePermission, type ServiceContext } from "../context/index.ts";

const counted = (table: string, scope: string) =>
  `(select count(*)::int from (select from ${table} where agency_id = $1 and ${scope} limit ${totalCap}) as counted)`;
const scoped = (table: string, column = "property_id") =>
  counted(table, `($2::uuid[] is null or ${column} = any($2))`);

const progress = {
  name: "agency_progress",
  text: `select ${scoped("properties", "id")} as "propertyCount", ${scoped("units")} as "unitCount",
    ${counted("contacts", "true")} as "contactCount", ${scoped("leases")} as "leaseCount",
    ${scoped("invoices")} as "invoiceCount", ${scoped("payments")} as "paymentCount",
    ${counted("members", "true")} as "memberCount"`,
};

/** How much there is of everything, in one statement that counts to 1,000 and no further. */
export async function getAgencyProgress({ ctx }: { ctx: ServiceContext }): Promise<AgencyProgressDto> {
  requirePermission(ctx, "agency:read");
  const [row] = await ctx.db.sql<AgencyProgressDto>(progress, ctx.agencyId, ctx.propertyIds);
  return requireFound(row, "agency");
}
