import type { Letterhead } from "./data.ts";
import type { RenderRequest } from "./templates.ts";

const day = "2026-01-01";
const letterhead: Letterhead = { name: "Stead", lines: [""], country: "KE", footer: null };
const party = { name: "Tenant", lines: [""] };
const place = { propertyName: "Property", unitLabel: "1", address: "" };

/** The smallest documents of the common templates: drawing them once compiles what real ones need. */
export const warmSamples: readonly RenderRequest[] = [
  {
    template: "invoice",
    data: {
      letterhead,
      number: 1,
      kind: "regular",
      billTo: party,
      place,
      leaseReference: "L-1",
      issuedOn: day,
      dueOn: day,
      periodStart: day,
      periodEnd: day,
      currency: "KES",
      lines: [
        {
          description: "Rent",
          periodStart: day,
          periodEnd: day,
          netMinor: 1,
          taxMinor: 1,
          arithmetic: { rule: "", steps: [""] },
        },
      ],
      netMinor: 1,
      taxMinor: 1,
      totalMinor: 2,
      howToPay: [],
    },
  },
  {
    template: "receipt",
    data: {
      letterhead,
      number: 1,
      payer: party,
      place,
      receivedOn: day,
      method: "cash",
      reference: "L-1",
      currency: "KES",
      amountMinor: 1,
      lines: [{ invoiceNumber: 1, dueOn: day, amountMinor: 1 }],
      creditMinor: 0,
      unallocatedMinor: 0,
      refundedMinor: 0,
      balanceAfterMinor: 0,
      reversal: null,
    },
  },
];
