"use client";

import type { DisbursementDto } from "@stead/contracts/disbursements";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "../../lib/api.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { refundForm as text } from "../../messages/en/disbursements.ts";

/** Asks for a refund, and leads to it: it is on its way, or waits for a second person. */
export function useRequestRefund(onClose: () => void) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  return useMutation(
    trpc.disbursements.requestRefund.mutationOptions({
      onSuccess: (made: DisbursementDto) => {
        queryClient.setQueryData(trpc.disbursements.get.queryKey({ id: made.id }), made);
        notify({ title: made.state === "awaiting_approval" ? text.asked : text.sent, tone: "good" });
        void invalidate("payments");
        onClose();
        router.push(`/refunds/${made.id}`);
      },
    }),
  );
}
