import type { SuggestionDto } from "@stead/contracts/desk";
import { formatMoney } from "@stead/kernel/money";
import type { RailVerb } from "../context/index.ts";
import { readOne, requireFound, requirePermission, requireWholeAgency } from "../context/index.ts";
import { fingerprintPhone, openPayerName } from "../rails/index.ts";
import { rankSuggestions, type Suggestion, type SuggestionReason } from "./rank-suggestions.ts";

type Waiting = {
  amountMinor: number;
  currency: string;
  reference: string | null;
  payerKey: string | null;
  nameSealed: string | null;
};

const waitingOf = {
  name: "desk_waiting",
  text: `select b.unallocated_minor as "amountMinor", p.currency, p.reference, y.payer_key as "payerKey", y.name_sealed as "nameSealed"
    from payment_balances b join payments p on p.agency_id = b.agency_id and p.id = b.payment_id
    left join payment_payers y on y.agency_id = b.agency_id and y.payment_id = b.payment_id
    where b.agency_id = $1 and b.payment_id = $2`,
};

type Candidate = {
  leaseId: string;
  leaseNumber: number;
  reference: string;
  currency: string;
  rentMinor: number;
  openMinor: number;
  tenantName: string;
  phone: string | null;
  propertyName: string;
  unitLabel: string;
};

/** More leases than this are not looked through: those that began last are. */
const mostCandidates = 20_000;

const candidates = {
  name: "desk_candidates",
  text: `with open as (
      select lease_id, sum(open_minor)::bigint as minor from invoice_balances
      where agency_id = $1 and status in ('open', 'part_paid') group by lease_id)
    select l.id as "leaseId", l.number as "leaseNumber", l.reference, l.currency, l.rent_minor as "rentMinor",
      coalesce(o.minor, 0) as "openMinor", c.name as "tenantName", c.phone, p.name as "propertyName", u.label as "unitLabel"
    from leases l
    join contacts c on c.agency_id = l.agency_id and c.id = l.contact_id
    join units u on u.agency_id = l.agency_id and u.id = l.unit_id
    join properties p on p.agency_id = l.agency_id and p.id = l.property_id
    left join open o on o.lease_id = l.id
    where l.agency_id = $1 and l.currency = $2 and l.status in ('pending_signature', 'active', 'notice', 'ended')
    order by l.start_on desc, l.id limit ${mostCandidates}`,
};
const learned = {
  name: "desk_aliases",
  text: `select lease_id as "leaseId", kind, value from suspense_aliases
    where agency_id = $1 and ended_at is null and (kind = 'reference' or value = $2) limit 20000`,
};
const history = {
  name: "desk_history",
  text: `select b.lease_id as "leaseId", y.payer_key as "payerKey" from payment_payers y
    join payment_balances b on b.agency_id = y.agency_id and b.payment_id = y.payment_id
    where y.agency_id = $1 and y.payer_key = $2 and b.lease_id is not null and b.status <> 'reversed' limit 500`,
};

type Alias = { leaseId: string; kind: "reference" | "payer"; value: string };

/** Leases that waiting money is most likely for, each with its reasons. */
export async function suggestLeases({
  ctx,
  input,
}: RailVerb<{ id: string }>): Promise<{ items: SuggestionDto[] }> {
  requirePermission(ctx, "payments:read");
  requireWholeAgency(ctx);
  const waiting = requireFound(
    await readOne<Waiting>(ctx.db.sql, waitingOf, ctx.agencyId, input.id),
    "payment",
  );
  const { amountMinor, currency, reference, payerKey } = waiting;
  const [leases, aliases, past] = await Promise.all([
    ctx.db.sql<Candidate>(candidates, ctx.agencyId, currency),
    ctx.db.sql<Alias>(learned, ctx.agencyId, payerKey),
    payerKey === null
      ? []
      : ctx.db.sql<{ leaseId: string; payerKey: string }>(history, ctx.agencyId, payerKey),
  ]);
  const text = openPayerName(ctx, waiting.nameSealed) ?? "";
  const ranked = rankSuggestions({
    line: { amountMinor, currency, reference, text, payerKey, phoneHash: payerKey },
    candidates: leases.map((lease) => ({
      ...lease,
      phoneHashes: payerKey === null || lease.phone === null ? [] : [fingerprintPhone(ctx, lease.phone)],
    })),
    aliases,
    history: past,
  });
  const byId = new Map(leases.map((lease) => [lease.leaseId, lease]));
  return { items: ranked.flatMap((suggestion) => toDto(suggestion, byId, { amountMinor, currency })) };
}

function toDto(
  { leaseId, score, reasons }: Suggestion,
  byId: ReadonlyMap<string, Candidate>,
  money: { amountMinor: number; currency: string },
): SuggestionDto[] {
  const lease = byId.get(leaseId);
  if (lease === undefined) return [];
  const { leaseNumber, reference, tenantName, propertyName, unitLabel, openMinor } = lease;
  const shown = { leaseId, leaseNumber, reference, tenantName, propertyName, unitLabel, openMinor };
  return [{ ...shown, score, reasons: reasons.map((reason) => sayReason(reason, money)) }];
}

const shared = (count: number) => (count === 1 ? "" : `, as that of ${count - 1} more`);

function sayReason(
  reason: SuggestionReason,
  { amountMinor, currency }: { amountMinor: number; currency: string },
): SuggestionDto["reasons"][number] {
  const { kind } = reason;
  switch (kind) {
    case "reference":
      return { kind, text: sayReference(reason) };
    case "learned_reference":
      return { kind, text: "This reference was given to the lease before" };
    case "learned_payer":
      return { kind, text: "This payer was given to the lease before" };
    case "phone":
      return { kind, text: "It was paid from the tenant's phone" };
    case "history":
      return { kind, text: `${reason.times} of this payer's last ${reason.of} payments were for the lease` };
    case "open_balance":
      return {
        kind,
        text: `Just what is open, ${formatMoney(amountMinor, currency)}${shared(reason.shared)}`,
      };
    case "rent":
      return { kind, text: `Just the rent, ${formatMoney(amountMinor, currency)}${shared(reason.shared)}` };
  }
}

function sayReference({ slip, reference }: Extract<SuggestionReason, { kind: "reference" }>): string {
  if (slip === null) return `The reference is ${reference}`;
  const ways = {
    letters_for_digits: `The reference is ${reference}, with letters for digits`,
    within_text: `The words hold the reference ${reference}`,
    typing_slip: `One slip away from the reference ${reference}`,
    letters_left_out: `The digits of the reference ${reference}`,
  };
  return ways[slip];
}
