import type { Sql } from "@stead/db/client";
import type { ServiceContext } from "../context/index.ts";
import { accounts } from "./accounts.ts";

/** What a lease was opened with and still has in its books. Minor units; null for what it was not opened with. */
export type OpeningState = {
  balanceMinor: number | null;
  depositMinor: number | null;
  /** Keys of the postings that are there, or that the next opening has. */
  balanceKey: string;
  depositKey: string;
};

type OpeningRow = {
  leaseId: string;
  kind: "opening" | "opening-deposit";
  key: string;
  amountMinor: number | null;
};

// An opening that was taken back may come again: each further one has its number behind the key.
const states = {
  name: "",
  text: `with recursive tried (lease_id, kind, n, key) as (
      select l.id, k.kind, 1, k.kind || ':' || l.id from unnest($2::uuid[]) as l (id), (values ('opening'), ('opening-deposit')) as k (kind)
      union all
      select t.lease_id, t.kind, t.n + 1, t.kind || ':' || t.lease_id || ':' || t.n + 1 from tried t
      cross join lateral (
        select from journals j join journals r on r.agency_id = $1 and r.reverses_id = j.id
        where j.agency_id = $1 and j.posting_key = t.key limit 1
      ) as reversed
    )
    select distinct on (t.lease_id, t.kind) t.lease_id as "leaseId", t.kind, t.key, o.amount as "amountMinor"
    from tried t
    left join lateral (
      select -sum(e.amount_minor)::bigint as amount from journals j join journal_lines e on e.agency_id = $1 and e.journal_id = j.id
        and e.account_code = case t.kind when 'opening' then $3 else $4 end
      where j.agency_id = $1 and j.posting_key = t.key
    ) o on true
    order by t.lease_id, t.kind, t.n desc`,
};

/** The opening balances of leases as the books have them, without those that were taken back. */
export async function readOpenings(
  sql: Sql,
  ctx: ServiceContext,
  leaseIds: readonly string[],
): Promise<Map<string, OpeningState>> {
  const rows = await sql<OpeningRow>(
    states,
    ctx.agencyId,
    leaseIds,
    accounts.openingBalances.code,
    accounts.depositsHeld.code,
  );
  const found = new Map<string, OpeningState>();
  for (const { leaseId, kind, key, amountMinor } of rows) {
    const state = found.get(leaseId) ?? {
      balanceMinor: null,
      depositMinor: null,
      balanceKey: `opening:${leaseId}`,
      depositKey: `opening-deposit:${leaseId}`,
    };
    found.set(
      leaseId,
      kind === "opening"
        ? { ...state, balanceKey: key, balanceMinor: amountMinor }
        : { ...state, depositKey: key, depositMinor: amountMinor },
    );
  }
  return found;
}
