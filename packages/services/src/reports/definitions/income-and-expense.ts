import {
  moneyColumn,
  periodLines,
  propertyCell,
  type ReportColumn,
  type ReportDefinition,
} from "../define-report.ts";
import { monthsOf, type ReportMonth } from "../rules.ts";

/** Income less expense: rows that sum others up weigh nothing. */
const net = (key: string) => `sum("${key}" * weight)`;

const linkOf = ({ firstOn, lastOn }: ReportMonth) =>
  `/accounts?account={code}&from=${firstOn}&to=${lastOn}&property={propertyId?}`;

function columnsOf(months: readonly ReportMonth[], whole: ReportMonth): ReportColumn[] {
  const money = (key: string, label: string, month: ReportMonth) =>
    moneyColumn(key, label, { link: linkOf(month), total: net(key) });
  return [
    { key: "code", label: "Account", kind: "text", width: 8, link: linkOf(whole) },
    { key: "name", label: "Name", kind: "text", total: "'Income less expense'" },
    ...(months.length > 1
      ? months.map((month, index) => money(`m${index}`, month.firstOn.slice(0, 7), month))
      : []),
    money("totalMinor", months.length > 1 ? "Total" : "Amount", whole),
  ];
}

export const incomeAndExpense: ReportDefinition = {
  kind: "income-and-expense",
  title: "Income and expense",
  about: "What the books earned and spent, account by account and month by month, as it was charged.",
  permission: "ledger:read",
  params: ["from", "to", "propertyId", "currency"],
  mostMonths: 12,
  plan: (scope, params) => {
    const { from = "", to = "" } = params;
    const months = monthsOf(from, to);
    const { values, first, last, where } = periodLines(scope, params);
    const property = propertyCell(values, params);
    const firsts = months.map(({ firstOn }) => values.add(firstOn));
    // The first month may begin later than its first day; lines are named by the first day of theirs.
    const monthly = firsts.map(
      (place, index) =>
        `coalesce(sum(s.amount) filter (where s.month = date_trunc('month', ${place}::date)::date), 0)::bigint as m${index}`,
    );
    const keys = [...firsts.map((_, index) => `m${index}`), `"totalMinor"`];
    return {
      columns: columnsOf(months, { firstOn: from, lastOn: to }),
      text: `with sums as (
          select a.code, a.name, a.type, l.currency, date_trunc('month', l.occurred_on)::date as month,
            sum(case a.type when 'income' then -l.amount_minor else l.amount_minor end) as amount
          from ledger_accounts a
          join journal_lines l on l.agency_id = $1 and l.account_code = a.code and l.occurred_on >= ${first} and l.occurred_on <= ${last}${where}
          where a.agency_id = $1 and a.type in ('income', 'expense') group by a.code, a.name, a.type, l.currency, month
        ), accounts as (
          select s.code, s.name, s.type, s.currency, ${monthly.join(", ")}, sum(s.amount)::bigint as "totalMinor"
          from sums s group by s.code, s.name, s.type, s.currency
        )
        select code, name, type, currency, ${property} as "propertyId", ${keys.join(", ")},
          case type when 'income' then 1 else -1 end as weight, null as emphasis from accounts
        union all
        select null, case type when 'income' then 'Income' else 'Expense' end, type, currency, null,
          ${keys.map((key) => `sum(${key})::bigint`).join(", ")}, 0, 'strong' from accounts group by type, currency`,
      values: values.all,
      orderBy: `currency, type desc, code nulls last`,
      plots: [
        {
          kind: "bar",
          title: "Income and expense, by month",
          valueKind: "money",
          labelKind: "month",
          series: ["Income", "Expense"],
          text: `select currency, m.place, m.label, array[coalesce(sum(m.amount) filter (where weight = 1), 0),
              coalesce(sum(m.amount) filter (where weight = -1), 0)] as values
            from report cross join lateral (values ${months
              .map(({ firstOn }, index) => `(${index}, '${firstOn}', m${index})`)
              .join(", ")}) as m (place, label, amount) group by currency, m.place, m.label`,
        },
      ],
    };
  },
};
