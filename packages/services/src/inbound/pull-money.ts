import { RetryLater } from "@stead/queue/retries";
import { bookReceived, linkAttempt } from "../collecting/index.ts";
import { inTransaction, requirePermission } from "../context/index.ts";
import { openProvider, patience, readAccount } from "../rails/index.ts";
import type { RailVerb } from "../context/index.ts";

const pulled = {
  name: "rail_account_pulled",
  text: `update rail_accounts set pulled_to = greatest(pulled_to, $3::timestamptz),
      unreadable_count = case when $4 > 0 then $4 else unreadable_count end,
      unreadable_at = case when $4 > 0 then $3::timestamptz else unreadable_at end
    where agency_id = $1 and id = $2`,
};

/** The list reaches back two days at most; each look overlaps the last one, because it may be late itself. */
const reachMs = 47 * 3_600_000;
const overlapMs = 2 * 3_600_000;

/**
 * Fetches the provider's own list of money that came in, and books what was never told. Rows that cannot be read are
 * counted on the account, for people.
 */
export async function pullMoney({
  ctx,
  input,
}: RailVerb<{ railAccountId: string }>): Promise<{ seen: number; booked: number }> {
  requirePermission(ctx, "payments:write");
  const account = await readAccount(ctx.db.sql, ctx, input.railAccountId);
  const provider = openProvider(ctx, account);
  if (provider.pull === undefined || !account.isActive) return { seen: 0, booked: 0 };
  const nowMs = ctx.clock.nowMs();
  const fromMs = Math.max(
    nowMs - reachMs,
    account.pulledTo === null ? 0 : Date.parse(account.pulledTo) - overlapMs,
  );
  const toAt = new Date(nowMs).toISOString();
  let [seen, booked, unreadable] = [0, 0, 0];
  let cursor: string | null = null;
  do {
    const said = await provider.pull({ fromAt: new Date(fromMs).toISOString(), toAt, cursor }, patience(ctx));
    if (said.outcome !== "ok") {
      const text = said.outcome === "uncertain" ? said.text : said.result.text;
      throw new RetryLater(nowMs + 5 * 60_000, text);
    }
    const { unreadableCount } = said.value;
    unreadable += unreadableCount;
    // What they say is the provider's and may name people: only how many they are is told.
    if (unreadableCount > 0)
      ctx.log.warn(
        { rail: account.rail, railAccountId: account.id, unreadableCount },
        "rows of a provider's list cannot be read",
      );
    for (const money of said.value.money) {
      seen++;
      const { isNew, paymentId } = await inTransaction(ctx, (tx) =>
        bookReceived(tx, ctx, account, { money, leaseId: null }),
      );
      if (isNew) booked++;
      // The list names payers that a confirmation hid.
      await linkAttempt(ctx, account, { paymentId, money });
    }
    cursor = said.value.next;
  } while (cursor !== null);
  await ctx.db.sql(pulled, ctx.agencyId, account.id, toAt, unreadable);
  return { seen, booked };
}
