"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { Field } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { leaseActions as text } from "../../messages/en/lease-actions.ts";
import { useLeaseChange, useReloadLease } from "./use-lease-change.ts";

/** Cancels a draft, with the reason. */
export default function CancelDialog({
  lease,
  onClose,
}: {
  readonly lease: LeaseDto;
  readonly onClose: () => void;
}) {
  const trpc = useTRPC();
  const show = useLeaseChange();
  const reload = useReloadLease(lease.id);
  const [reason, setReason] = useState("");
  const cancel = useMutation(
    trpc.leases.cancel.mutationOptions({
      onSuccess: async (saved) => {
        onClose();
        await show(saved, text.cancelled(saved.number));
      },
    }),
  );
  return (
    <FormDialog
      title={text.cancelTitle(lease.number)}
      description={text.cancelHelp}
      submitLabel={text.cancelNow}
      tone="danger"
      isReady={reason.trim() !== ""}
      isBusy={cancel.isPending}
      error={cancel.error}
      shown={["reason"]}
      onReload={() => void reload().then(() => cancel.reset())}
      onSubmit={() => cancel.mutate({ id: lease.id, version: lease.version, reason })}
      onClose={onClose}
    >
      <Field label={text.reason} isRequired error={fieldError(cancel.error, "reason")}>
        <TextInput maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
