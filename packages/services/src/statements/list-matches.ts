import type { LineMatchDto, LineMatchesDto } from "@stead/contracts/statements";
import { readOne, requireFound, requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";

const line = {
  name: "statement_line_amount",
  text: `select l.amount_minor as "amountMinor", l.currency, l.booked_on as "bookedOn" from statement_lines l
    where l.agency_id = $1 and l.id = $2`,
};

const isFree = (link: string) =>
  `not exists (select from statement_lines l where l.agency_id = $1 and l.${link} = e.id and sign(l.amount_minor) = sign($2::bigint))`;
const tenant = `(select c.name from leases l join contacts c on c.agency_id = l.agency_id and c.id = l.contact_id
  where l.agency_id = $1 and l.id = e.lease_id)`;

// Each record with the amount that `matchLine` asks for, and no line of its own.
const candidates = {
  name: "statement_line_matches",
  text: `select m.kind, m."entityId", m.label, m."on", m."amountMinor", $3 as currency, m.reference, m."tenantName" from (
      select 'payment' as kind, e.id as "entityId", e.number::text as label, e.received_on as "on", e.amount_minor as "amountMinor",
        e.reference, ${tenant} as "tenantName"
      from payments e where e.agency_id = $1 and e.amount_minor = $2 and e.currency = $3 and ${isFree("payment_id")}
        and not exists (select from payment_reversals v where v.agency_id = $1 and v.payment_id = e.id and v.kind = 'mistake')
      union all
      select 'disbursement', e.id, coalesce(f.number::text, ''), coalesce(f.paid_on, e.created_at::date), -e.amount_minor, e.reason, ${tenant}
      from disbursements e left join refunds f on f.agency_id = e.agency_id and f.id = e.refund_id
      where e.agency_id = $1 and -e.amount_minor = $2 and e.currency = $3 and e.state in ('sent', 'paid', 'uncertain')
        and ${isFree("disbursement_id")}
      union all
      select 'refund', e.id, e.number::text, e.paid_on, -e.amount_minor, e.reason, ${tenant}
      from refunds e where e.agency_id = $1 and -e.amount_minor = $2 and e.currency = $3 and ${isFree("refund_id")}
        and not exists (select from disbursements d where d.agency_id = $1 and d.refund_id = e.id)
        and not exists (select from refund_failures x where x.agency_id = $1 and x.refund_id = e.id)
      union all
      select 'settlement', e.id, e.external_id, e.settled_on, case when $2::bigint < 0 then -e.gross_minor else e.net_minor end, null, null
      from rail_settlements e
      where e.agency_id = $1 and case when $2::bigint < 0 then -e.gross_minor else e.net_minor end = $2 and e.currency = $3
        and ${isFree("settlement_id")}) m
    order by abs(m."on" - $4::date), m."entityId" limit 20`,
};

type Line = { amountMinor: number; currency: string; bookedOn: string };

/** Records of the books that a line may be: of its amount, and no other line's. Days near the line's come first. */
export async function listMatches({ ctx, input }: Verb<{ id: string }>): Promise<LineMatchesDto> {
  requirePermission(ctx, "payments:read");
  requireWholeAgency(ctx);
  const row = requireFound(await readOne<Line>(ctx.db.sql, line, ctx.agencyId, input.id), "line");
  const { amountMinor, currency, bookedOn } = row;
  return {
    items: await ctx.db.sql<LineMatchDto>(candidates, ctx.agencyId, amountMinor, currency, bookedOn),
  };
}
