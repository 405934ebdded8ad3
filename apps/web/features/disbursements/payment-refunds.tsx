"use client";

import type { PaymentDto } from "@stead/contracts/payments";
import { InstantText } from "@stead/ui/date-text";
import { TextLink } from "@stead/ui/link";
import { Section } from "@stead/ui/section";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { moneyText } from "../../lib/format.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useLive } from "../../lib/live.ts";
import { refunds as text } from "../../messages/en/disbursements.ts";
import { RefundBadge } from "./refund-state.tsx";

/** The refunds of a payment by a provider or the bank, live; nothing where there are none. */
export default function PaymentRefunds({ payment }: { readonly payment: PaymentDto }) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const query = useQuery(trpc.disbursements.list.queryOptions({ paymentId: payment.id, limit: 50 }));
  useLive("disbursement.changed", (change) => {
    if (change.paymentId === payment.id) void invalidate("disbursements");
  });
  const rows = query.data?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <Section title={text.title} hasRule>
      <ul aria-label={text.title} className="divide-y divide-line">
        {rows.map((row) => (
          <li key={row.id} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-2">
            <span className="flex flex-wrap items-baseline gap-x-3">
              <TextLink href={`/refunds/${row.id}`}>{moneyText(row.amountMinor, row.currency)}</TextLink>
              <span className="text-ink-2">
                {[text.ways[row.way], row.destinationHint].filter(Boolean).join(", ")}
              </span>
              <span className="text-sm text-ink-3">
                <InstantText instant={row.createdAt} />
              </span>
            </span>
            <RefundBadge state={row.state} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
