import type { Sql, Tx } from "@stead/db/client";
import type { ServiceContext } from "./context.ts";
import { requirePermission, requireWholeAgency } from "./permission.ts";
import { requireVersion } from "./versions.ts";

const lock = { name: "agency_lock", text: `select id from agencies where id = $1 for update` };

type AgencyEdit<Before> = {
  /** The version that the editor saw. */
  version: number;
  read: (sql: Sql, agencyId: string) => Promise<Before>;
};

/**
 * Changes something that an agency has one of (its record, its letterhead), one writer after another. Throws FORBIDDEN
 * without the right to the whole agency, CONFLICT when it was changed after the editor read it.
 */
export function editAgency<Before extends { version: number }, After>(
  ctx: ServiceContext,
  { version, read }: AgencyEdit<Before>,
  change: (tx: Tx, before: Before) => Promise<After>,
): Promise<After> {
  requirePermission(ctx, "agency:write");
  requireWholeAgency(ctx);
  return ctx.db.transaction(async (tx) => {
    await tx.sql(lock, ctx.agencyId);
    const before = await read(tx.sql, ctx.agencyId);
    requireVersion(before, version);
    return change(tx, before);
  });
}
