"use client";

import type { InvoiceDto } from "@stead/contracts/billing";
import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useInvalidate } from "../../lib/invalidate.ts";

/** Shows the invoice as a change left it, and makes everything else that it touched be asked for again. */
export function useInvoiceChange(): (invoice: InvoiceDto) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  return (invoice) => {
    queryClient.setQueryData(trpc.billing.getInvoice.queryKey({ id: invoice.id }), invoice);
    void invalidate("billing");
  };
}
