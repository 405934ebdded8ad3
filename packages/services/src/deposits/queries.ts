import type { LeaseDepositDto } from "@stead/contracts/deposits";
import type { Sql, Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import { maxDate } from "@stead/kernel/dates";
import { AppError, invalidField } from "@stead/kernel/errors";
import { formatMoney } from "@stead/kernel/money";
import { requireFound, type ServiceContext } from "../context/index.ts";
import { leaseToday, readDepositHeld, type LeaseState } from "../payments/index.ts";
import { readDepositLimits, type DepositLimits } from "./refund-limits.ts";

const depositOf = {
  name: "deposits_get",
  text: `select l.id as "leaseId", l.currency, l.deposit_minor as "agreedMinor",
      coalesce((select sum(m.amount_minor) from deposit_movements m
        where m.agency_id = $1 and m.lease_id = l.id and m.kind in ('invoiced', 'uninvoiced')), 0)::bigint as "invoicedMinor",
      coalesce((select sum(m.amount_minor) from deposit_movements m
        where m.agency_id = $1 and m.lease_id = l.id and m.kind not in ('invoiced', 'uninvoiced')), 0)::bigint as "heldMinor",
      coalesce((select json_agg(json_build_object('id', m.id, 'kind', m.kind, 'amountMinor', m.amount_minor, 'movedOn', m.moved_on,
          'reason', m.reason, 'journalId', m.journal_id) order by m.moved_on, m.created_at, m.id)
        from deposit_movements m where m.agency_id = $1 and m.lease_id = l.id), '[]') as movements
    from leases l where l.agency_id = $1 and l.id = $2 and ($3::uuid[] is null or l.property_id = any($3))`,
};

/** The deposit of a lease with every movement, oldest first. NOT_FOUND outside the actor's properties. */
export async function readLeaseDeposit(
  sql: Sql,
  ctx: ServiceContext,
  leaseId: string,
): Promise<LeaseDepositDto> {
  const [row] = await sql<Omit<LeaseDepositDto, keyof DepositLimits>>(
    depositOf,
    ctx.agencyId,
    leaseId,
    ctx.propertyIds,
  );
  const { currency, ...deposit } = requireFound(row, "lease");
  return { ...deposit, currency, ...(await readDepositLimits(sql, ctx, { id: leaseId, currency })) };
}

const lastMove = {
  name: "deposits_last_move",
  text: `select max(moved_on) as "lastOn" from deposit_movements where agency_id = $1 and lease_id = $2`,
};

/** The day of an act on a deposit: today where the property is, or the day given; not ahead, not before its last movement. */
export async function dayOfMove(
  tx: Tx,
  ctx: ServiceContext,
  { lease, wanted, field }: { lease: LeaseState; wanted: CivilDate | undefined; field: string },
): Promise<CivilDate> {
  const [row] = await tx.sql<{ lastOn: CivilDate | null }>(lastMove, ctx.agencyId, lease.id);
  const now = leaseToday(ctx, lease);
  const lastOn = row?.lastOn ?? wanted ?? now;
  if (wanted === undefined) return maxDate(now, lastOn);
  if (wanted > maxDate(now, lastOn)) {
    throw invalidField(field, "not_future", "this cannot be dated after today");
  }
  if (wanted < lastOn) {
    const message = `the deposit moved on ${lastOn}; choose that day or a later one`;
    throw invalidField(field, "not_before", message);
  }
  return wanted;
}

/** Throws PRECONDITION unless so much is held of the lease's deposit. The caller holds the lease's lock. */
export async function requireHeldDeposit(
  tx: Tx,
  ctx: ServiceContext,
  lease: LeaseState,
  amountMinor: number,
): Promise<void> {
  const heldMinor = await readDepositHeld(tx.sql, ctx, lease.id);
  if (amountMinor <= heldMinor) return;
  const message = `only ${formatMoney(Math.max(heldMinor, 0), lease.currency)} of the deposit is held`;
  throw new AppError("PRECONDITION", message, { heldMinor });
}
