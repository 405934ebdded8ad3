"use client";

import type { LeaseDepositDto } from "@stead/contracts/deposits";
import { Button } from "@stead/ui/button";
import { lazy, Suspense, useState } from "react";
import { useCan } from "../../lib/session.tsx";
import { deposits as text } from "../../messages/en/deposits.ts";

const loads = {
  withhold: () => import("./withhold-dialog.tsx"),
  refund: () => import("./refund-deposit-dialog.tsx"),
  transfer: () => import("./transfer-dialog.tsx"),
};
const WithholdDialog = lazy(loads.withhold);
const RefundDepositDialog = lazy(loads.refund);
const TransferDialog = lazy(loads.transfer);

type Act = keyof typeof loads;

/** What a person may do with a held deposit; nothing while none is held. */
export function DepositActions({
  deposit,
  size = "sm",
}: {
  readonly deposit: LeaseDepositDto;
  readonly size?: "sm" | "md";
}) {
  const canWrite = useCan("payments:write");
  const canRefund = useCan("refunds:write");
  const [open, setOpen] = useState<Act | null>(null);
  if (deposit.heldMinor <= 0) return null;
  const button = (act: Act) => (
    <Button
      size={size}
      onPointerEnter={() => void loads[act]()}
      onFocus={() => void loads[act]()}
      onClick={() => setOpen(act)}
    >
      {text[act]}
    </Button>
  );
  const dialog = { deposit, onClose: () => setOpen(null) };
  return (
    <div className="flex flex-wrap gap-2">
      {canWrite && button("withhold")}
      {canRefund && button("refund")}
      {canWrite && button("transfer")}
      {open && (
        <Suspense>
          {open === "withhold" && <WithholdDialog {...dialog} />}
          {open === "refund" && <RefundDepositDialog {...dialog} />}
          {open === "transfer" && <TransferDialog {...dialog} />}
        </Suspense>
      )}
    </div>
  );
}
