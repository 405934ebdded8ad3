"use client";

import type { InvoiceDto } from "@stead/contracts/billing";
import { Button, ButtonLink } from "@stead/ui/button";
import { lazy, Suspense, useState } from "react";
import { useCan } from "../../lib/session.tsx";
import { invoices as text } from "../../messages/en/billing.ts";
import { InvoiceDocuments } from "../documents/document-menu.tsx";

const loadCredit = () => import("./credit-invoice-dialog.tsx");
const loadWriteOff = () => import("./write-off-dialog.tsx");
const CreditInvoiceDialog = lazy(loadCredit);
const WriteOffDialog = lazy(loadWriteOff);

/** What a person may do with an invoice in its state. */
export function InvoiceActions({ invoice }: { readonly invoice: InvoiceDto }) {
  const canBill = useCan("billing:write");
  const canPay = useCan("payments:write");
  const [open, setOpen] = useState<"credit" | "write-off" | null>(null);
  const close = () => setOpen(null);
  const isCreditable = invoice.totalMinor - invoice.creditedMinor - invoice.writtenOffMinor > 0;
  return (
    <>
      <InvoiceDocuments id={invoice.id} />
      {canBill && isCreditable && (
        <Button
          onPointerEnter={() => void loadCredit()}
          onFocus={() => void loadCredit()}
          onClick={() => setOpen("credit")}
        >
          {text.actions.credit}
        </Button>
      )}
      {canBill && invoice.openMinor > 0 && (
        <Button
          onPointerEnter={() => void loadWriteOff()}
          onFocus={() => void loadWriteOff()}
          onClick={() => setOpen("write-off")}
        >
          {text.actions.writeOff}
        </Button>
      )}
      {canPay && invoice.openMinor > 0 && (
        <ButtonLink
          variant="primary"
          href={`/payments/new?lease=${invoice.leaseId}&invoice=${invoice.id}&amount=${invoice.openMinor}`}
        >
          {text.actions.pay}
        </ButtonLink>
      )}
      {open && (
        <Suspense>
          {open === "credit" && <CreditInvoiceDialog invoice={invoice} onClose={close} />}
          {open === "write-off" && <WriteOffDialog invoice={invoice} onClose={close} />}
        </Suspense>
      )}
    </>
  );
}
