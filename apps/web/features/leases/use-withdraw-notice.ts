"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { formatDay } from "../../lib/format.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { leaseActions as text } from "../../messages/en/lease-actions.ts";

/** Withdraws a notice at once; undoing gives it again on the same days. */
export function useWithdrawNotice(lease: LeaseDto): () => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  const queryKey = trpc.leases.get.queryKey({ id: lease.id });
  const onError = (error: unknown) => {
    const view = viewError(error);
    notify({ title: view.title, description: view.message, tone: "bad" });
  };
  const show = (saved: LeaseDto) => {
    queryClient.setQueryData(queryKey, saved);
    return invalidate("leases");
  };
  const give = useMutation(
    trpc.leases.giveNotice.mutationOptions({
      onSuccess: async (saved) => {
        notify({ title: text.noticeGiven(formatDay(saved.moveOutOn ?? "")), tone: "good" });
        await show(saved);
      },
      onError,
    }),
  );
  const withdraw = useMutation(
    trpc.leases.withdrawNotice.mutationOptions({
      onMutate: async () => {
        await queryClient.cancelQueries({ queryKey });
        const before = queryClient.getQueryData(queryKey);
        if (before)
          queryClient.setQueryData(queryKey, {
            ...before,
            status: "active",
            noticeOn: null,
            moveOutOn: null,
          });
        return { before };
      },
      onSuccess: async (saved, _input, { before }) => {
        const { noticeOn, moveOutOn } = before ?? lease;
        const canUndo = noticeOn !== null && moveOutOn !== null;
        notify({
          title: text.noticeWithdrawn,
          tone: "good",
          ...(canUndo && {
            onUndo: () => give.mutate({ id: lease.id, version: saved.version, noticeOn, moveOutOn }),
          }),
        });
        await show(saved);
      },
      onError: (error, _input, result) => {
        if (result?.before) queryClient.setQueryData(queryKey, result.before);
        onError(error);
      },
    }),
  );
  return () => withdraw.mutate({ id: lease.id, version: lease.version });
}
