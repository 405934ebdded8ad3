"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { Checkbox } from "@stead/ui/checkbox";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { formatDay } from "../../lib/format.ts";
import { leaseActions as text } from "../../messages/en/lease-actions.ts";
import { leaseForm } from "../../messages/en/lease-form.ts";
import { itemsOfLease, previewInput } from "./lease-form.ts";
import { LeasePreview } from "./lease-preview.tsx";
import { useLeaseChange, useReloadLease } from "./use-lease-change.ts";

/** Makes a draft run, with the invoices that this issues in sight. */
export default function ActivateDialog({
  lease,
  onClose,
}: {
  readonly lease: LeaseDto;
  readonly onClose: () => void;
}) {
  const trpc = useTRPC();
  const show = useLeaseChange();
  const reload = useReloadLease(lease.id);
  const [isFirstInvoiceIssued, setFirstInvoiceIssued] = useState(true);
  const activate = useMutation(
    trpc.leases.activate.mutationOptions({
      onSuccess: async (saved) => {
        onClose();
        await show(saved, leaseForm.activated(saved.number));
      },
    }),
  );
  return (
    <FormDialog
      title={text.activateTitle(lease.number)}
      description={text.activateHelp(lease.tenantName, formatDay(lease.startOn))}
      submitLabel={text.activateNow}
      isBusy={activate.isPending}
      error={activate.error}
      onReload={() => void reload().then(() => activate.reset())}
      onSubmit={() => activate.mutate({ id: lease.id, version: lease.version, isFirstInvoiceIssued })}
      onClose={onClose}
    >
      <Checkbox
        label={leaseForm.isFirstInvoiceIssued}
        help={leaseForm.isFirstInvoiceIssuedHelp}
        checked={isFirstInvoiceIssued}
        onChange={(event) => setFirstInvoiceIssued(event.target.checked)}
      />
      <LeasePreview input={previewInput(lease, itemsOfLease(lease))} />
    </FormDialog>
  );
}
