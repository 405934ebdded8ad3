"use client";

import type { AssignReceiptInput, SuspenseDto } from "@stead/contracts/desk";
import { railIds } from "@stead/contracts/rails";
import { notify } from "@stead/ui/toast";
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useRef, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { oneOf, useListState } from "../../lib/list-state.ts";
import { useLive } from "../../lib/live.ts";
import { desk as text } from "../../messages/en/desk.ts";

export type Learns = AssignReceiptInput["learns"];
export type Shares = AssignReceiptInput["shares"];

/** The waiting money as the address narrows it, and the receipt that is being looked at. */
export function useWaitingMoney() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const state = useListState(["rail"]);
  const [openId, setOpenId] = useQueryState("receipt", parseAsString);
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const input = { q: state.sentQ, rail: oneOf(railIds, state.filters["rail"]) };
  const query = useInfiniteQuery(
    trpc.desk.list.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  useLive("desk.changed", () => {
    void queryClient.invalidateQueries({ queryKey: trpc.desk.list.pathKey() });
  });
  const rows = query.data?.pages
    .flatMap((page) => page.items)
    .filter(({ paymentId }) => !gone.has(paymentId));
  const current = rows?.find(({ paymentId }) => paymentId === openId) ?? rows?.[0];
  const at = current === undefined ? -1 : (rows?.indexOf(current) ?? -1);
  const move = (step: 1 | -1) => {
    const next = rows?.[at + step];
    if (next) void setOpenId(next.paymentId);
  };
  const mark = (paymentId: string, isGone: boolean) =>
    setGone((before) => {
      const next = new Set(before);
      if (isGone) next.add(paymentId);
      else next.delete(paymentId);
      return next;
    });
  /** Takes a receipt out of sight; the one below it is looked at next. */
  const hide = (paymentId: string) => {
    if (current?.paymentId === paymentId)
      void setOpenId((rows?.[at + 1] ?? rows?.[at - 1])?.paymentId ?? null);
    mark(paymentId, true);
  };
  const bringBack = (paymentId: string) => mark(paymentId, false);
  return {
    state,
    input,
    query,
    rows,
    current,
    next: rows?.[at + 1],
    openId,
    setOpenId,
    move,
    hide,
    bringBack,
  };
}

export type WaitingMoney = ReturnType<typeof useWaitingMoney>;

/** The same request twice is one: its key belongs to what it says. */
function useRequestKeys(): (request: object) => string {
  const keys = useRef(new Map<string, string>());
  return (request) => keys.current.getOrInsertComputed(JSON.stringify(request), () => crypto.randomUUID());
}

/** Gives a receipt to leases at once; the toast takes it back. */
export function useAssign({ hide, bringBack }: Pick<WaitingMoney, "hide" | "bringBack">) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const keyOf = useRequestKeys();
  const takeBack = useTakeBack();
  const assign = useMutation(trpc.desk.assign.mutationOptions());
  const give = async (
    { paymentId, version, number }: SuspenseDto,
    { shares, learns, said }: { shares: Shares; learns: Learns; said: string },
  ): Promise<void> => {
    const request = { paymentId, version, shares, learns };
    hide(paymentId);
    try {
      const { paymentIds, learned } = await assign.mutateAsync({
        ...request,
        idempotencyKey: keyOf(request),
      });
      notify({
        title: said,
        description: text.learned(learned),
        tone: "good",
        onUndo: () => void takeBack(paymentIds, number).finally(() => bringBack(paymentId)),
      });
    } catch (error) {
      bringBack(paymentId);
      const view = viewError(error);
      notify({
        title: view.code === "CONFLICT" ? text.conflict : view.title,
        description: view.message,
        tone: "bad",
      });
      throw error;
    } finally {
      void invalidate("payments");
    }
  };
  return { give, isBusy: assign.isPending };
}

/** Takes what was assigned back, each part as it stands now. */
function useTakeBack(): (paymentIds: readonly string[], number: number) => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  const unassign = useMutation(trpc.desk.unassign.mutationOptions());
  return async (paymentIds, number) => {
    try {
      for (const paymentId of paymentIds) {
        const { version } = await queryClient.fetchQuery({
          ...trpc.payments.get.queryOptions({ id: paymentId }),
          staleTime: 0,
        });
        const idempotencyKey = crypto.randomUUID();
        await unassign.mutateAsync({ paymentId, version, reason: text.undoReason, idempotencyKey });
      }
      notify({ title: text.undone(number), tone: "good" });
    } catch (error) {
      notify({ title: text.undoFailed, description: viewError(error).message, tone: "bad" });
    } finally {
      await invalidate("payments");
    }
  };
}
