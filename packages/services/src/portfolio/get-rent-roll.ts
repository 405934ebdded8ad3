import type { RentRollDto, RentRollInput } from "@stead/contracts/portfolio";
import { keysetOf, pageOf, type KeysetOrder } from "@stead/db/keyset";
import { addDays, dayStartMs, isCivilDate, type CivilDate } from "@stead/kernel/dates";
import { invalidField } from "@stead/kernel/errors";
import {
  agencyToday,
  requirePermission,
  requirePropertyInScope,
  type ServiceContext,
  type Verb,
  type Whole,
  type WholeList,
} from "../context/index.ts";
import {
  readFutureResidents,
  readRollRows,
  readRollTotals,
  rollQuery,
  streamRollRows,
  type RollScope,
} from "./read-rent-roll.ts";

const order: KeysetOrder = {
  name: "rent_roll",
  columns: [
    { expression: "roll.property_id", type: "uuid" },
    { expression: "roll.label", type: "text" },
  ],
  direction: "asc",
};

/**
 * The rent roll of a day, one row a unit with vacant ones, its totals by currency and who is to move in (domain rules:
 * rent roll). A past day is told by its own dates: later leases, notices, invoices, payments, credits and edits of
 * units are left out. Amounts are minor units; recurring ones by the month. Today in the agency's zone when no day is
 * given.
 */
export async function getRentRoll({ ctx, input }: Verb<RentRollInput>): Promise<RentRollDto> {
  const scope = scopeOf(ctx, input);
  const { sql } = ctx.db;
  const [rows, totals, future] = await Promise.all([
    readRollRows(sql, scope, keysetOf(order, input.cursor, 7), input.limit + 1),
    readRollTotals(sql, scope),
    readFutureResidents(sql, scope),
  ]);
  const page = pageOf(order, rows, input.limit, (row) => [row.propertyId, row.unitLabel]);
  return { asOf: scope.asOf, ...page, totals, future };
}

/** The whole rent roll instead of a page of it. */
export async function readAllRentRoll({
  ctx,
  input,
  tx,
}: Whole<RentRollInput>): Promise<WholeList<RentRollDto["items"][number]>> {
  const scope = scopeOf(ctx, input);
  const totals = await readRollTotals(tx.sql, scope);
  const count = totals.reduce((sum, { unitCount }) => sum + unitCount, 0);
  return { count, batches: streamRollRows(tx, scope, keysetOf(order, undefined, 7)) };
}

function scopeOf(ctx: ServiceContext, input: RentRollInput): RollScope {
  requirePermission(ctx, "portfolio:read");
  const asOf = input.asOf ?? agencyToday(ctx);
  if (!isCivilDate(asOf)) throw invalidField("asOf", "date", "write a date as 2026-11-30");
  if (input.propertyId !== undefined) requirePropertyInScope(ctx, input.propertyId);
  const { agencyId, propertyIds } = ctx;
  const endsAt = endOfDay(ctx.agency.timeZone, asOf);
  return { agencyId, asOf, endsAt, propertyIds, propertyId: input.propertyId ?? null };
}

/** The instant at which a day ends in a time zone. */
function endOfDay(timeZone: string, day: CivilDate): string {
  return new Date(dayStartMs(timeZone, addDays(day, 1))).toISOString();
}

/** The whole rent roll as SQL, for those who make more of it; `$1` is the agency. Whoever asks has checked the rights. */
export function rentRollQuery({ timeZone, ...scope }: Omit<RollScope, "endsAt"> & { timeZone: string }): {
  text: string;
  values: unknown[];
} {
  return rollQuery({ ...scope, endsAt: endOfDay(timeZone, scope.asOf) }, keysetOf(order, undefined, 7));
}
