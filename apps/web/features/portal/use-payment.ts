"use client";

import type { PortalAttemptDto, PortalLeaseDto, WaysToPayDto } from "@stead/contracts/portal";
import { keepPreviousData, skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { useDebounced } from "../../lib/use-debounced.ts";
import { usePortalLive } from "./use-portal-live.ts";

/** Whether the end of a payment is still to come. */
export const isOpenState = (state: PortalAttemptDto["state"]) => state === "starting" || state === "pending";

/** How often an open payment is asked for while nothing tells of it, and while something does: news may be lost. */
const [recheckMs, heardRecheckMs] = [2_000, 20_000];
/** How long a payment that just ended is what the page begins with. */
const freshMs = 10 * 60_000;

/** Whether there is more to hear of a payment. */
const isOnItsWay = ({ state, paymentId }: PortalAttemptDto) =>
  isOpenState(state) || (state === "paid" && paymentId === null);

/** What the page begins with: a payment that is open, or that was paid a moment ago on another page. */
function unfinished({ attempts }: WaysToPayDto): string | null {
  const [latest] = attempts;
  if (latest === undefined) return null;
  const isFresh = Date.now() - Date.parse(latest.createdAt) < freshMs;
  return isOpenState(latest.state) || (latest.state === "paid" && isFresh) ? latest.id : null;
}

/** What is paid, by which way, in which parts, and what became of the part that was asked for last. */
export function usePayment(lease: PortalLeaseDto, ways: WaysToPayDto) {
  const trpc = useTRPC();
  const [accountId, setAccountId] = useState(ways.accounts[0]?.id ?? "");
  const [amountMinor, setAmountMinor] = useState(lease.balanceMinor > 0 ? lease.balanceMinor : null);
  const [phone, setPhone] = useState(ways.phone ?? "");
  const [idempotencyKey, setIdempotencyKey] = useState(() => crypto.randomUUID());
  const [sentId, setSentId] = useState(() => unfinished(ways));
  const [place, setPlace] = useState(0);
  const account = ways.accounts.find(({ id }) => id === accountId) ?? ways.accounts[0];
  const asked = useDebounced(amountMinor);
  const canSplit = account !== undefined && asked !== null && asked > 0;
  const split = useQuery({
    ...trpc.portal.splitPayment.queryOptions(
      canSplit ? { leaseId: lease.id, railAccountId: account.id, amountMinor: asked } : skipToken,
    ),
    placeholderData: keepPreviousData,
  });
  const parts = asked === amountMinor && !split.isPlaceholderData ? split.data?.partsMinor : undefined;
  const attempt = useAttempt(sentId);
  const queryClient = useQueryClient();
  const start = useMutation(
    trpc.portal.pay.mutationOptions({
      onSuccess: (made) => {
        queryClient.setQueryData(trpc.portal.attempt.queryKey({ id: made.id }), made);
        setSentId(made.id);
        if (made.url !== null) window.location.assign(made.url);
      },
      // A refused request may be sent otherwise: it is another one then.
      onSettled: () => setIdempotencyKey(crypto.randomUUID()),
    }),
  );
  const send = (at: number) => {
    const part = parts?.[at];
    if (account === undefined || part === undefined) return;
    setPlace(at);
    const to = account.way === "prompt" && phone.trim() !== "" ? phone : null;
    start.mutate({
      leaseId: lease.id,
      railAccountId: account.id,
      amountMinor: part,
      phone: to,
      idempotencyKey,
    });
  };
  const leave = () => {
    start.reset();
    setSentId(null);
    setPlace(0);
  };
  const form = { account, setAccountId, amountMinor, setAmountMinor, phone, setPhone };
  return { ...form, split, parts, place, start, send, leave, attempt, isSent: sentId !== null };
}

export type Payment = ReturnType<typeof usePayment>;

/** A payment, followed until it ends. What it changed is asked for again. */
function useAttempt(id: string | null) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isHearing, setIsHearing] = useState(false);
  const everyMs = isHearing ? heardRecheckMs : recheckMs;
  const query = useQuery({
    ...trpc.portal.attempt.queryOptions(id === null ? skipToken : { id }),
    refetchInterval: ({ state }) => (state.data && isOnItsWay(state.data) ? everyMs : false),
  });
  usePortalLive(query.data !== undefined && isOnItsWay(query.data), {
    onNews: () => void query.refetch(),
    onHearing: setIsHearing,
  });
  const refresh = useEffectEvent(() => {
    for (const queryKey of [
      trpc.portal.overview.queryKey(),
      trpc.portal.listInvoices.pathKey(),
      trpc.portal.listPayments.pathKey(),
      trpc.portal.history.pathKey(),
    ])
      void queryClient.invalidateQueries({ queryKey });
  });
  const paymentId = query.data?.paymentId ?? null;
  useEffect(() => {
    if (paymentId !== null) refresh();
  }, [paymentId]);
  return query;
}
