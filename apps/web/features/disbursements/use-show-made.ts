"use client";

import type { DisbursementDto } from "@stead/contracts/disbursements";
import { notify } from "@stead/ui/toast";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "../../lib/api.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { refundForm as text } from "../../messages/en/disbursements.ts";

/** Leads to a refund that was just asked for: it is on its way, or waits for a second person. */
export function useShowMade(onClose: () => void): (made: DisbursementDto) => void {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  return (made) => {
    queryClient.setQueryData(trpc.disbursements.get.queryKey({ id: made.id }), made);
    notify({ title: made.state === "awaiting_approval" ? text.asked : text.sent, tone: "good" });
    void invalidate("payments");
    onClose();
    router.push(`/refunds/${made.id}`);
  };
}
