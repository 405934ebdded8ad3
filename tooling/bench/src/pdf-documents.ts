import type { InvoiceData, LeaseData, Letterhead, StatementData } from "@stead/documents/pdf/data";
import type { CollectedReport } from "@stead/documents/pdf/present-report";
import type { RenderRequest } from "@stead/documents/pdf/templates";
import { defaultLease } from "@stead/documents/pdf/texts/lease-clauses-en";

const letterhead: Letterhead = {
  name: "Kilima Lettings",
  lines: ["Ngong Road 214", "00100 Nairobi", "+254 712 345 678 · hello@kilima.example"],
  country: "KE",
  footer: "Kilima Lettings Ltd",
};
const home = (nth: number) => ({
  letterhead,
  place: { propertyName: "Acacia Court", unitLabel: `B${nth}`, address: "Argwings Kodhek Road 8, Nairobi" },
  currency: "KES",
});
const tenant = (nth: number) => ({ name: `Wanjikũ Müller ${nth}`, lines: [`+254 700 ${100_000 + nth}`] });

/** A month of rent in part, a service charge with tax, and a concession. */
function invoiceOf(nth: number): InvoiceData {
  const month = { periodStart: "2026-08-01", periodEnd: "2026-08-31" };
  const line = {
    ...month,
    taxMinor: 0,
    arithmetic: { rule: "a whole period", steps: [`August 2026: ${nth}`] },
  };
  const steps = [
    "24 of 31 days of KES 30,000.00 (8-31 August 2026)",
    `KES 30,000.00 × 24 ÷ 31 = KES ${nth}.00`,
  ];
  return {
    ...home(nth),
    ...month,
    number: nth,
    kind: "regular",
    billTo: tenant(nth),
    leaseReference: `KL-${nth}`,
    issuedOn: "2026-08-01",
    dueOn: "2026-08-05",
    lines: [
      {
        ...line,
        description: "Rent",
        netMinor: 2_322_600 + nth,
        arithmetic: { rule: "the days of the period", steps },
      },
      { ...line, description: "Service charge", netMinor: 250_000 + nth, taxMinor: 40_000 },
      { ...line, description: "Concession", netMinor: -100_000 - nth },
    ],
    netMinor: 2_472_600 + nth,
    taxMinor: 40_000,
    totalMinor: 2_512_600 + nth,
    howToPay: ["M-Pesa paybill 522533", "Equity Bank, Ngong Road, account 0123456789"],
  };
}

/** Twenty months of invoices and payments. */
function statementOf(nth: number): StatementData {
  const entries = Array.from({ length: 40 }, (_, at) => ({
    on: `2026-0${1 + (at % 8)}-01`,
    description: at % 2 === 0 ? `Invoice ${nth + at}` : `Receipt ${nth + at} (bank)`,
    number: null,
    amountMinor: at % 2 === 0 ? 3_000_000 + nth : -3_000_000 - nth,
    balanceMinor: at % 2 === 0 ? 3_000_000 + nth : 0,
  }));
  return {
    ...home(nth),
    tenant: tenant(nth),
    leaseReference: `KL-${nth}`,
    from: "2026-01-01",
    to: "2026-08-31",
    openingMinor: 0,
    entries,
    chargedMinor: 60_000_000,
    settledMinor: 60_000_000,
    closingMinor: 0,
    ageing: { notDueMinor: 0, to30Minor: nth, to60Minor: 0, to90Minor: 0, over90Minor: 0 },
    depositHeldMinor: 3_000_000,
    howToPay: ["M-Pesa paybill 522533"],
  };
}

/** The clauses that come with Stead, filled in for each lease. */
function leaseOf(nth: number): LeaseData {
  const item = { frequency: "monthly", taxPpm: 0 };
  return {
    ...home(nth),
    number: nth,
    reference: `KL-${nth}`,
    isDraft: false,
    title: defaultLease.title,
    landlords: [{ name: "Achieng Holdings", lines: [] }],
    tenants: [tenant(nth), tenant(nth + 1)],
    guarantors: [],
    terms: ["Begins", "Ends", "Due day", "Rent", "Deposit", "Reference"].map((label) => ({
      label,
      value: `${label} ${nth}`,
    })),
    items: [
      { ...item, description: "Rent", amountMinor: 3_000_000 + nth },
      { ...item, description: "Service charge", amountMinor: 250_000 },
    ],
    clauses: defaultLease.clauses.map(({ heading, body }) => ({
      heading,
      body: body.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => `${name.replace("_", " ")} ${nth}`),
    })),
    clausesVersion: 3,
  };
}

/** A rent roll of 120 units. */
function reportOf(nth: number): CollectedReport {
  const money = { kind: "money", currencyKey: "currency" } as const;
  return {
    letterhead,
    madeOn: "2026-09-01",
    isCapped: false,
    table: {
      title: "Rent roll",
      subtitle: `As of 31 August 2026, ${nth}`,
      facts: [{ label: "Units", value: "120" }],
      columns: [
        { key: "unit", label: "Unit", kind: "text", width: 8 },
        { key: "tenant", label: "Tenant", kind: "text", width: 24 },
        { key: "start", label: "From", kind: "date" },
        { key: "rent", label: "Rent", ...money },
        { key: "due", label: "Past due", ...money },
        { key: "days", label: "Days", kind: "number" },
      ],
      totals: { rent: 360_000_000 + nth, due: 90_000, currency: "KES" },
    },
    rows: Array.from({ length: 120 }, (_, at) => ({
      unit: `B-${at}`,
      tenant: at % 9 === 0 ? "VACANT" : `Tenant ${nth + at} Kamau`,
      start: "2026-01-01",
      rent: 3_000_000 + nth * at,
      due: at % 4 === 0 ? 30_000 + nth : 0,
      currency: "KES",
      days: at % 4 === 0 ? 12 : 0,
    })),
  };
}

export const benchKinds = ["invoice", "statement", "lease", "table-report"] as const;
export type BenchKind = (typeof benchKinds)[number];

/** The nth document of a kind, as one agency makes them: people, numbers and amounts differ, its own words stay. */
export function documentOf(kind: BenchKind, nth: number): RenderRequest {
  switch (kind) {
    case "invoice":
      return { template: kind, data: invoiceOf(nth) };
    case "statement":
      return { template: kind, data: statementOf(nth) };
    case "lease":
      return { template: kind, data: leaseOf(nth) };
    case "table-report":
      return { template: kind, data: reportOf(nth) };
  }
}
