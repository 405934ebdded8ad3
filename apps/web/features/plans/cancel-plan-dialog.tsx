"use client";

import { ConfirmDialog } from "@stead/ui/confirm-dialog";
import { formatInstant } from "@stead/ui/format";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useSession } from "../../lib/session.tsx";
import { plans as text } from "../../messages/en/plans.ts";
import { useShowPlan } from "./use-plan.ts";

type CancelPlanDialogProps = { readonly endsAt: string | null; readonly onClose: () => void };

/** Asks once before the plan is let end with the period that is paid. */
export default function CancelPlanDialog({ endsAt, onClose }: CancelPlanDialogProps) {
  const trpc = useTRPC();
  const show = useShowPlan();
  const { timeZone } = useSession().agency;
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const cancel = useMutation(
    trpc.plans.cancel.mutationOptions({
      onSuccess: (plan) => {
        show(plan);
        notify({ title: text.cancelled, tone: "good" });
        onClose();
      },
    }),
  );
  return (
    <ConfirmDialog
      isOpen
      title={text.cancelTitle}
      confirmLabel={text.cancel}
      tone="danger"
      isBusy={cancel.isPending}
      error={cancel.error ? viewError(cancel.error).message : null}
      onCancel={onClose}
      onConfirm={() => cancel.mutate({ idempotencyKey })}
    >
      {endsAt === null ? text.cancelHelp : text.cancelOn(formatInstant(endsAt, { zone: timeZone }))}
    </ConfirmDialog>
  );
}
