"use client";

import type { DisbursementDto, DisbursementState } from "@stead/contracts/disbursements";
import { notify } from "@stead/ui/toast";
import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useLive } from "../../lib/live.ts";
import { refund as text } from "../../messages/en/disbursements.ts";

/** What every dialog about a refund takes. */
export type RefundDialogProps = { readonly refund: DisbursementDto; readonly onClose: () => void };

/** How often one that is under way is asked for, should its event be lost. */
const recheckMs = 10_000;
const underWay: ReadonlySet<DisbursementState> = new Set(["approved", "sending", "sent"]);

/** A refund, followed live until it ends. */
export function useRefund(id: string | null) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  useLive("disbursement.changed", (change) => {
    if (change.id === id) void invalidate("disbursements");
  });
  return useQuery({
    ...trpc.disbursements.get.queryOptions(id === null ? skipToken : { id }),
    refetchInterval: ({ state }) =>
      state.data && state.data.railAccountId !== null && underWay.has(state.data.state) ? recheckMs : false,
  });
}

/** Shows a refund as an act left it, and asks again for what it touched. */
function useShow(): (title: string) => (saved: DisbursementDto) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  return (title) => (saved) => {
    queryClient.setQueryData(trpc.disbursements.get.queryKey({ id: saved.id }), saved);
    notify({ title, tone: "good" });
    void invalidate("disbursements");
  };
}

/** What people do with a refund that is there. */
export function useRefundActs() {
  const trpc = useTRPC();
  const show = useShow();
  return {
    approve: useMutation(trpc.disbursements.approve.mutationOptions({ onSuccess: show(text.approved) })),
    cancel: useMutation(trpc.disbursements.cancel.mutationOptions({ onSuccess: show(text.refused) })),
    retry: useMutation(trpc.disbursements.retry.mutationOptions({ onSuccess: show(text.retried) })),
    settle: useMutation(trpc.disbursements.settle.mutationOptions({ onSuccess: show(text.settled) })),
  };
}
