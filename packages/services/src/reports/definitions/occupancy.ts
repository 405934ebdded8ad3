import { addDays, dayStartMs } from "@stead/kernel/dates";
import { isSigned } from "../../portfolio/index.ts";
import {
  alsoWhere,
  propertiesOf,
  propertyCell,
  sumOf,
  Values,
  type ReportColumn,
  type ReportDefinition,
} from "../define-report.ts";
import { monthsOf, type ReportMonth } from "../rules.ts";

const rate = (let_: string, all: string) => `round(100.0 * ${let_} / nullif(${all}, 0), 1)`;

const roll = "/rent-roll?asOf={lastOn}&property={propertyId?}";

const columnsOf = (by: "month" | "property"): readonly ReportColumn[] => {
  const isMonthly = by === "month";
  const count = (key: string, label: string, link = roll): ReportColumn => ({
    key,
    label,
    kind: "number",
    link,
    // Units of several months are no sum of units.
    ...(isMonthly ? {} : { total: sumOf(key) }),
  });
  const days = (key: string, label: string): ReportColumn => ({
    key,
    label,
    kind: "number",
    total: sumOf(key),
    link: roll,
  });
  return [
    isMonthly
      ? { key: "month", label: "Month", kind: "text", width: 10 }
      : { key: "propertyName", label: "Property", kind: "text", link: "/properties/{propertyId}" },
    count("units", "Units"),
    count("occupied", "Let"),
    count("vacant", "Vacant"),
    {
      key: "rate",
      label: "Let at the end",
      kind: "percent",
      ...(isMonthly ? {} : { total: rate("sum(occupied)", "sum(units)") }),
    },
    days("unitDays", "Unit days"),
    days("letDays", "Days let"),
    {
      key: "dayRate",
      label: "Let by days",
      kind: "percent",
      total: rate(sumOf("letDays"), sumOf("unitDays")),
    },
  ];
};

export const occupancy: ReportDefinition = {
  kind: "occupancy",
  title: "Occupancy",
  about: "Units, and how many of them were let, over time or by property: at the end and by days.",
  permission: "portfolio:read",
  params: ["from", "to", "by", "propertyId"],
  mostMonths: 36,
  plan: (scope, params) => {
    const { from = "", to = "", by = "month" } = params;
    const spans = by === "month" ? monthsOf(from, to) : [{ firstOn: from, lastOn: to }];
    const values = new Values(scope.agencyId);
    const wanted = propertiesOf(scope, params);
    const property = propertyCell(values, params);
    const where = alsoWhere(wanted && `u.property_id = any(${values.add(wanted)}::uuid[])`);
    const cells = cellsOf({ values, spans, timeZone: scope.timeZone, where });
    const sums = `count(*)::int as units, count(*) filter (where is_let)::int as occupied, count(*) filter (where not is_let)::int as vacant,
      ${rate("count(*) filter (where is_let)", "count(*)")} as rate, sum(unit_days)::int as "unitDays", sum(let_days)::int as "letDays",
      ${rate("sum(let_days)", "sum(unit_days)")} as "dayRate"`;
    return {
      columns: columnsOf(by),
      text:
        by === "month"
          ? `${cells} select to_char(first_on, 'YYYY-MM') as month, first_on as "firstOn", last_on as "lastOn", ${property} as "propertyId", ${sums}
              from cells group by first_on, last_on`
          : `${cells} select p.name as "propertyName", p.id as "propertyId", last_on as "lastOn", ${sums}
              from cells join properties p on p.agency_id = $1 and p.id = cells.property_id group by p.id, p.name, last_on`,
      values: values.all,
      orderBy: by === "month" ? `"firstOn"` : `"propertyName" collate "C", "propertyId"`,
      isPlain: true,
      plots: [by === "month" ? monthPlot : propertyPlot],
    };
  },
};

type CellParts = { values: Values; spans: readonly ReportMonth[]; timeZone: string; where: string };

/**
 * A row for each unit and span in which it stood: whether it was let on the last day, its days, and those on which it
 * was let. What stands on a day is what the rent roll of that day shows.
 */
function cellsOf({ values, spans, timeZone, where }: CellParts): string {
  const firsts = values.add(spans.map(({ firstOn }) => firstOn));
  const lasts = values.add(spans.map(({ lastOn }) => lastOn));
  const ends = values.add(
    spans.map(({ lastOn }) => new Date(dayStartMs(timeZone, addDays(lastOn, 1))).toISOString()),
  );
  const zone = values.add(timeZone);
  return `with spans as (
      select * from unnest(${firsts}::date[], ${lasts}::date[], ${ends}::timestamptz[]) as m (first_on, last_on, ends_at)
    ), edits as (
      -- Until each edit of its status, a unit had the one before it.
      select entity_id, changes #>> '{status,0}' as status, at as until,
        coalesce(lag(at) over (partition by entity_id order by at, id), '-infinity') as since
      from audit where agency_id = $1 and entity_type = 'unit' and action = 'unit.updated' and jsonb_exists(changes, 'status')
    ), signed as (
      select l.unit_id, l.property_id, l.start_on, coalesce(l.ended_on, l.move_out_on, l.end_on, 'infinity'::date) as last_on
      from leases l where l.agency_id = $1 and ${isSigned("l")}
    ), stock as (
      select u.id, u.property_id, u.status, least((u.created_at at time zone ${zone})::date, own.first_on,
        case when u.import_id is not null then home.first_on end) as stands_from
      from units u
      left join (select unit_id, min(start_on) as first_on from signed group by unit_id) own on own.unit_id = u.id
      left join (select property_id, min(start_on) as first_on from signed group by property_id) home on home.property_id = u.property_id
      where u.agency_id = $1${where}
    ), let as (
      select s.unit_id, m.first_on, bool_or(s.last_on >= m.last_on and s.start_on <= m.last_on) as is_let,
        sum(least(s.last_on, m.last_on) - greatest(s.start_on, m.first_on) + 1) as days
      from spans m join signed s on s.start_on <= m.last_on and s.last_on >= m.first_on
      group by s.unit_id, m.first_on
    ), cells as (
      select m.first_on, m.last_on, k.property_id, coalesce(let.is_let, false) as is_let, coalesce(let.days, 0) as let_days,
        m.last_on - greatest(m.first_on, k.stands_from) + 1 as unit_days
      from spans m join stock k on k.stands_from <= m.last_on
      left join let on let.unit_id = k.id and let.first_on = m.first_on
      left join edits e on e.entity_id = k.id and m.ends_at > e.since and m.ends_at <= e.until
      where coalesce(let.is_let, false) or coalesce(e.status, k.status) <> 'archived'
    )`;
}

const monthPlot = {
  kind: "line",
  title: "Let at the end of the month",
  valueKind: "percent",
  labelKind: "month",
  series: ["Let at the end", "Let by days"],
  text: `select null as currency, row_number() over (order by "firstOn") as place, "firstOn"::text as label, array[rate, "dayRate"] as values from report`,
} as const;

const propertyPlot = {
  kind: "bar",
  title: "Let by days, by property",
  valueKind: "percent",
  labelKind: "text",
  series: ["Let by days"],
  text: `select * from (select null as currency, row_number() over (order by "unitDays" desc, "propertyId") as place, "propertyName" as label,
    array["dayRate"] as values from report) as ranked where place <= 12`,
} as const;
