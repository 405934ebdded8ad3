import type { Tx } from "@stead/db/client";
import { sqlState } from "@stead/db/errors";
import type { CivilDate } from "@stead/kernel/dates";
import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { actingUserId, type ServiceContext } from "../context/index.ts";
import type { AccountCode } from "./accounts.ts";

export type PostingLine = {
  account: AccountCode;
  /** Debit positive, credit negative, in minor units; lines of zero are left out. */
  amountMinor: number;
  currency: string;
  propertyId?: string | null;
  unitId?: string | null;
  leaseId?: string | null;
  contactId?: string | null;
};

/** One event of the books. `key` is unique in the agency for ever: posting it again posts nothing. */
export type Posting = {
  id?: string;
  key: string;
  event: string;
  entityId: string;
  occurredOn: CivilDate;
  memo: string;
  reversesId?: string | null;
  lines: readonly PostingLine[];
};

export type Posted = { key: string; journalId: string; isNew: boolean };

const post = {
  name: "journals_post",
  text: `select posting_key as key, journal_id as "journalId", is_new as "isNew" from post_journals(
    $1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::date[], $6::text[], $7::uuid[], $8::uuid,
    $9::int[], $10::text[], $11::bigint[], $12::text[], $13::uuid[], $14::uuid[], $15::uuid[], $16::uuid[])`,
};

/**
 * Posts journals in the caller's transaction, or in one of their own where there is none, in one call. Each must balance per currency.
 * Throws PRECONDITION for a date in a closed month. Amounts are minor units.
 */
export async function postJournals(
  tx: Pick<Tx, "sql">,
  ctx: ServiceContext,
  postings: readonly Posting[],
): Promise<Posted[]> {
  if (postings.length === 0) return [];
  const lines = postings.flatMap((posting, index) =>
    posting.lines.filter((line) => line.amountMinor !== 0).map((line) => ({ ...line, journal: index + 1 })),
  );
  try {
    return await tx.sql<Posted>(
      post,
      postings.map((posting) => posting.id ?? newId()),
      postings.map((posting) => posting.key),
      postings.map((posting) => posting.event),
      postings.map((posting) => posting.entityId),
      postings.map((posting) => posting.occurredOn),
      postings.map((posting) => posting.memo),
      postings.map((posting) => posting.reversesId ?? null),
      actingUserId(ctx),
      lines.map((line) => line.journal),
      lines.map((line) => line.account),
      lines.map((line) => line.amountMinor),
      lines.map((line) => line.currency),
      lines.map((line) => line.propertyId ?? null),
      lines.map((line) => line.unitId ?? null),
      lines.map((line) => line.leaseId ?? null),
      lines.map((line) => line.contactId ?? null),
    );
  } catch (error) {
    if (sqlState(error) === "ST003") {
      throw new AppError(
        "PRECONDITION",
        "the month is closed in the books; choose a later date or open the month",
        {},
        { cause: error },
      );
    }
    throw error;
  }
}

/** Posts one journal and returns its id, new or not. */
export async function postJournal(
  tx: Pick<Tx, "sql">,
  ctx: ServiceContext,
  posting: Posting,
): Promise<string> {
  const [posted] = await postJournals(tx, ctx, [posting]);
  if (!posted) throw new AppError("INTERNAL", "the posting function answered no journal");
  return posted.journalId;
}
