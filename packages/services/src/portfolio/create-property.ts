import type { CreatePropertyInput, PropertyDto } from "@stead/contracts/portfolio";
import type { Tx } from "@stead/db/client";
import { violationOf } from "@stead/db/errors";
import { AppError, isAppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import {
  recordAudit,
  requirePermission,
  requireRoom,
  requireWholeAgency,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { readProperty } from "./queries.ts";
import { checkCoordinates, codePrefix, nextCode } from "./rules.ts";

/** How often a made code is tried when others take codes at the same time. */
const tries = 5;

const takenCodes = {
  name: "property_codes_taken",
  text: `select code from properties where agency_id = $1 and starts_with(code, $2)`,
};

const insertUnits = {
  name: "property_units_insert",
  text: `insert into units (agency_id, id, property_id, label, market_rent_minor, currency)
    select $1, u.id, $2, u.label, 0, $3 from unnest($4::uuid[], $5::text[]) as u (id, label)`,
};

/**
 * Makes a property, with a code from its name's letters when none is given and `unitCount` empty units. Only for
 * actors who see the whole agency. Throws CONFLICT when another property has the code, PRECONDITION for more
 * units than the plan allows.
 */
export async function createProperty({ ctx, input }: Verb<CreatePropertyInput>): Promise<PropertyDto> {
  requirePermission(ctx, "portfolio:write");
  requireWholeAgency(ctx);
  checkCoordinates(input);
  for (let tried = 1; ; tried++) {
    try {
      return await ctx.db.transaction((tx) => insertProperty(tx, ctx, input));
    } catch (error) {
      const isMade = input.code === undefined;
      if (!isMade || tried === tries || !isAppError(error, "CONFLICT")) throw error;
    }
  }
}

async function insertProperty(
  tx: Tx,
  ctx: ServiceContext,
  { unitCount, code, timeZone, ...fields }: CreatePropertyInput,
): Promise<PropertyDto> {
  await requireRoom(tx, ctx, "units", unitCount);
  const id = newId();
  const data = {
    ...fields,
    code: code ?? (await makeCode(tx, ctx, fields.name)),
    timeZone: timeZone ?? ctx.agency.timeZone,
  };
  try {
    await tx.prisma.property.create({ data: { agencyId: ctx.agencyId, id, ...data } });
  } catch (error) {
    throw codeConflict(error);
  }
  if (unitCount > 0) {
    const labels = Array.from({ length: unitCount }, (_, index) => String(index + 1));
    await tx.sql(insertUnits, ctx.agencyId, id, ctx.agency.currency, labels.map(newId), labels);
  }
  await recordAudit(tx, ctx, {
    action: "property.created",
    entityType: "property",
    entityId: id,
    after: { ...data, unitCount },
  });
  return readProperty(tx.sql, ctx, id);
}

async function makeCode(tx: Tx, ctx: ServiceContext, name: string): Promise<string> {
  const prefix = codePrefix(name);
  const rows = await tx.sql<{ code: string }>(takenCodes, ctx.agencyId, `${prefix}-`);
  return nextCode(
    prefix,
    rows.map(({ code }) => code),
  );
}

/** CONFLICT for a code that is taken; any other error as it came. */
export function codeConflict(error: unknown): unknown {
  const violation = violationOf(error);
  if (violation?.kind !== "unique") return error;
  const message = "another property has this code";
  return new AppError(
    "CONFLICT",
    message,
    { fields: [{ path: "code", rule: "unique", message }] },
    { cause: error },
  );
}
