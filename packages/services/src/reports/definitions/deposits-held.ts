import { accounts } from "../../ledger/index.ts";
import {
  alsoWhere,
  byProperty,
  countOf,
  moneyColumn,
  propertiesOf,
  sumOf,
  Values,
  type ReportColumn,
  type ReportDefinition,
} from "../define-report.ts";

const money = (key: string, label: string, link = "/leases/{leaseId}/deposit") =>
  moneyColumn(key, label, { link });

const columns: readonly ReportColumn[] = [
  { key: "tenantName", label: "Tenant", kind: "text", link: "/leases/{leaseId}" },
  { key: "propertyName", label: "Property", kind: "text", link: "/properties/{propertyId}" },
  { key: "unitLabel", label: "Unit", kind: "text", width: 10, total: countOf("lease", "leases") },
  money("receivedMinor", "Received"),
  money("withheldMinor", "Withheld"),
  money("refundedMinor", "Paid back"),
  money("transferredMinor", "Transferred"),
  money("heldMinor", "Held"),
  money(
    "owedMinor",
    "Asked for, not paid",
    `/accounts?account=${accounts.depositReceivable.code}&lease={leaseId}&to={asOf}`,
  ),
];

export const depositsHeld: ReportDefinition = {
  kind: "deposits-held",
  title: "Deposits held",
  about: "Every deposit that is held, and how it came to that. The total is what the deposit bank has.",
  permission: "leases:read",
  params: ["asOf", "propertyId", "currency"],
  mostMonths: null,
  plan: (scope, params) => {
    const values = new Values(scope.agencyId);
    const asOf = values.add(params.asOf);
    const wanted = propertiesOf(scope, params);
    const where = alsoWhere(
      wanted && `l.property_id = any(${values.add(wanted)}::uuid[])`,
      params.currency && `d.currency = ${values.add(params.currency)}`,
    );
    const sum = (kinds: string, sign = "") =>
      `${sign}coalesce(sum(m.amount_minor) filter (where m.kind in (${kinds})), 0)`;
    return {
      columns,
      text: `with moved as (
          select m.lease_id, m.currency, ${sum("'received'")} as received, ${sum("'withheld'", "-")} as withheld, ${sum("'refunded', 'unrefunded'", "-")} as refunded,
            ${sum("'transferred'")} as transferred,
            coalesce(sum(m.amount_minor) filter (where m.kind not in ('invoiced', 'uninvoiced')), 0) as held
          from deposit_movements m where m.agency_id = $1 and m.moved_on <= ${asOf}::date group by m.lease_id, m.currency
        ), owed as (
          select l.lease_id, l.currency, sum(l.amount_minor) as amount from journal_lines l
          where l.agency_id = $1 and l.account_code = '${accounts.depositReceivable.code}' and l.occurred_on <= ${asOf}::date
          group by l.lease_id, l.currency
        ), deposits as (
          select lease_id, currency, coalesce(m.received, 0) as received, coalesce(m.withheld, 0) as withheld, coalesce(m.refunded, 0) as refunded,
            coalesce(m.transferred, 0) as transferred, coalesce(m.held, 0) as held, coalesce(o.amount, 0) as owed
          from moved m full join owed o using (lease_id, currency)
        )
        select d.lease_id as "leaseId", c.name as "tenantName", p.name as "propertyName", p.id as "propertyId", u.label as "unitLabel", d.currency,
          d.received::bigint as "receivedMinor", d.withheld::bigint as "withheldMinor", d.refunded::bigint as "refundedMinor",
          d.transferred::bigint as "transferredMinor", d.held::bigint as "heldMinor", d.owed::bigint as "owedMinor"
        from deposits d
        join leases l on l.agency_id = $1 and l.id = d.lease_id
        join contacts c on c.agency_id = $1 and c.id = l.contact_id
        join properties p on p.agency_id = $1 and p.id = l.property_id
        join units u on u.agency_id = $1 and u.id = l.unit_id
        where (d.held <> 0 or d.owed <> 0)${where}`,
      values: values.all,
      orderBy: `currency, "propertyName" collate "C", "propertyId", "unitLabel", "leaseId"`,
      plots: [
        {
          kind: "bar",
          title: "Deposits held, by property",
          valueKind: "money",
          labelKind: "text",
          series: ["Held"],
          text: byProperty([sumOf("heldMinor")], sumOf("heldMinor")),
        },
      ],
    };
  },
};
