import { ageingBuckets } from "@stead/contracts/arrears";
import { ageingJoins, ageingOf } from "../../arrears/index.ts";
import {
  alsoWhere,
  countOf,
  moneyColumn,
  propertiesOf,
  Values,
  type ReportColumn,
  type ReportDefinition,
} from "../define-report.ts";

const labels = {
  notDue: "Not due yet",
  dueToday: "Due today",
  days1to30: "1-30 days",
  days31to60: "31-60 days",
  days61to90: "61-90 days",
  over90: "Over 90 days",
} satisfies Record<(typeof ageingBuckets)[number], string>;

const columns: readonly ReportColumn[] = [
  { key: "tenantName", label: "Tenant", kind: "text", link: "/leases/{leaseId}" },
  { key: "propertyName", label: "Property", kind: "text", link: "/properties/{propertyId}" },
  { key: "unitLabel", label: "Unit", kind: "text", width: 10, total: countOf("lease", "leases") },
  { key: "status", label: "State", kind: "text", width: 8 },
  ...ageingBuckets.map((bucket) =>
    moneyColumn(bucket, labels[bucket], { link: "/invoices?lease={leaseId}" }),
  ),
  moneyColumn("totalMinor", "Total owed", { link: "/leases/{leaseId}" }),
  moneyColumn("creditMinor", "Credit", { link: "/accounts?account=2010&lease={leaseId}&to={asOf}" }),
  moneyColumn("depositHeldMinor", "Deposit held", { link: "/leases/{leaseId}/deposit" }),
  { key: "lastPaymentOn", label: "Last paid", kind: "date" },
  {
    key: "lastPaymentMinor",
    label: "Last payment",
    kind: "money",
    currencyKey: "currency",
    link: "/payments?lease={leaseId}",
  },
];

/** What the lease was on the day, told by its dates. */
const statusThen = `case when l.ended_on < $2::date then 'ended' when l.notice_on <= $2::date then 'notice' else 'active' end`;

export const arrearsAgeing: ReportDefinition = {
  kind: "arrears-ageing",
  title: "Arrears ageing",
  about: "Who owes what for how long, with credit apart. Its total is the tenant receivable of the books.",
  permission: "payments:read",
  params: ["asOf", "propertyId", "currency"],
  mostMonths: null,
  plan: (scope, params) => {
    const values = new Values(scope.agencyId);
    values.add(params.asOf);
    const wanted = propertiesOf(scope, params);
    const properties = wanted === null ? undefined : values.add(wanted);
    const currency = params.currency === undefined ? undefined : values.add(params.currency);
    const where = alsoWhere(
      properties && `l.property_id = any(${properties}::uuid[])`,
      currency && `a.currency = ${currency}`,
    );
    return {
      columns,
      text: `with ${ageingOf({ properties, currency })}, listed as materialized (
          select a.*, l.property_id, l.unit_id, ${statusThen} as status, c.name as tenant
          from ageing a join leases l on l.agency_id = $1 and l.id = a.lease_id
          join contacts c on c.agency_id = $1 and c.id = l.contact_id
          where (a.total > 0 or a.credit > 0)${where}
        )
        select r.lease_id as "leaseId", r.property_id as "propertyId", r.tenant as "tenantName", pr.name as "propertyName", u.label as "unitLabel",
          r.status, r.currency, ${ageingBuckets.map((bucket) => `r."${bucket}"::bigint as "${bucket}"`).join(", ")},
          r.total::bigint as "totalMinor", r.overdue::bigint as "overdueMinor", r.credit::bigint as "creditMinor",
          coalesce(held.amount, 0)::bigint as "depositHeldMinor", last.received_on as "lastPaymentOn", last.amount_minor as "lastPaymentMinor"
        from listed r ${ageingJoins}`,
      values: values.all,
      orderBy: `currency, "overdueMinor" desc, "tenantName" collate "C", "leaseId"`,
      plots: [
        {
          kind: "stack",
          title: "What is owed, by age",
          valueKind: "money",
          labelKind: "text",
          series: ["Owed"],
          text: ageingBuckets
            .slice(1)
            .map(
              (bucket, place) =>
                `select currency, ${place} as place, '${place === 0 ? "Not late" : labels[bucket]}' as label,
                  array[sum(${place === 0 ? `"notDue" + "dueToday"` : `"${bucket}"`})] as values from report group by currency`,
            )
            .join(" union all "),
        },
      ],
    };
  },
};
