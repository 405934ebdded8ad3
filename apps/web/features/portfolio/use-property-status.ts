"use client";

import type { PropertyDto } from "@stead/contracts/portfolio";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { portfolio as text } from "../../messages/en/portfolio.ts";

type Status = PropertyDto["status"];

/** Archives or restores at once, on the screen first; offers to take it back. */
export function usePropertyStatus(property: PropertyDto): (status: Status) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  const queryKey = trpc.portfolio.getProperty.queryKey({ id: property.id });
  const update = useMutation(
    trpc.portfolio.updateProperty.mutationOptions({
      onMutate: async ({ status = property.status }) => {
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
    const saved = await update.mutateAsync({ id: property.id, version, status }).catch(() => null);
    if (saved === null) return;
    notify({
      title: status === "archived" ? text.propertyArchived(saved.name) : text.propertyRestored(saved.name),
      tone: "good",
      ...(undoTo !== null && { onUndo: () => void change(undoTo, saved.version, null) }),
    });
  };
  return (status) => void change(status, property.version, property.status);
}
