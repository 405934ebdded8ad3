import type { DisbursementDto, SettleDisbursementInput } from "@stead/contracts/disbursements";
import { AppError } from "@stead/kernel/errors";
import { inTransaction, requirePermission, requireVersion, type Verb } from "../context/index.ts";
import { readAccount } from "../rails/index.ts";
import { leavesFrom } from "./choose-destination.ts";
import { claimLeft, endPaid, endWithout, failedAfterPaid } from "./finish-disbursement.ts";
import { lockDisbursement, readDisbursement, type Disbursement } from "./rows.ts";

/**
 * Writes down what a person read on the statement of bank or provider: that a refund arrived, or did not. Of one that
 * went by file, that is uncertain, that its provider is asked about no more, or that came back after it was paid. Throws PRECONDITION for others, CONFLICT
 * on a stale version or for a reference that belongs to another refund.
 */
export async function settleDisbursement({
  ctx,
  input,
}: Verb<SettleDisbursementInput>): Promise<DisbursementDto> {
  requirePermission(ctx, "refunds:write");
  return inTransaction(ctx, async (tx) => {
    const row = await lockDisbursement(tx, ctx, input.id);
    requireVersion(row, input.version);
    if (!isForPeople(row))
      throw new AppError("PRECONDITION", "the provider says what becomes of this refund", {
        state: row.state,
      });
    const { outcome, reference, note: text } = input;
    if (outcome === "failed") {
      await endWithout(tx, ctx, row, { state: "failed", result: { code: "by_hand", text } });
      return readDisbursement(tx.sql, ctx, row.id);
    }
    if (reference !== null) {
      const { rail, railAccountId } = row;
      const account =
        railAccountId === null ? leavesFrom(row) : (await readAccount(tx.sql, ctx, railAccountId)).account;
      const ownerId = await claimLeft(tx, ctx, { rail, account, externalId: reference }, row.id);
      if (ownerId !== row.id)
        throw new AppError("CONFLICT", "this reference belongs to another refund", {
          disbursementId: ownerId,
        });
    }
    await endPaid(tx, ctx, row, { externalId: reference, result: { code: "by_hand", text } });
    return readDisbursement(tx.sql, ctx, row.id);
  });
}

function isForPeople({ way, state, nextCheckAt, resultCode }: Disbursement): boolean {
  if (state === "uncertain" || resultCode === failedAfterPaid) return true;
  return state === "sent" && (way === "bank_file" || way === "by_hand" || nextCheckAt === null);
}
