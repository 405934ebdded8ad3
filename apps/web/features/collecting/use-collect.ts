"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import type { RailAccountDto } from "@stead/contracts/rail-accounts";
import { railDescriptor } from "@stead/contracts/rails";
import { keepPreviousData, skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { useDebounced } from "../../lib/use-debounced.ts";
import { useCollection } from "./use-collection.ts";

export type CollectTarget = { lease: LeaseDto; openMinor: number; accounts: readonly RailAccountDto[] };

/** The account's way of asking: a prompt on a phone, or a link to a page. */
export function asksByPrompt({ rail }: Pick<RailAccountDto, "rail">): boolean {
  return railDescriptor(rail).capabilities.includes("prompt");
}

/** What is asked for, in which parts, and what became of the part that was asked for last. */
export function useCollect({ lease, openMinor, accounts }: CollectTarget) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const payer = lease.parties.find(({ contactId }) => contactId === lease.contactId);
  const [accountId, setAccountId] = useState(accounts[0]?.id ?? "");
  const [amountMinor, setAmountMinor] = useState<number | null>(openMinor > 0 ? openMinor : null);
  const [phone, setPhone] = useState(payer?.phone ?? "");
  const [idempotencyKey, setIdempotencyKey] = useState(() => crypto.randomUUID());
  const [sentId, setSentId] = useState<string | null>(null);
  const [place, setPlace] = useState(0);
  const account = accounts.find(({ id }) => id === accountId) ?? accounts[0];
  const asked = useDebounced(amountMinor);
  const canSplit = account !== undefined && asked !== null && asked > 0;
  const split = useQuery({
    ...trpc.collecting.split.queryOptions(
      canSplit ? { rail: account.rail, currency: lease.currency, amountMinor: asked } : skipToken,
    ),
    placeholderData: keepPreviousData,
  });
  const parts = asked === amountMinor && !split.isPlaceholderData ? split.data?.partsMinor : undefined;
  const collection = useCollection(sentId);
  const start = useMutation(
    trpc.collecting.start.mutationOptions({
      onSuccess: (made) => {
        queryClient.setQueryData(trpc.collecting.get.queryKey({ id: made.id }), made);
        void queryClient.invalidateQueries({ queryKey: trpc.collecting.list.pathKey() });
        setSentId(made.id);
        setIdempotencyKey(crypto.randomUUID());
      },
    }),
  );
  const send = (at: number) => {
    const part = parts?.[at];
    if (account === undefined || part === undefined) return;
    setPlace(at);
    const to = asksByPrompt(account) && phone.trim() !== "" ? phone.replaceAll(/[\s-]/g, "") : null;
    start.mutate({
      leaseId: lease.id,
      railAccountId: account.id,
      amountMinor: part,
      phone: to,
      idempotencyKey,
    });
  };
  /** The first part may be asked for otherwise; a later one is asked for as it was: those before it are paid. */
  const askAgain = () => {
    if (place > 0) return send(place);
    start.reset();
    setSentId(null);
  };
  const form = { accountId, setAccountId, amountMinor, setAmountMinor, phone, setPhone };
  return {
    ...form,
    account,
    email: payer?.email ?? null,
    split,
    parts,
    place,
    start,
    send,
    askAgain,
    collection,
    sentId,
  };
}

export type Collect = ReturnType<typeof useCollect>;
