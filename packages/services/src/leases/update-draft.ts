import type { LeaseDto, UpdateDraftInput } from "@stead/contracts/leases";
import { recordAudit, requirePermission, type Verb } from "../context/index.ts";
import {
  lockLeaseState,
  readUnitFacts,
  replaceItems,
  requireContacts,
  saveLease,
  writeParties,
  type LeaseState,
} from "./queries.ts";
import { readLease } from "./rows.ts";
import { rentItem, requireStatus, requireTerm, scheduleItems } from "./rules.ts";
import { changeLease } from "./write-lease.ts";

/**
 * Changes a draft. Items that are given replace all others beside the rent; without them the present ones stay.
 * CONFLICT when somebody changed it meanwhile, PRECONDITION when it is no draft any more.
 */
export async function updateDraft({ ctx, input }: Verb<UpdateDraftInput>): Promise<LeaseDto> {
  requirePermission(ctx, "leases:write");
  return changeLease(ctx, async (tx) => {
    const before = await lockLeaseState(tx, ctx, input);
    requireStatus(before, ["draft", "pending_signature"], "changing it");
    const unit = await readUnitFacts(tx, ctx, input.unitId ?? before.unitId);
    if (input.contactId !== undefined || input.parties !== undefined) {
      await requireContacts(tx, ctx, [
        input.contactId ?? before.contactId,
        ...(input.parties ?? []).map((party) => party.contactId),
      ]);
    }
    const after = { ...edited(before, input), propertyId: unit.propertyId };
    requireTerm(after);
    await saveLease(tx, ctx, after);
    await replaceItems(tx, ctx, before.id, after.items);
    const { contactId } = after;
    if (input.parties !== undefined)
      await writeParties(tx, ctx, { leaseId: before.id, contactId, parties: input.parties });
    await recordAudit(tx, ctx, {
      action: "lease.draft-changed",
      entityType: "lease",
      entityId: before.id,
      before,
      after,
    });
    return readLease(tx.sql, ctx, before.id);
  });
}

function edited(
  before: LeaseState,
  { id: _id, version: _version, parties: _parties, items, ...fields }: UpdateDraftInput,
): LeaseState {
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const terms: Omit<LeaseState, "items"> = { ...before, ...given };
  const { startOn, rentMinor } = terms;
  const moved = { ...terms, billFromOn: before.billFromOn === before.startOn ? startOn : before.billFromOn };
  const present = before.items
    .filter((item) => item.kind !== "rent")
    .map((item) => ({ ...item, fromOn: item.fromOn === before.startOn ? startOn : item.fromOn }));
  const others = items === undefined ? present : scheduleItems(items, { fromOn: startOn });
  return {
    ...moved,
    items: [...(rentMinor > 0 ? [rentItem({ rentMinor, fromOn: startOn })] : []), ...others],
  };
}
