import type {
  InvoiceData,
  LeaseData,
  Letterhead,
  ReceiptData,
  SettlementData,
  StatementData,
} from "./data.ts";

/** Documents that tests draw: an agency in Nairobi, a tenant whose name needs accents. */
export const letterhead: Letterhead = {
  name: "Kilima Lettings",
  lines: ["Ngong Road 214", "00100 Nairobi", "+254 712 345 678"],
  country: "KE",
  footer: "Kilima Lettings Ltd",
};
const place = { propertyName: "Acacia Court", unitLabel: "B12", address: "Argwings Kodhek Road 8, Nairobi" };
const billTo = { name: "Wanjikũ Müller Ng’ang’a", lines: ["+254 700 111 222"] };
const home = { letterhead, place, currency: "KES" };

export const anInvoice: InvoiceData = {
  ...home,
  number: 1042,
  kind: "regular",
  billTo,
  leaseReference: "KL0077",
  issuedOn: "2026-08-01",
  dueOn: "2026-08-05",
  periodStart: "2026-08-01",
  periodEnd: "2026-08-31",
  lines: [
    {
      description: "Rent",
      periodStart: "2026-08-08",
      periodEnd: "2026-08-31",
      netMinor: 2_322_600,
      taxMinor: 0,
      arithmetic: { rule: "the days of the period", steps: ["24 of 31 days of KES 30,000.00"] },
    },
    {
      description: "Huduma za usafi na ulinzi",
      periodStart: "2026-08-01",
      periodEnd: "2026-08-31",
      netMinor: 250_000,
      taxMinor: 40_000,
      arithmetic: { rule: "a whole period", steps: ["plus 16 % tax: KES 400.00"] },
    },
  ],
  netMinor: 2_572_600,
  taxMinor: 40_000,
  totalMinor: 2_612_600,
  howToPay: ["M-Pesa paybill 522533"],
};

export const aSettlement: SettlementData = {
  ...home,
  invoiceNumber: 1042,
  billTo,
  issuedOn: "2026-08-01",
  dueOn: "2026-08-05",
  asOf: "2026-08-31",
  totalMinor: 2_612_600,
  entries: [
    { on: "2026-08-09", kind: "payment", method: "bank", number: 512, note: null, amountMinor: -2_600_000 },
    {
      on: "2026-08-20",
      kind: "credit_note",
      method: null,
      number: 7,
      note: "No water",
      amountMinor: -12_600,
    },
  ],
  openMinor: 0,
};

export const aReceipt: ReceiptData = {
  ...home,
  number: 512,
  payer: billTo,
  receivedOn: "2026-08-09",
  method: "bank",
  reference: "KL0077",
  amountMinor: 3_000_000,
  lines: [{ invoiceNumber: 1042, dueOn: "2026-08-05", amountMinor: 2_600_000 }],
  creditMinor: 400_000,
  unallocatedMinor: 0,
  refundedMinor: 0,
  balanceAfterMinor: -400_000,
  reversal: null,
};

export const aLease: LeaseData = {
  ...home,
  number: 77,
  reference: "KL0077",
  isDraft: false,
  title: "Tenancy agreement",
  landlords: [{ name: "Achieng Holdings", lines: [] }],
  tenants: [billTo],
  guarantors: [],
  terms: [{ label: "Begins", value: "1 Aug 2026" }],
  items: [{ description: "Rent", frequency: "monthly", amountMinor: 3_000_000, taxPpm: 0 }],
  clauses: [
    { heading: "Rent", body: "The tenant pays in advance.\n- without deduction\n- by the day named above" },
    { heading: "Quiet", body: "Everybody sleeps at night." },
  ],
  clausesVersion: 3,
};

/** A statement of so many invoices, each paid at once. */
export function aStatement(count: number): StatementData {
  return {
    ...home,
    tenant: billTo,
    leaseReference: "KL0077",
    from: "2026-01-01",
    to: "2026-08-31",
    openingMinor: 0,
    entries: Array.from({ length: count * 2 }, (_, index) => ({
      on: "2026-08-01",
      description: index % 2 === 0 ? `Invoice ${index}` : `Payment ${index}`,
      number: index,
      amountMinor: index % 2 === 0 ? 3_000_000 : -3_000_000,
      balanceMinor: index % 2 === 0 ? 3_000_000 : 0,
    })),
    chargedMinor: count * 3_000_000,
    settledMinor: count * 3_000_000,
    closingMinor: 0,
    ageing: { notDueMinor: 0, to30Minor: 0, to60Minor: 0, to90Minor: 0, over90Minor: 0 },
    depositHeldMinor: 3_000_000,
    howToPay: [],
  };
}
