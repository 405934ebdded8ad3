import { accounts, clearingAccounts } from "../../ledger/index.ts";
import {
  byMonth,
  moneyColumn,
  periodLines,
  propertyCell,
  wholeBefore,
  type ReportColumn,
  type ReportDefinition,
} from "../define-report.ts";
import { monthsOf } from "../rules.ts";

/** Where money lies: banks, cash, and what providers hold on its way. Moves between them are no flow. */
const cashCodes = [accounts.clientBank, accounts.depositBank, ...clearingAccounts, accounts.cash].map(
  ({ code }) => code,
);

/** What moved cash, by the event that posted it; whatever is none of these is "other". */
const flows = [
  {
    key: "receivedMinor",
    label: "Received",
    events: ["payment.received"],
    link: "/payments?receivedFrom={firstOn}&receivedTo={lastOn}&property={propertyId?}",
  },
  {
    key: "takenBackMinor",
    label: "Taken back",
    events: ["payment.reversed"],
    link: eventLink("payment.reversed"),
  },
  {
    key: "refundedMinor",
    label: "Refunds",
    events: ["payment.refunded"],
    link: eventLink("payment.refunded"),
  },
  {
    key: "returnedMinor",
    label: "Refunds that came back",
    events: ["payment.refund_failed"],
    link: eventLink("payment.refund_failed"),
  },
  {
    key: "depositsPaidMinor",
    label: "Deposits paid back",
    events: ["deposit.refunded"],
    link: eventLink("deposit.refunded"),
  },
] as const;

function eventLink(event: string): string {
  return `/accounts?event=${event}&from={firstOn}&to={lastOn}&property={propertyId?}`;
}

const journal = "/accounts?from={firstOn}&to={lastOn}&property={propertyId?}";

const columns: readonly ReportColumn[] = [
  { key: "month", label: "Month", kind: "text", width: 10 },
  moneyColumn("openingMinor", "Before", {
    link: journal,
    total: `(array_agg("openingMinor" order by "firstOn"))[1]`,
  }),
  ...flows.map(({ key, label, link }) => moneyColumn(key, label, { link })),
  moneyColumn("otherMinor", "Other", { link: journal }),
  moneyColumn("netMinor", "Net", { link: journal }),
  moneyColumn("closingMinor", "After", {
    link: "/accounts/trial-balance?asOf={lastOn}",
    total: `(array_agg("closingMinor" order by "firstOn" desc))[1]`,
  }),
];

const quoted = (texts: readonly string[]) => texts.map((text) => `'${text}'`).join(", ");
const cashAccounts = quoted(cashCodes);
const known = quoted(flows.flatMap(({ events }) => events));

export const cashFlow: ReportDefinition = {
  kind: "cash-flow",
  title: "Cash flow",
  about: "What came into banks and cash and what left them, month by month.",
  permission: "ledger:read",
  params: ["from", "to", "propertyId", "currency"],
  mostMonths: 36,
  plan: (scope, params) => {
    const { from = "", to = "" } = params;
    const months = monthsOf(from, to);
    const inCash = `l.account_code in (${cashAccounts})`;
    const { values, first, last, where, isWhole } = periodLines(scope, params, inCash);
    const before = isWhole
      ? wholeBefore(cashAccounts, first, params, values)
      : `select l.currency, sum(l.amount_minor) as amount from journal_lines l
          where l.agency_id = $1 and l.occurred_on < ${first}${where} group by l.currency`;
    const property = propertyCell(values, params);
    const firsts = values.add(months.map(({ firstOn }) => firstOn));
    const lasts = values.add(months.map(({ lastOn }) => lastOn));
    const flowSums = flows.map(
      ({ key, events }) =>
        `coalesce(sum(l.amount_minor) filter (where j.event in (${quoted(events)})), 0) as "${key}"`,
    );
    const shown = flows.map(({ key }) => `coalesce(s."${key}", 0)::bigint as "${key}"`);
    return {
      columns,
      text: `with before as (${before}), sums as (
          select date_trunc('month', l.occurred_on)::date as month, l.currency, ${flowSums.join(", ")},
            coalesce(sum(l.amount_minor) filter (where j.event not in (${known})), 0) as other, sum(l.amount_minor) as net
          from journal_lines l
          join journals j on j.agency_id = $1 and j.id = l.journal_id and j.occurred_on >= ${first} and j.occurred_on <= ${last}
          where l.agency_id = $1 and l.occurred_on >= ${first} and l.occurred_on <= ${last}${where} group by 1, 2
        ), cells as (
          select m.first_on as "firstOn", m.last_on as "lastOn", c.currency, ${shown.join(", ")}, coalesce(s.other, 0)::bigint as "otherMinor",
            coalesce(s.net, 0)::bigint as "netMinor",
            (coalesce(b.amount, 0) + sum(coalesce(s.net, 0)) over (partition by c.currency order by m.first_on))::bigint as "closingMinor"
          from unnest(${firsts}::date[], ${lasts}::date[]) as m (first_on, last_on)
          cross join (select currency from before union select currency from sums) c
          left join before b on b.currency = c.currency
          left join sums s on s.month = date_trunc('month', m.first_on)::date and s.currency = c.currency
        )
        select to_char("firstOn", 'YYYY-MM') as month, ${property} as "propertyId", "closingMinor" - "netMinor" as "openingMinor", cells.* from cells`,
      values: values.all,
      orderBy: `currency, "firstOn"`,
      plots: [
        {
          kind: "bar",
          title: "Cash in and out, by month",
          valueKind: "money",
          labelKind: "month",
          series: ["In", "Out"],
          text: byMonth([
            `"receivedMinor" + greatest("otherMinor", 0)`,
            `"receivedMinor" + greatest("otherMinor", 0) - "netMinor"`,
          ]),
        },
        {
          kind: "line",
          title: "Cash at the end of the month",
          valueKind: "money",
          labelKind: "month",
          series: ["Cash"],
          text: byMonth([`"closingMinor"`]),
        },
      ],
    };
  },
};
