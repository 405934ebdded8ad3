"use client";

import { Money } from "@stead/ui/money";
import { SkeletonStat } from "@stead/ui/skeleton";
import { Stat, StatRow } from "@stead/ui/stat";
import { Why } from "@stead/ui/why";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { deposits as text } from "../../messages/en/deposits.ts";

const heldAccount = "2000";

/** What is held of everybody, by currency, as the books have it. Nothing when it cannot be read: the list says it by lease. */
export function HeldInBooks() {
  const query = useQuery(useTRPC().ledger.trialBalance.queryOptions({}));
  if (query.error) return null;
  if (query.data === undefined) return <SkeletonStat className="mb-6" />;
  const held = query.data.currencies.flatMap(({ currency, rows }) => {
    const row = rows.find(({ code }) => code === heldAccount);
    return row ? [{ currency, minor: -row.balanceMinor }] : [];
  });
  if (held.length === 0) return null;
  return (
    <StatRow className="mb-6">
      {held.map(({ currency, minor }) => (
        <Stat
          key={currency}
          label={text.heldInBooks}
          aside={<Why title={text.heldWhy} rule={text.heldRule} />}
          value={<Money amountMinor={minor} currency={currency} hasCurrency isZeroShown />}
          href={`/accounts?account=${heldAccount}`}
        />
      ))}
    </StatRow>
  );
}
