import type { CreateUnitInput, UnitDto } from "@stead/contracts/portfolio";
import { violationOf } from "@stead/db/errors";
import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import {
  recordAudit,
  requireFound,
  requirePermission,
  requirePropertyInScope,
  requireRoom,
  type Verb,
} from "../context/index.ts";
import { readUnit } from "./queries.ts";

/** Adds a unit to a property; its currency is the agency's unless given. Throws CONFLICT when the label is taken. */
export async function createUnit({ ctx, input }: Verb<CreateUnitInput>): Promise<UnitDto> {
  requirePermission(ctx, "portfolio:write");
  requirePropertyInScope(ctx, input.propertyId);
  const id = newId();
  return ctx.db.transaction(async (tx) => {
    const where = { agencyId_id: { agencyId: ctx.agencyId, id: input.propertyId } };
    const property = requireFound(
      await tx.prisma.property.findUnique({ where, select: { status: true } }),
      "property",
    );
    if (property.status === "archived")
      throw new AppError("PRECONDITION", "the property is archived; make it active before you add units");
    await requireRoom(tx, ctx, "units", 1);
    const { marketRentMinor, currency = ctx.agency.currency, ...fields } = input;
    try {
      await tx.prisma.unit.create({
        data: { ...fields, agencyId: ctx.agencyId, id, currency, marketRentMinor: BigInt(marketRentMinor) },
      });
    } catch (error) {
      throw labelConflict(error);
    }
    await recordAudit(tx, ctx, {
      action: "unit.created",
      entityType: "unit",
      entityId: id,
      after: { ...input, currency },
    });
    return readUnit(tx.sql, ctx, id);
  });
}

/** CONFLICT for a label that is taken; any other error as it came. */
export function labelConflict(error: unknown): unknown {
  if (violationOf(error)?.kind !== "unique") return error;
  const message = "the property has a unit with this label";
  return new AppError(
    "CONFLICT",
    message,
    { fields: [{ path: "label", rule: "unique", message }] },
    { cause: error },
  );
}
