import type { Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import { requireFound, type ServiceContext } from "../context/index.ts";
import { postJournal, type PostingLine } from "./posting.ts";

const linesOf = {
  name: "ledger_lines",
  text: `select account_code as account, amount_minor as "amountMinor", currency, property_id as "propertyId", unit_id as "unitId",
      lease_id as "leaseId", contact_id as "contactId"
    from journal_lines where agency_id = $1 and journal_id = $2 order by line_no`,
};

/** The lines of a journal as they were posted: debit positive, credit negative. */
async function readLines(tx: Tx, ctx: ServiceContext, journalId: string): Promise<PostingLine[]> {
  return tx.sql<PostingLine>(linesOf, ctx.agencyId, journalId);
}

export type Reversal = {
  journalId: string;
  event: string;
  entityId: string;
  occurredOn: CivilDate;
  memo: string;
};

/**
 * Takes a journal back by another one with the signs turned, and returns its id. A journal is reversed once: again
 * answers the reversal there is. NOT_FOUND for a journal without lines; PRECONDITION for a day in a closed month.
 */
export async function reverseJournal(
  tx: Tx,
  ctx: ServiceContext,
  { journalId, ...posting }: Reversal,
): Promise<string> {
  const lines = await readLines(tx, ctx, journalId);
  requireFound(lines[0], "journal");
  return postJournal(tx, ctx, {
    ...posting,
    key: `reversal:${journalId}`,
    reversesId: journalId,
    lines: lines.map((line) => ({ ...line, amountMinor: -line.amountMinor })),
  });
}
