"use client";

import type { CreateLeaseInput, LeaseDto } from "@stead/contracts/leases";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { leaseForm as text } from "../../messages/en/lease-form.ts";

type Given<Input> = { [Key in keyof Input]?: Input[Key] | undefined };
export type NewLeaseInput = Given<CreateLeaseInput> &
  Pick<CreateLeaseInput, "unitId" | "contactId" | "startOn">;
export type Activation = { isFirstInvoiceIssued: boolean } | null;

/**
 * Saves a draft and, if wanted, activates it. A draft that can't be activated is kept: its page opens and says why.
 */
export function useCreateLease() {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  const [isActivating, setActivating] = useState(false);
  const create = useMutation(trpc.leases.create.mutationOptions());
  const activate = useMutation(trpc.leases.activate.mutationOptions());
  const show = async (lease: LeaseDto) => {
    queryClient.setQueryData(trpc.leases.get.queryKey({ id: lease.id }), lease);
    router.push(`/leases/${lease.id}`);
    await invalidate("leases");
  };
  const save = async (input: NewLeaseInput, activation: Activation) => {
    setActivating(activation !== null);
    const draft = await create.mutateAsync(input);
    if (activation === null) {
      notify({ title: text.draftSaved(draft.number), tone: "good" });
      return show(draft);
    }
    try {
      const lease = await activate.mutateAsync({ id: draft.id, version: draft.version, ...activation });
      notify({ title: text.activated(lease.number), tone: "good" });
      return await show(lease);
    } catch (error) {
      notify({ title: text.notActivated, description: viewError(error).message, tone: "bad" });
      return show(draft);
    }
  };
  return {
    /** Its failure is in `error`. */
    save: (input: NewLeaseInput, activation: Activation) =>
      void save(input, activation).catch(() => undefined),
    error: create.error,
    isSaving: create.isPending || activate.isPending,
    isActivating,
  };
}
