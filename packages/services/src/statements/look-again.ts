import { requirePermission, requireWholeAgency, type RailContext } from "../context/index.ts";
import { bookLines } from "./book-lines.ts";
import { readStatementAccount } from "./rows.ts";

const waiting = {
  name: "statement_waiting_payouts",
  text: `select distinct s.bank_account_id as "bankAccountId" from statement_lines l
    join bank_statements s on s.agency_id = l.agency_id and s.id = l.statement_id
    where l.agency_id = $1 and l.state = 'waiting' and l.decided_by is null and l.provider is not null
      and s.bank_account_id is not null order by 1`,
};

/**
 * Looks at the lines of banks again that wait for a provider's payout to be told of: one may have been by now. What a
 * person decided stays. Safe to run again.
 */
export async function lookAgain({ ctx }: { ctx: RailContext }): Promise<void> {
  requirePermission(ctx, "payments:write");
  requireWholeAgency(ctx);
  const banks = await ctx.db.sql<{ bankAccountId: string }>(waiting, ctx.agencyId);
  for (const { bankAccountId } of banks)
    await bookLines(ctx, await readStatementAccount(ctx.db.sql, ctx, { railAccountId: null, bankAccountId }));
}
