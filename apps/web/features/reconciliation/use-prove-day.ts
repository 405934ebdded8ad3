"use client";

import type { DayProofDto } from "@stead/contracts/reconciliation";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "../../lib/api.ts";
import { formatDay } from "../../lib/format.ts";
import { reconciliation as text } from "../../messages/en/reconciliation.ts";

/** Compares a day as things are now, and shows what was found. */
export function useProveDay() {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.reconciliation.proveDay.mutationOptions({
      onSuccess: (proof: DayProofDto) => {
        queryClient.setQueryData(trpc.reconciliation.getDay.queryKey({ id: proof.id }), proof);
        void queryClient.invalidateQueries({ queryKey: trpc.reconciliation.pathKey() });
        void queryClient.invalidateQueries({ queryKey: trpc.statements.pathKey() });
        notify({
          title: text.found[proof.state](formatDay(proof.day)),
          tone: proof.state === "proved" ? "good" : proof.state === "failed" ? "bad" : "neutral",
        });
        router.push(`/reconciliation/${proof.id}`);
      },
    }),
  );
}
