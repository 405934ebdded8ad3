"use client";

import { ConfirmDialog } from "@stead/ui/confirm-dialog";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { statement as text } from "../../messages/en/statements.ts";

type DialogProps = { readonly jobRunId: string; readonly onClose: () => void };

/** Ends the booking of a statement between two of its steps. */
export default function StopDialog({ jobRunId, onClose }: DialogProps) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const cancel = useMutation(
    trpc.jobs.cancel.mutationOptions({ onSuccess: onClose, onSettled: () => invalidate("statements") }),
  );
  return (
    <ConfirmDialog
      isOpen
      title={text.stopTitle}
      confirmLabel={text.stop}
      tone="danger"
      isBusy={cancel.isPending}
      error={cancel.error ? viewError(cancel.error).message : null}
      onCancel={onClose}
      onConfirm={() => cancel.mutate({ id: jobRunId })}
    >
      {text.stopHelp}
    </ConfirmDialog>
  );
}
