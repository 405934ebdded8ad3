import type { AmendLeaseInput } from "@stead/contracts/leases";
import type { Tx } from "@stead/db/client";
import { today } from "@stead/kernel/clock";
import { monthEnd } from "@stead/kernel/dates";
import { invalidField } from "@stead/kernel/errors";
import { readBillableLease, type BillableLease } from "../billing/index.ts";
import { recordAudit, requireFound, type ServiceContext } from "../context/index.ts";
import {
  lockLeaseState,
  lockPaymentsOfLease,
  saveLease,
  setItemEnds,
  writeItems,
  writeVersion,
  type LeaseState,
} from "./queries.ts";
import { amendItems, rentInForce, requireStatus, requireTerm } from "./rules.ts";
import { readBilledUntil, readDifferences, settleDifferences, type Settled } from "./settle-differences.ts";
import type { Occupation } from "./write-lease.ts";

/**
 * Changes the terms of a running lease in the caller's transaction: its next version, and the settlement of what the
 * change makes different in the periods that were billed.
 */
export async function amendTerms(
  tx: Tx,
  ctx: ServiceContext,
  input: AmendLeaseInput,
  taking: (occupation: Occupation) => void,
): Promise<{ lease: LeaseState; settled: Settled }> {
  const { effectiveOn, reason } = input;
  await lockPaymentsOfLease(tx, ctx, input.id);
  const state = await lockLeaseState(tx, ctx, input);
  requireStatus(state, ["active", "notice"], "amending it");
  const after = amended(state, input, today(ctx.clock, state.timeZone));
  const before = requireFound(await readBillableLease(tx.sql, ctx, state.id), "lease");
  taking({
    leaseId: state.id,
    unitId: state.unitId,
    startOn: state.startOn,
    lastOn: after.moveOutOn ?? after.endOn,
  });
  const lease = await saveLease(tx, ctx, after);
  const known = new Map(state.items.map((item) => [item.id, item]));
  await setItemEnds(
    tx,
    ctx,
    lease.id,
    lease.items.filter((item) => known.has(item.id) && known.get(item.id)?.toOn !== item.toOn),
  );
  await writeItems(
    tx,
    ctx,
    lease.id,
    lease.items.filter((item) => !known.has(item.id)),
  );
  await writeVersion(tx, ctx, lease, { effectiveOn, reason });
  const settled = await settleTerms(tx, ctx, before, { fromOn: effectiveOn, reason, version: lease.version });
  const { rentMinor, endOn, dueDay } = lease;
  await recordAudit(tx, ctx, {
    action: "lease.amended",
    entityType: "lease",
    entityId: lease.id,
    before: { rentMinor: state.rentMinor, endOn: state.endOn, dueDay: state.dueDay },
    after: {
      rentMinor,
      endOn,
      dueDay,
      effectiveOn,
      chargedMinor: settled.chargedMinor,
      creditedMinor: settled.creditedMinor,
    },
  });
  return { lease, settled };
}

function amended(state: LeaseState, input: AmendLeaseInput, now: string): LeaseState {
  const { effectiveOn } = input;
  const lastOn = state.moveOutOn ?? state.endOn;
  if (effectiveOn < state.startOn)
    throw invalidField(
      "effectiveOn",
      "in_lease",
      `the lease starts on ${state.startOn}; choose that day or a later one`,
    );
  if (lastOn !== null && effectiveOn > lastOn && input.endOn === undefined)
    throw invalidField("effectiveOn", "in_lease", `the lease runs until ${lastOn}; choose an earlier day`);
  const endOn = input.endOn === undefined ? state.endOn : input.endOn;
  requireTerm({ startOn: state.startOn, endOn });
  const items = amendItems(state.items, input);
  return {
    ...state,
    endOn,
    dueDay: input.dueDay ?? state.dueDay,
    items,
    rentMinor: rentInForce(items, now) ?? state.rentMinor,
  };
}

/** Settles what a change, which has been written, makes different from what was billed before it. */
async function settleTerms(
  tx: Tx,
  ctx: ServiceContext,
  before: BillableLease,
  { fromOn, reason, version }: { fromOn: string; reason: string; version: number },
): Promise<Settled> {
  const billedUntil = await readBilledUntil(tx, ctx, before.id);
  if (billedUntil === null) return { differences: [], chargedMinor: 0, creditedMinor: 0 };
  const lease = requireFound(await readBillableLease(tx.sql, ctx, before.id), "lease");
  const differences = await readDifferences(
    tx,
    ctx,
    { lease, before: before.terms, after: lease.terms },
    { fromOn, dueTo: monthEnd(billedUntil) },
  );
  return settleDifferences(tx, ctx, lease, {
    differences,
    sourceKey: `invoice:${lease.id}:${fromOn}:amended-v${version}`,
    dueOn: fromOn,
    reason,
  });
}
