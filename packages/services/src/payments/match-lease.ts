import type { Tx } from "@stead/db/client";
import type { ServiceContext } from "../context/index.ts";
import { normaliseReference } from "./rules.ts";

// What a clerk taught of a reference wins over what it looks like; a known payer counts when the reference says nothing.
// Each question is a few look-ups by index, whatever the size of the tables when the plan was made.
const byWords = {
  name: "payments_lease_of_words",
  text: `select q.n, f.id, f.place
    from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[]) as q (n, words, payer, currency, exact)
    cross join lateral (
      select a.lease_id as id, 1 as place from suspense_aliases a
      where a.agency_id = $1 and a.kind = 'reference' and a.value = q.words and a.ended_at is null
      union all
      select l.id, 2 from leases l where l.agency_id = $1 and l.reference_key = q.words
      union all
      select l.id, 2 from leases l where l.agency_id = $1 and l.reference = q.exact
      union all
      select a.lease_id, 3 from suspense_aliases a
      where a.agency_id = $1 and a.kind = 'payer' and a.value = q.payer and a.ended_at is null) as f
    cross join lateral (
      select from leases l where l.agency_id = $1 and l.id = f.id and l.currency = q.currency
        and l.status in ('pending_signature', 'active', 'notice', 'ended') offset 0) as possible
    order by q.n, f.place`,
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
  { reference, currency, payerKey }: Words,
): Promise<string | null> {
  if (exactOf(reference) === null && payerKey === null) return null;
  const [leaseId] = await matchLeases(tx, ctx, [{ reference, currency, payerKey }]);
  return leaseId ?? null;
}

export type Words = { reference: string | null; currency: string; payerKey: string | null };

/** `matchLease` for many, in one statement: the answers stand in the order of the questions. */
export async function matchLeases(
  tx: Pick<Tx, "sql">,
  ctx: ServiceContext,
  asked: readonly Words[],
): Promise<(string | null)[]> {
  const named = await tx.sql<{ n: number; id: string; place: number }>(
    byWords,
    ctx.agencyId,
    asked.map((_, index) => index),
    asked.map(({ reference }) => keyOf(reference)),
    asked.map(({ payerKey }) => payerKey),
    asked.map(({ currency }) => currency),
    asked.map(({ reference }) => exactOf(reference)),
  );
  const byQuestion = Map.groupBy(named, ({ n }) => n);
  return asked.map((_, index) => soleOf(byQuestion.get(index) ?? []));
}

const exactOf = (reference: string | null) => reference?.trim() || null;

function keyOf(reference: string | null): string | null {
  const words = normaliseReference(reference ?? "");
  return words.length < leastCharacters ? null : words;
}

/** The lease that is named at the first place, if it is the only one there. */
function soleOf(named: readonly { id: string; place: number }[]): string | null {
  const [first] = named;
  const isSole = named.every(({ id, place }) => place !== first?.place || id === first.id);
  return first !== undefined && isSole ? first.id : null;
}
