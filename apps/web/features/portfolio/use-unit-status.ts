"use client";

import type { UnitDto } from "@stead/contracts/portfolio";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { portfolio as text } from "../../messages/en/portfolio.ts";

type Status = UnitDto["status"];

const done: Readonly<Record<Status, (label: string) => string>> = {
  available: text.unitRestored,
  unrentable: text.unitUnrentable,
  archived: text.unitArchived,
};

/** Changes the state of a unit at once, on the screen first; offers to take it back. */
export function useUnitStatus(unit: UnitDto): (status: Status) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  const queryKey = trpc.portfolio.getUnit.queryKey({ id: unit.id });
  const update = useMutation(
    trpc.portfolio.updateUnit.mutationOptions({
      onMutate: async ({ status = unit.status }) => {
        await queryClient.cancelQueries({ queryKey });
        const before = queryClient.getQueryData(queryKey);
        if (before) queryClient.setQueryData(queryKey, { ...before, status });
        return { before };
      },
      onError: (error, _input, result) => {
        if (result?.before) queryClient.setQueryData(queryKey, result.before);
        const view = viewError(error);
        notify({ title: view.title, description: view.message, tone: "bad" });
      },
      onSuccess: (saved) => queryClient.setQueryData(queryKey, saved),
      onSettled: () => invalidate("portfolio"),
    }),
  );
  const change = async (status: Status, version: number, undoTo: Status | null) => {
    const saved = await update.mutateAsync({ id: unit.id, version, status }).catch(() => null);
    if (saved === null) return;
    notify({
      title: done[status](saved.label),
      tone: "good",
      ...(undoTo !== null && { onUndo: () => void change(undoTo, saved.version, null) }),
    });
  };
  return (status) => void change(status, unit.version, unit.status);
}
