"use client";

import { Field } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import { useState } from "react";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { useSession } from "../../lib/session.tsx";
import { refund as text } from "../../messages/en/disbursements.ts";
import { useRefundActs, type RefundDialogProps } from "./use-refund.ts";

/** Refuses a refund that waits for approval, or calls one off before it is sent. */
export default function CancelDialog({ refund, onClose }: RefundDialogProps) {
  const { user } = useSession();
  const { cancel } = useRefundActs();
  const [reason, setReason] = useState("");
  const isRefusal = refund.state === "awaiting_approval" && refund.requestedById !== user.id;
  const { id, version } = refund;
  return (
    <FormDialog
      title={isRefusal ? text.refuseTitle : text.callOffTitle}
      description={text.refuseHelp}
      submitLabel={isRefusal ? text.refuse : text.callOff}
      isReady={!isRefusal || reason.trim() !== ""}
      isBusy={cancel.isPending}
      error={cancel.error}
      shown={["reason"]}
      onClose={onClose}
      onSubmit={() =>
        cancel.mutate({ id, version, reason: reason.trim() === "" ? null : reason }, { onSuccess: onClose })
      }
    >
      <Field
        label={text.reason}
        {...(isRefusal ? { isRequired: true } : { isOptional: true })}
        error={fieldError(cancel.error, "reason")}
      >
        <TextInput maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
