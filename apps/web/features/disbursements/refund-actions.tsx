"use client";

import type { DisbursementDto } from "@stead/contracts/disbursements";
import { Button } from "@stead/ui/button";
import { lazy, Suspense, useState } from "react";
import { useCan, useSession } from "../../lib/session.tsx";
import { refund as text } from "../../messages/en/disbursements.ts";

const loads = {
  approve: () => import("./approve-dialog.tsx"),
  cancel: () => import("./cancel-dialog.tsx"),
  retry: () => import("./retry-dialog.tsx"),
  settle: () => import("./settle-dialog.tsx"),
};
const ApproveDialog = lazy(loads.approve);
const CancelDialog = lazy(loads.cancel);
const RetryDialog = lazy(loads.retry);
const SettleDialog = lazy(loads.settle);

type Act = keyof typeof loads;

/** What this person may do with a refund as it stands. */
function actsOf(refund: DisbursementDto, userId: string): Act[] {
  const { state, way, batchId, requestedById, retriedById } = refund;
  const isOwn = requestedById === userId;
  if (state === "awaiting_approval") return isOwn ? ["cancel"] : ["cancel", "approve"];
  if (state === "approved") return batchId === null ? ["cancel"] : [];
  if (state === "failed") return retriedById === null ? ["retry"] : [];
  if (state === "uncertain" || (state === "sent" && isByPeople(way))) return ["settle"];
  return [];
}

/** Nobody tells Stead what became of it. */
const isByPeople = (way: DisbursementDto["way"]) => way === "bank_file" || way === "by_hand";

/** The buttons of a refund; each opens what says in numbers what will happen. */
export function RefundActions({ refund }: { readonly refund: DisbursementDto }) {
  const { user } = useSession();
  const canAct = useCan("refunds:write");
  const [open, setOpen] = useState<Act | null>(null);
  if (!canAct) return null;
  const isOwn = refund.requestedById === user.id;
  const labels: Readonly<Record<Act, string>> = {
    approve: text.approve,
    cancel: refund.state === "awaiting_approval" && !isOwn ? text.refuse : text.callOff,
    retry: text.retry,
    settle: text.settle,
  };
  const dialog = { refund, onClose: () => setOpen(null) };
  return (
    <>
      {actsOf(refund, user.id).map((act) => (
        <Button
          key={act}
          variant={act === "cancel" ? "secondary" : "primary"}
          onPointerEnter={() => void loads[act]()}
          onFocus={() => void loads[act]()}
          onClick={() => setOpen(act)}
        >
          {labels[act]}
        </Button>
      ))}
      {open && (
        <Suspense>
          {open === "approve" && <ApproveDialog {...dialog} />}
          {open === "cancel" && <CancelDialog {...dialog} />}
          {open === "retry" && <RetryDialog {...dialog} />}
          {open === "settle" && <SettleDialog {...dialog} />}
        </Suspense>
      )}
    </>
  );
}
