import { rentRollQuery } from "../../portfolio/index.ts";
import {
  alsoWhere,
  byProperty,
  countOf,
  moneyColumn,
  sumOf,
  Values,
  type ReportColumn,
  type ReportDefinition,
} from "../define-report.ts";

const columns: readonly ReportColumn[] = [
  { key: "propertyName", label: "Property", kind: "text", link: "/properties/{propertyId}" },
  {
    key: "unitLabel",
    label: "Unit",
    kind: "text",
    width: 10,
    link: "/units/{unitId}",
    total: countOf("unit", "units"),
  },
  { key: "status", label: "State", kind: "text", width: 10, total: `count("leaseId") || ' let'` },
  { key: "tenantName", label: "Tenant", kind: "text", link: "/leases/{leaseId}" },
  { key: "startOn", label: "From", kind: "date" },
  { key: "endOn", label: "To", kind: "date" },
  { key: "moveOutOn", label: "Moves out", kind: "date" },
  moneyColumn("marketRentMinor", "Market rent", { link: "/units/{unitId}" }),
  moneyColumn("scheduledRentMinor", "Rent", { link: "/leases/{leaseId}/terms" }),
  moneyColumn("otherRecurringMinor", "Other recurring", { link: "/leases/{leaseId}/terms" }),
  moneyColumn("depositHeldMinor", "Deposit held", { link: "/leases/{leaseId}/deposit" }),
  moneyColumn("pastDueMinor", "Past due", { link: "/leases/{leaseId}" }),
  { key: "pastDueDays", label: "Days", kind: "number" },
  moneyColumn("prepaidMinor", "Prepaid", { link: "/leases/{leaseId}" }),
];

/** The columns, and what their links and totals stand on. */
const read = ["propertyId", "unitId", "leaseId", "currency", ...columns.map(({ key }) => key)];

export const rentRoll: ReportDefinition = {
  kind: "rent-roll",
  title: "Rent roll",
  about: "Every unit with its tenant, rent, deposit and arrears, as of any day.",
  permission: "portfolio:read",
  params: ["asOf", "propertyId", "currency"],
  mostMonths: null,
  plan: ({ agencyId, propertyIds, timeZone }, { asOf = "", propertyId = null, currency }) => {
    const roll = rentRollQuery({ agencyId, timeZone, propertyIds, asOf, propertyId });
    const values = new Values(agencyId);
    for (const value of roll.values.slice(1)) values.add(value);
    const where = alsoWhere(currency !== undefined && `roll.currency = ${values.add(currency)}`);
    return {
      columns,
      // Named one by one: what is not asked for is not looked up.
      text: `select ${read.map((key) => `roll."${key}"`).join(", ")} from (${roll.text}) as roll where true${where}`,
      values: values.all,
      orderBy: `"propertyName" collate "C", "propertyId", "unitLabel", "unitId"`,
      plots: [
        {
          kind: "bar",
          title: "Market rent and rent, by property",
          valueKind: "money",
          labelKind: "text",
          series: ["Market rent", "Rent"],
          text: byProperty([sumOf("marketRentMinor"), sumOf("scheduledRentMinor")], sumOf("marketRentMinor")),
        },
      ],
    };
  },
};
