import type { Tx } from "@stead/db/client";
import type { ServiceContext } from "../context/index.ts";
import { normaliseReference } from "./rules.ts";

// What a clerk taught of a reference wins over what it looks like; a known payer counts when the reference says nothing.
const byWords = {
  name: "payments_lease_of_words",
  text: `with named as (
      select a.lease_id as id, 1 as place from suspense_aliases a
      where a.agency_id = $1 and a.kind = 'reference' and a.value = $2 and a.ended_at is null
      union all
      select l.id, 2 from leases l where l.agency_id = $1 and (l.reference_key = $2 or l.reference = $5)
      union all
      select a.lease_id, 3 from suspense_aliases a
      where a.agency_id = $1 and a.kind = 'payer' and a.value = $3 and a.ended_at is null)
    select n.id, n.place from named n join leases l on l.agency_id = $1 and l.id = n.id
    where l.currency = $4 and l.status in ('pending_signature', 'active', 'notice', 'ended')
    order by n.place limit 3`,
};

/** Shorter ones are met by chance, unless they are written just as they were given out. */
const leastCharacters = 3;

/**
 * The one lease that money is for by what its payer wrote or who they are: a reference that a clerk taught, the lease's
 * own reference (with or without signs, letters for digits or digits for letters), a payer that a clerk taught. Null
 * when none is named, or several alike. Money of another currency names none.
 */
export async function matchLease(
  tx: Pick<Tx, "sql">,
  ctx: ServiceContext,
  { reference, currency, payerKey }: { reference: string | null; currency: string; payerKey: string | null },
): Promise<string | null> {
  const words = normaliseReference(reference ?? "");
  const key = words.length < leastCharacters ? null : words;
  const exact = reference?.trim() || null;
  if (exact === null && payerKey === null) return null;
  const values = [ctx.agencyId, key, payerKey, currency, exact];
  const named = await tx.sql<{ id: string; place: number }>(byWords, ...values);
  const [first, second] = named;
  return first === undefined || (second?.place === first.place && second.id !== first.id) ? null : first.id;
}
