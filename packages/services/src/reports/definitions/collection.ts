import { accounts } from "../../ledger/index.ts";
import {
  byMonth,
  byProperty,
  moneyColumn,
  periodLines,
  propertyCell,
  sumOf,
  type Values,
  type ReportColumn,
  type ReportDefinition,
} from "../define-report.ts";
import { monthsOf } from "../rules.ts";

const receivable = accounts.tenantReceivable.code;
const link = `/accounts?account=${receivable}&from={firstOn}&to={lastOn}&property={propertyId?}`;

const money = (key: string, label: string, total?: string) => moneyColumn(key, label, { link, total });

/** Of what was charged and not credited: how much was paid, in percent. */
const rateOf = (sum: (column: string) => string) =>
  `round(100.0 * ${sum("collectedMinor")} / nullif(${sum("chargedMinor")} - ${sum("creditedMinor")}, 0), 1)`;

const columnsOf = (by: "month" | "property"): readonly ReportColumn[] => [
  by === "month"
    ? { key: "month", label: "Month", kind: "text", width: 10 }
    : { key: "propertyName", label: "Property", kind: "text", link: "/properties/{propertyId}" },
  money(
    "openingMinor",
    "Owed before",
    by === "month" ? `(array_agg("openingMinor" order by "firstOn"))[1]` : undefined,
  ),
  money("chargedMinor", "Charged"),
  money("creditedMinor", "Credited"),
  money("collectedMinor", "Collected"),
  money(
    "closingMinor",
    "Owed after",
    by === "month" ? `(array_agg("closingMinor" order by "firstOn" desc))[1]` : undefined,
  ),
  { key: "rate", label: "Rate", kind: "percent", total: rateOf(sumOf) },
];

/** What an event did to the receivable: charges it, takes back a charge, or else is payment and its undoing. */
const isCharge = `(j.event like 'invoice.%' or j.event like 'lease.%')`;
const isCredit = `(j.event like 'credit_note.%' or j.event like 'write_off.%')`;

export const collection: ReportDefinition = {
  kind: "collection",
  title: "Collection",
  about: "What was charged, credited and collected, by month or property, and the rate.",
  permission: "payments:read",
  params: ["from", "to", "by", "propertyId", "currency"],
  mostMonths: 36,
  plan: (scope, params) => {
    const { from = "", to = "", by = "month" } = params;
    const { values, first, last, where } = periodLines(scope, params);
    const group = by === "month" ? "date_trunc('month', l.occurred_on)::date" : "l.property_id";
    const before = by === "month" ? "null::date" : "l.property_id";
    const sumWhere = (kind: string) =>
      `coalesce(sum(l.amount_minor) filter (where l.occurred_on <= ${last} and ${kind}), 0)`;
    // What was owed before is what is open now, turned back by what happened since: no older history is read.
    const sums = `sums as (
        select ${before} as grouped, l.currency, sum(l.open_minor) as opening, 0 as charged, 0 as credited, 0 as collected
        from invoice_balances l
        where l.agency_id = $1 and l.kind <> 'deposit' and l.status in ('open', 'part_paid')${where} group by 1, 2
        union all
        select ${group}, l.currency, -sum(l.amount_minor), ${sumWhere(isCharge)}, -${sumWhere(isCredit)},
          -${sumWhere(`not ${isCharge} and not ${isCredit}`)}
        from journal_lines l join journals j on j.agency_id = $1 and j.id = l.journal_id and j.occurred_on >= ${first}
        where l.agency_id = $1 and l.account_code = '${receivable}' and l.occurred_on >= ${first}${where} group by 1, 2
      )`;
    const text =
      by === "month"
        ? monthText(sums, { values, from, to, property: propertyCell(values, params) })
        : propertyText(sums, { first, last });
    return {
      columns: columnsOf(by),
      text,
      values: values.all,
      orderBy: by === "month" ? `currency, "firstOn"` : `currency, "propertyName" collate "C", "propertyId"`,
      plots: [by === "month" ? monthPlot : propertyPlot],
    };
  },
};

const cells = `charged::bigint as "chargedMinor", credited::bigint as "creditedMinor", collected::bigint as "collectedMinor",
  opening::bigint as "openingMinor", (opening + charged - credited - collected)::bigint as "closingMinor",
  round(100.0 * collected / nullif(charged - credited, 0), 1) as rate`;

type MonthParts = { values: Values; from: string; to: string; property: string };

function monthText(sums: string, { values, from, to, property }: MonthParts): string {
  const months = monthsOf(from, to);
  const firsts = values.add(months.map(({ firstOn }) => firstOn));
  const lasts = values.add(months.map(({ lastOn }) => lastOn));
  return `with ${sums}, cells as (
      select m.first_on, m.last_on, c.currency, coalesce(s.charged, 0) as charged, coalesce(s.credited, 0) as credited,
        coalesce(s.collected, 0) as collected,
        coalesce((select sum(b.opening) from sums b where b.currency = c.currency), 0)
          + coalesce(sum(coalesce(s.charged, 0) - coalesce(s.credited, 0) - coalesce(s.collected, 0))
            over (partition by c.currency order by m.first_on rows between unbounded preceding and 1 preceding), 0) as opening
      from unnest(${firsts}::date[], ${lasts}::date[]) as m (first_on, last_on)
      cross join (select distinct currency from sums) c
      left join sums s on s.grouped = date_trunc('month', m.first_on)::date and s.currency = c.currency
    )
    select to_char(first_on, 'YYYY-MM') as month, first_on as "firstOn", last_on as "lastOn", ${property} as "propertyId", currency, ${cells}
    from cells`;
}

function propertyText(sums: string, { first, last }: { first: string; last: string }): string {
  return `with ${sums}, cells as (
      select grouped, currency, sum(opening) as opening, sum(charged) as charged, sum(credited) as credited, sum(collected) as collected
      from sums group by grouped, currency
    )
    select p.name as "propertyName", p.id as "propertyId", ${first}::date as "firstOn", ${last}::date as "lastOn", currency, ${cells}
    from cells join properties p on p.agency_id = $1 and p.id = cells.grouped
    where opening <> 0 or charged <> 0 or credited <> 0 or collected <> 0`;
}

const monthPlot = {
  kind: "bar",
  title: "Charged and collected, by month",
  valueKind: "money",
  labelKind: "month",
  series: ["Charged", "Collected"],
  text: byMonth([`"chargedMinor" - "creditedMinor"`, `"collectedMinor"`]),
} as const;

const propertyPlot = {
  kind: "bar",
  title: "Charged and collected, by property",
  valueKind: "money",
  labelKind: "text",
  series: ["Charged", "Collected"],
  text: byProperty(
    [`${sumOf("chargedMinor")} - ${sumOf("creditedMinor")}`, sumOf("collectedMinor")],
    sumOf("chargedMinor"),
  ),
} as const;
