"use client";

import type { PaymentDto } from "@stead/contracts/payments";
import { Button, ButtonLink } from "@stead/ui/button";
import { lazy, Suspense, useState } from "react";
import { useCan } from "../../lib/session.tsx";
import { payment as text } from "../../messages/en/payments.ts";

const loads = {
  allocate: () => import("./allocate-dialog.tsx"),
  refund: () => import("./refund-dialog.tsx"),
  reverse: () => import("./reverse-dialog.tsx"),
};
const AllocateDialog = lazy(loads.allocate);
const RefundDialog = lazy(loads.refund);
const ReverseDialog = lazy(loads.reverse);

type Act = keyof typeof loads;

/** What a person may do with a payment in its state. */
export function PaymentActions({ payment }: { readonly payment: PaymentDto }) {
  const canWrite = useCan("payments:write");
  const canRefund = useCan("refunds:write");
  const [open, setOpen] = useState<Act | null>(null);
  const isAlive = payment.reversal === null;
  const restMinor = payment.unallocatedMinor + payment.creditMinor;
  const button = (act: Act, variant: "primary" | "secondary" = "secondary") => (
    <Button
      variant={variant}
      onPointerEnter={() => void loads[act]()}
      onFocus={() => void loads[act]()}
      onClick={() => setOpen(act)}
    >
      {text[act]}
    </Button>
  );
  const dialog = { payment, onClose: () => setOpen(null) };
  return (
    <>
      {canWrite && isAlive && payment.refundedMinor === 0 && button("reverse")}
      {canRefund && isAlive && restMinor > 0 && button("refund")}
      <ButtonLink href={`/payments/${payment.id}/receipt`}>{text.receipt}</ButtonLink>
      {canWrite && isAlive && restMinor > 0 && button("allocate", "primary")}
      {open && (
        <Suspense>
          {open === "allocate" && <AllocateDialog {...dialog} />}
          {open === "refund" && <RefundDialog {...dialog} />}
          {open === "reverse" && <ReverseDialog {...dialog} />}
        </Suspense>
      )}
    </>
  );
}
