"use client";

import type { PaymentDto } from "@stead/contracts/payments";
import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useInvalidate } from "../../lib/invalidate.ts";

/** Shows the payment as a change left it, and makes everything else that it touched be asked for again. */
export function usePaymentChange(): (payment: PaymentDto) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  return (payment) => {
    queryClient.setQueryData(trpc.payments.get.queryKey({ id: payment.id }), payment);
    void invalidate("payments");
  };
}

/** Asks for a payment again, after somebody else changed it. */
export function usePaymentReload(id: string): () => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: trpc.payments.get.queryKey({ id }) });
}
