"use client";

import type { ContactDto } from "@stead/contracts/contacts";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { contacts as text } from "../../messages/en/contacts.ts";

type Status = ContactDto["status"];

/** Archives or restores at once, on the screen first; offers to take it back. */
export function useContactStatus(contact: ContactDto): (status: Status) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  const queryKey = trpc.contacts.get.queryKey({ id: contact.id });
  const update = useMutation(
    trpc.contacts.update.mutationOptions({
      onMutate: async ({ status = contact.status }) => {
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
      onSettled: () => invalidate("contacts"),
    }),
  );
  const change = async (status: Status, version: number, undoTo: Status | null) => {
    const saved = await update.mutateAsync({ id: contact.id, version, status }).catch(() => null);
    if (saved === null) return;
    notify({
      title: status === "archived" ? text.contactArchived(saved.name) : text.contactRestored(saved.name),
      tone: "good",
      ...(undoTo !== null && { onUndo: () => void change(undoTo, saved.version, null) }),
    });
  };
  return (status) => void change(status, contact.version, contact.status);
}
