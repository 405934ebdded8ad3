"use client";

import type { PaymentDto } from "@stead/contracts/payments";
import { formatPercent } from "@stead/ui/format";
import { Section } from "@stead/ui/section";
import { StackChart } from "@stead/ui/stack-chart";
import { moneyText } from "../../lib/format.ts";
import { payment as text, payments } from "../../messages/en/payments.ts";

/** The parts of a payment: on invoices, kept as credit, unallocated, paid back, reversed; together what was received. */
export function PaymentParts({ payment }: { readonly payment: PaymentDto }) {
  const rare = [
    { id: "refunded", label: payments.refunded, value: payment.refundedMinor, href: "#facts" },
    { id: "reversed", label: payments.reversed, value: payment.reversedMinor },
  ].filter(({ value }) => value > 0);
  const parts = [
    { id: "allocated", label: payments.allocated, value: payment.allocatedMinor, href: "#allocations" },
    { id: "credit", label: payments.credit, value: payment.creditMinor },
    { id: "unallocated", label: payments.unallocated, value: payment.unallocatedMinor },
    ...rare,
  ];
  return (
    <Section title={text.parts} description={text.partsHelp}>
      <StackChart
        label={text.parts}
        segments={parts}
        formatValue={(minor) => moneyText(minor, payment.currency)}
        formatShare={(share) => formatPercent(share, 0)}
        totalLabel={payments.received}
      />
    </Section>
  );
}
