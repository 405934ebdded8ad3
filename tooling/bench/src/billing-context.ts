import { AgencyPolicies } from "@stead/contracts/agency";
import { permissions } from "@stead/contracts/permissions";
import type { Db } from "@stead/db/client";
import { silentLogger } from "@stead/kernel/logger";
import type { ServiceContext } from "@stead/services/context";
import { agencyId } from "./billing-portfolio.ts";

/** The context in which a worker bills: everything is allowed, and there is time. */
export function billingContext(db: Db, nowMs: number): ServiceContext {
  return {
    agencyId,
    agency: {
      name: "Bench",
      currency: "KES",
      timeZone: "Africa/Nairobi",
      country: "KE",
      locale: "en",
      policies: AgencyPolicies.parse({}),
    },
    actor: { kind: "system", id: null },
    permissions: new Set(permissions),
    propertyIds: null,
    db: db.forAgency(agencyId, { deadline: Date.now() + 3_600_000 }),
    clock: { nowMs: () => nowMs },
    log: silentLogger,
    requestId: "billing-bench",
  };
}
