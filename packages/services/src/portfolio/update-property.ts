import type { PropertyDto, UpdatePropertyInput } from "@stead/contracts/portfolio";
import {
  agencyToday,
  givenFields,
  readOne,
  recordAudit,
  requirePermission,
  requirePropertyInScope,
  requireVersion,
  type Verb,
} from "../context/index.ts";
import { codeConflict } from "./create-property.ts";
import { leasesToCome, lockProperty, readProperty } from "./queries.ts";
import { checkArchivable, checkCoordinates } from "./rules.ts";

/**
 * Changes the fields that are given. Throws CONFLICT on a stale version or a code that is taken, PRECONDITION when a
 * property with leases to come would be archived.
 */
export async function updateProperty({ ctx, input }: Verb<UpdatePropertyInput>): Promise<PropertyDto> {
  requirePermission(ctx, "portfolio:write");
  requirePropertyInScope(ctx, input.id);
  return ctx.db.transaction(async (tx) => {
    await tx.sql(lockProperty, ctx.agencyId, input.id);
    const before = await readProperty(tx.sql, ctx, input.id);
    requireVersion(before, input.version);
    const data = givenFields(input);
    checkCoordinates({ ...before, ...data });
    if (input.status === "archived") {
      const running = await readOne<{ count: number }>(
        tx.sql,
        leasesToCome("property_id"),
        ctx.agencyId,
        input.id,
        agencyToday(ctx),
      );
      checkArchivable(input, running?.count ?? 0, "property");
    }
    try {
      await tx.prisma.property.update({
        where: { agencyId_id: { agencyId: ctx.agencyId, id: input.id } },
        data: { ...data, version: { increment: 1 } },
      });
    } catch (error) {
      throw codeConflict(error);
    }
    const after = await readProperty(tx.sql, ctx, input.id);
    await recordAudit(tx, ctx, {
      action: "property.updated",
      entityType: "property",
      entityId: input.id,
      before,
      after,
    });
    return after;
  });
}
