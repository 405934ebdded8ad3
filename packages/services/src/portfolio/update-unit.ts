import type { UnitDto, UpdateUnitInput } from "@stead/contracts/portfolio";
import {
  agencyToday,
  givenFields,
  readOne,
  recordAudit,
  requirePermission,
  requireRoom,
  requireVersion,
  type Verb,
} from "../context/index.ts";
import { labelConflict } from "./create-unit.ts";
import { leasesToCome, readUnit } from "./queries.ts";
import { checkArchivable } from "./rules.ts";

// Signing a lease refers to the unit, which waits for this lock.
const lock = { name: "unit_lock", text: "select id from units where agency_id = $1 and id = $2 for update" };

/**
 * Changes the fields that are given. Throws CONFLICT on a stale version or a label that is taken, PRECONDITION when a
 * unit with leases to come would be archived.
 */
export async function updateUnit({ ctx, input }: Verb<UpdateUnitInput>): Promise<UnitDto> {
  requirePermission(ctx, "portfolio:write");
  return ctx.db.transaction(async (tx) => {
    await tx.sql(lock, ctx.agencyId, input.id);
    const before = await readUnit(tx.sql, ctx, input.id);
    requireVersion(before, input.version);
    if (input.status === "archived") {
      const running = await readOne<{ count: number }>(
        tx.sql,
        leasesToCome("unit_id"),
        ctx.agencyId,
        input.id,
        agencyToday(ctx),
      );
      checkArchivable(input, running?.count ?? 0, "unit");
    }
    const isBack = before.status === "archived" && input.status !== undefined && input.status !== "archived";
    await requireRoom(tx, ctx, "units", isBack ? 1 : 0);
    const { marketRentMinor, ...fields } = givenFields(input);
    const data = {
      ...fields,
      ...(marketRentMinor !== undefined && { marketRentMinor: BigInt(marketRentMinor) }),
      version: { increment: 1 },
    };
    try {
      await tx.prisma.unit.update({ where: { agencyId_id: { agencyId: ctx.agencyId, id: input.id } }, data });
    } catch (error) {
      throw labelConflict(error);
    }
    const after = await readUnit(tx.sql, ctx, input.id);
    await recordAudit(tx, ctx, {
      action: "unit.updated",
      entityType: "unit",
      entityId: input.id,
      before: stored(before),
      after: stored(after),
    });
    return after;
  });
}

/** What the unit itself holds, without what is read from its leases. */
function stored({ label, kind, beds, baths, areaSqm, marketRentMinor, currency, status }: UnitDto) {
  return { label, kind, beds, baths, areaSqm, marketRentMinor, currency, status };
}
