"use client";

import type { PortalPayment } from "@stead/contracts/portal";
import { StatusBadge } from "@stead/ui/badge";
import { Money } from "@stead/ui/money";
import { formatDay } from "../../lib/format.ts";
import { lists as text } from "../../messages/en/portal.ts";
import { PdfButton } from "./pdf-button.tsx";
import { RowText } from "./portal-list.tsx";

/** One payment with its receipt. */
export function PaymentRow({ payment }: { readonly payment: PortalPayment }) {
  const { id, number, rail, receivedOn, reference, status, amountMinor, currency } = payment;
  const gone = text.gone[status];
  return (
    <>
      <RowText
        title={`${text.rails[rail] ?? rail} · ${text.receipt(number)}`}
        note={
          <>
            <span>{formatDay(receivedOn)}</span>
            {reference !== null && <span className="mono truncate">{reference}</span>}
            {gone !== undefined && <StatusBadge tone="neutral">{gone}</StatusBadge>}
          </>
        }
      />
      <Money amountMinor={amountMinor} currency={currency} hasCurrency isZeroShown className="font-medium" />
      <PdfButton input={{ kind: "receipt", id }} label={text.pdfOfReceipt(number)} />
    </>
  );
}
