"use client";

import { useQueryClient } from "@tanstack/react-query";
import { formatMoney } from "@stead/ui/format";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { moneyText } from "../../lib/format.ts";
import { refund as text } from "../../messages/en/disbursements.ts";
import { useRefundActs, type RefundDialogProps } from "./use-refund.ts";

/** The second person lets money out: the amount is typed, since it leaves. */
export default function ApproveDialog({ refund, onClose }: RefundDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { approve } = useRefundActs();
  const { id, version, amountMinor, currency, destinationHint, accountLabel, requestedBy } = refund;
  const amount = moneyText(amountMinor, currency);
  const reload = async () => {
    await queryClient.invalidateQueries({ queryKey: trpc.disbursements.get.queryKey({ id }) });
    approve.reset();
  };
  return (
    <FormDialog
      title={text.approveTitle(amount)}
      description={text.approveHelp(
        amount,
        destinationHint ?? accountLabel ?? text.theTenant,
        requestedBy ?? text.somebody,
      )}
      submitLabel={text.approve}
      tone="danger"
      phrase={formatMoney(amountMinor, { currency })}
      isBusy={approve.isPending}
      error={approve.error}
      onReload={() => void reload()}
      onClose={onClose}
      onSubmit={() => approve.mutate({ id, version }, { onSuccess: onClose })}
    >
      {null}
    </FormDialog>
  );
}
