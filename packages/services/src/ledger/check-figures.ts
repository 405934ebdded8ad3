import type { ProofCheck } from "./rows.ts";

const whole = "'00000000-0000-0000-0000-000000000000'::uuid";

/** What the figures should be, recounted from the rows behind them, by property and day. */
const recount = `
    select b.property_id, m.metric, b.currency, b.due_on as on_date, sum(m.amount) as amount, sum(m.rows) as count
    from invoice_balances b
    cross join lateral (values
      (case b.kind when 'deposit' then 'deposit_charged' else 'charged' end, b.total_minor - b.credited_minor, 1),
      (case b.kind when 'deposit' then 'deposit_open' else 'open' end, b.open_minor, (b.open_minor > 0)::int),
      (case b.kind when 'deposit' then 'deposit_paid' else 'paid' end, b.paid_minor, 0),
      ('written_off', b.written_off_minor, 0)) as m (metric, amount, rows)
    where b.agency_id = $1 group by 1, 2, 3, 4
    union all
    select coalesce(p.property_id, ${whole}), 'received', p.currency, p.received_on, sum(p.amount_minor), count(*)
    from payments p
    where p.agency_id = $1 and p.rail not in ('opening', 'deposit') and not exists (
      select from payment_reversals v where v.agency_id = p.agency_id and v.payment_id = p.id)
    group by 1, 2, 3, 4
    union all
    select property_id, 'deposit_held', currency, moved_on, sum(amount_minor), count(*)
    from deposit_movements where agency_id = $1 and kind not in ('invoiced', 'uninvoiced') group by 1, 2, 3, 4`;

/** The dashboard's figures, folded or still waiting, are what a recount finds: by property, and for the whole agency. */
export const figureChecks: readonly ProofCheck[] = [
  {
    name: "figures_are_recounted",
    description: "The dashboard's figures are what a recount of their rows finds, for each property and day",
    text: `with facts as (${recount}
      ), told as (
        select property_id, metric, currency, on_date, amount_minor as amount, count from stat_totals where agency_id = $1
        union all
        select part.property_id, d.metric, d.currency, d.on_date, d.amount_minor, d.count from stat_deltas d
        cross join lateral (select d.property_id union select ${whole}) as part (property_id) where d.agency_id = $1
      ), expected as (
        select part.property_id, f.metric, f.currency, f.on_date, f.amount, f.count from facts f
        cross join lateral (select f.property_id union select ${whole}) as part (property_id)
      ), sides as (
        select currency, metric || ' ' || on_date || ' ' || property_id as label, property_id,
          coalesce(t.amount, 0) as left_minor, coalesce(e.amount, 0) as right_minor,
          coalesce(t.amount, 0) <> coalesce(e.amount, 0) or coalesce(t.count, 0) <> coalesce(e.count, 0) as wrong
        from (select property_id, metric, currency, on_date, sum(amount) as amount, sum(count) as count from told group by 1, 2, 3, 4) t
        full join (select property_id, metric, currency, on_date, sum(amount) as amount, sum(count) as count from expected group by 1, 2, 3, 4) e
          using (property_id, metric, currency, on_date)
      )
      select currency, coalesce(sum(left_minor) filter (where property_id = ${whole}), 0)::bigint as "leftMinor",
        coalesce(sum(right_minor) filter (where property_id = ${whole}), 0)::bigint as "rightMinor",
        coalesce((array_agg(label order by label) filter (where wrong))[1:5], '{}') as samples
      from sides group by currency order by currency`,
  },
];
