"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useShowMade } from "../disbursements/use-show-made.ts";

/** Asks for a refund, and leads to it. */
export function useRequestRefund(onClose: () => void) {
  const onSuccess = useShowMade(onClose);
  return useMutation(useTRPC().disbursements.requestRefund.mutationOptions({ onSuccess }));
}
