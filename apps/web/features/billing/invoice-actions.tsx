"use client";

import type { InvoiceDto } from "@stead/contracts/billing";
import { Button, ButtonLink } from "@stead/ui/button";
import { lazy, Suspense, useState } from "react";
import { useCan } from "../../lib/session.tsx";
import { collect } from "../../messages/en/collecting.ts";
import { invoices as text } from "../../messages/en/billing.ts";
import { InvoiceDocuments } from "../documents/document-menu.tsx";

const loadCredit = () => import("./credit-invoice-dialog.tsx");
const loadWriteOff = () => import("./write-off-dialog.tsx");
const loadCollect = () => import("../collecting/collect-dialog.tsx");
const CollectDialog = lazy(loadCollect);
const CreditInvoiceDialog = lazy(loadCredit);
const WriteOffDialog = lazy(loadWriteOff);

/** What a person may do with an invoice in its state. */
export function InvoiceActions({ invoice }: { readonly invoice: InvoiceDto }) {
  const canBill = useCan("billing:write");
  const canPay = useCan("payments:write");
  const [open, setOpen] = useState<"credit" | "write-off" | "collect" | null>(null);
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
        <>
          <ButtonLink
            href={`/payments/new?lease=${invoice.leaseId}&invoice=${invoice.id}&amount=${invoice.openMinor}`}
          >
            {text.actions.pay}
          </ButtonLink>
          <Button
            variant="primary"
            onPointerEnter={() => void loadCollect()}
            onFocus={() => void loadCollect()}
            onClick={() => setOpen("collect")}
          >
            {collect.collect}
          </Button>
        </>
      )}
      {open && (
        <Suspense>
          {open === "credit" && <CreditInvoiceDialog invoice={invoice} onClose={close} />}
          {open === "collect" && (
            <CollectDialog leaseId={invoice.leaseId} openMinor={invoice.openMinor} onClose={close} />
          )}
          {open === "write-off" && <WriteOffDialog invoice={invoice} onClose={close} />}
        </Suspense>
      )}
    </>
  );
}
