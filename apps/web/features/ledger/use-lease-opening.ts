"use client";

import type { ComboboxOption } from "@stead/ui/combobox";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useLease } from "../../lib/lease-picker.tsx";
import { useSession } from "../../lib/session.tsx";
import { ledger as text } from "../../messages/en/ledger.ts";

type Values = {
  picked: ComboboxOption | null;
  occurredOn: string | null;
  kind: "none" | "owes" | "credit";
  amountMinor: number | null;
  depositHeldMinor: number | null;
};

/** What the tenant owes (positive) or has ahead (negative). */
function balanceOf({ kind, amountMinor }: Values): number {
  if (kind === "none") return 0;
  return kind === "owes" ? (amountMinor ?? 0) : -(amountMinor ?? 0);
}

/** The state of one tenant's opening balance; posted, it is ready for the next tenant. */
export function useLeaseOpening() {
  const trpc = useTRPC();
  const router = useRouter();
  const invalidate = useInvalidate();
  const { agency, today } = useSession();
  const [idempotencyKey, setIdempotencyKey] = useState(() => crypto.randomUUID());
  const [values, setValues] = useState<Values>({
    picked: null,
    occurredOn: today,
    kind: "owes",
    amountMinor: null,
    depositHeldMinor: null,
  });
  const set = (patch: Partial<Values>) => setValues((before) => ({ ...before, ...patch }));
  const { picked, occurredOn, kind } = values;
  const currency = useLease(picked?.value ?? null).data?.currency ?? agency.currency;
  const balanceMinor = balanceOf(values);
  const depositHeldMinor = values.depositHeldMinor ?? 0;
  const isReady =
    picked !== null && occurredOn !== null && (kind === "none" ? depositHeldMinor > 0 : balanceMinor !== 0);
  const post = useMutation(
    trpc.ledger.postLeaseOpening.mutationOptions({
      onSuccess: (journal) => {
        void invalidate("ledger");
        const onSelect = () => router.push(`/journals/${journal.id}`);
        notify({ title: text.posted, tone: "good", action: { label: text.openJournal, onSelect } });
        set({ picked: null, amountMinor: null, depositHeldMinor: null });
        setIdempotencyKey(crypto.randomUUID());
      },
    }),
  );
  const submit = () => {
    if (!isReady || post.isPending) return;
    post.mutate({ leaseId: picked.value, occurredOn, balanceMinor, depositHeldMinor, idempotencyKey });
  };
  return { post, values, set, today, currency, isReady, submit };
}
