import type { JournalDto, PostLeaseOpeningInput } from "@stead/contracts/ledger";
import { invalidField } from "@stead/kernel/errors";
import type { z } from "zod";
import {
  agencyToday,
  inTransaction,
  once,
  requireFound,
  requirePermission,
  type Verb,
} from "../context/index.ts";
import { readJournal } from "./dto.ts";
import { openLeases } from "./open-leases.ts";

/**
 * What one tenant brings over from the books before Stead: owed, as an invoice of the kind `opening`; paid ahead, as a
 * receipt of the rail `opening` kept as credit; and the deposit held. Against the account of opening balances. Each
 * once a lease (CONFLICT). Answers the first journal. Amounts in minor units.
 */
export async function postLeaseOpening({
  ctx,
  input,
}: Verb<z.infer<typeof PostLeaseOpeningInput>>): Promise<JournalDto> {
  requirePermission(ctx, "ledger:write");
  if (input.balanceMinor === 0 && input.depositHeldMinor === 0) {
    throw invalidField("balanceMinor", "something", "give a balance, a held deposit, or both");
  }
  if (input.occurredOn > agencyToday(ctx)) {
    throw invalidField("occurredOn", "not_future", "an opening cannot be dated after today");
  }
  return inTransaction(ctx, async (tx) => {
    const { journalId } = await once(tx, ctx, { operation: "ledger.open-lease", input }, async () => {
      const [opened] = await openLeases(tx, ctx, [input]);
      const journalId = opened?.balanceJournalId ?? opened?.depositJournalId ?? undefined;
      return { journalId: requireFound(journalId, "opening") };
    });
    return readJournal(tx.sql, ctx, journalId);
  });
}
