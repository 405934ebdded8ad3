"use client";

import type { RailAccountDto } from "@stead/contracts/rail-accounts";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useCan, useSession } from "../../lib/session.tsx";
import { rails as text } from "../../messages/en/rails.ts";

/** Whether the person may change accounts with providers: they belong to the whole agency. */
export function useCanChangeRails(): boolean {
  const canWrite = useCan("rails:write");
  const { propertyIds } = useSession();
  return canWrite && propertyIds === null;
}

/** Shows an account as a change left it. */
export function useShowAccount(): (account: RailAccountDto) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const queryKey = trpc.rails.list.queryKey({});
  return (account) => {
    queryClient.setQueryData(queryKey, (known) =>
      known === undefined
        ? known
        : { items: known.items.map((other) => (other.id === account.id ? account : other)) },
    );
    void queryClient.invalidateQueries({ queryKey });
  };
}

/** Switches an account on or off at once; the toast takes it back. */
export function useSwitchAccount(): (account: RailAccountDto) => void {
  const trpc = useTRPC();
  const show = useShowAccount();
  const update = useMutation(
    trpc.rails.update.mutationOptions({
      onError: (error) => {
        const view = viewError(error);
        notify({ title: view.title, description: view.message, tone: "bad" });
      },
    }),
  );
  const change = async ({ id, version, isActive }: RailAccountDto, canUndo: boolean): Promise<void> => {
    const saved = await update.mutateAsync({ id, version, isActive: !isActive });
    show(saved);
    const title = saved.isActive ? text.switchedOn(saved.label) : text.switchedOff(saved.label);
    notify({ title, tone: "good", ...(canUndo && { onUndo: () => void change(saved, false) }) });
  };
  return (account) => void change(account, true).catch(() => {});
}
