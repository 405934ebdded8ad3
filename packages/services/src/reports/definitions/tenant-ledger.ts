import { leaseLedgerEvents, leaseLedgerKind } from "../../leases/index.ts";
import { moneyColumn, Values, type ReportColumn, type ReportDefinition } from "../define-report.ts";

const link = "/journals/{journalId}";

const columns: readonly ReportColumn[] = [
  { key: "on", label: "Date", kind: "date" },
  { key: "description", label: "What", kind: "text", width: 36, link },
  { key: "number", label: "Number", kind: "number" },
  moneyColumn("chargedMinor", "Charged", { link }),
  moneyColumn("settledMinor", "Paid or credited", { link }),
  moneyColumn("balanceMinor", "Balance", {
    link,
    total: `(array_agg("balanceMinor" order by rank, "on" desc, "journalId" desc))[1]`,
  }),
];

const opening = "Balance before";

export const tenantLedger: ReportDefinition = {
  kind: "tenant-ledger",
  title: "Tenant ledger",
  about: "Everything that a tenant was charged and paid on one lease, with the balance after each.",
  permission: "leases:read",
  params: ["leaseId", "from", "to"],
  mostMonths: null,
  plan: ({ agencyId, propertyIds }, { leaseId, from, to }) => {
    const values = new Values(agencyId);
    values.add(leaseId);
    const last = values.add(to);
    const first = values.add(from ?? null);
    const allowed = values.add(propertyIds);
    return {
      columns,
      text: `with lease as (
          select currency from leases where agency_id = $1 and id = $2 and (${allowed}::uuid[] is null or property_id = any(${allowed}))
        ), entries as (
          select e.*, ${leaseLedgerKind} as kind, sum(e.amount) over (order by e.occurred_on, e.journal_id) as balance
          from (${leaseLedgerEvents}) as e where e.occurred_on <= ${last}::date and exists (select from lease)
        )
        select e.occurred_on as "on", e.memo as description, coalesce(i.number, n.number, y.number) as number, e.kind, e.journal_id as "journalId",
          lease.currency, greatest(e.amount, 0)::bigint as "chargedMinor", greatest(-e.amount, 0)::bigint as "settledMinor",
          e.balance::bigint as "balanceMinor", 0 as rank
        from entries e cross join lease
        left join invoices i on i.agency_id = $1 and i.id = e.entity_id
        left join credit_notes n on n.agency_id = $1 and n.id = e.entity_id
        left join payments y on y.agency_id = $1 and y.id = e.entity_id
        where ${first}::date is null or e.occurred_on >= ${first}::date
        union all
        select ${first}::date, '${opening}', null, 'opening', null, lease.currency, 0, 0,
          coalesce((select sum(amount) from entries where occurred_on < ${first}::date), 0)::bigint, 1
        from lease where ${first}::date is not null`,
      values: values.all,
      orderBy: `rank desc, "on", "journalId"`,
      plots: [
        {
          kind: "line",
          title: "Balance",
          valueKind: "money",
          labelKind: "text",
          series: ["Balance"],
          text: `select currency, row_number() over (order by rank desc, "on", "journalId") as place, "on"::text as label, array["balanceMinor"] as values from (
            select *, row_number() over (partition by "on" order by rank, "journalId" desc) as nth from report) as days where nth = 1`,
        },
      ],
    };
  },
};
