import type { PaymentRail } from "@stead/contracts/payments";
import type { Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import { claimExternal, type ServiceContext } from "../context/index.ts";

const claimed = {
  name: "payments_claimed",
  text: `select p.id, p.number, exists (
      select from payment_reversals r where r.agency_id = p.agency_id and r.payment_id = p.id and r.kind = 'mistake') as "wasMistake"
    from external_keys k join payments p on p.agency_id = k.agency_id and p.id = k.entity_id
    where k.agency_id = $1 and k.rail = $2 and k.account = $3 and k.kind = $4 and k.external_id = $5`,
};

/** How often one transfer may be recorded after each record of it was taken back as a mistake. */
const mostRecords = 20;

/**
 * Claims the bank's id of a transfer for a payment: the same one is booked once. Throws CONFLICT naming the receipt
 * that it made before, unless that was taken back as a mistake.
 */
export async function claimTransfer(
  tx: Tx,
  ctx: ServiceContext,
  {
    rail,
    accountCode,
    externalId,
    paymentId,
  }: { rail: PaymentRail; accountCode: string; externalId: string; paymentId: string },
): Promise<void> {
  for (let record = 1; record <= mostRecords; record++) {
    const kind = record === 1 ? "payment" : `payment ${record}`;
    const name = { rail, account: accountCode, kind, externalId };
    if (await claimExternal(tx, ctx, name, paymentId)) return;
    const [before] = await tx.sql<{ id: string; number: number; wasMistake: boolean }>(
      claimed,
      ctx.agencyId,
      rail,
      accountCode,
      kind,
      externalId,
    );
    if (before?.wasMistake) continue;
    throw new AppError(
      "CONFLICT",
      before
        ? `this transfer was already booked as receipt ${before.number}`
        : "this transfer was already booked",
      {
        paymentId: before?.id ?? null,
        number: before?.number ?? null,
      },
    );
  }
  throw new AppError(
    "PRECONDITION",
    "this transfer was recorded and taken back too often; look into it first",
  );
}
