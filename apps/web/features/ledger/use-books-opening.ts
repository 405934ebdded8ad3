"use client";

import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useSession } from "../../lib/session.tsx";
import { ledger as text } from "../../messages/en/ledger.ts";
import { newOpeningLine, signedMinor, type OpeningLine } from "./opening-lines.tsx";

/** The state of the agency's opening balances, from the first line to the posted journal. */
export function useBooksOpening() {
  const trpc = useTRPC();
  const router = useRouter();
  const invalidate = useInvalidate();
  const { agency, today } = useSession();
  const [idempotencyKey, setIdempotencyKey] = useState(() => crypto.randomUUID());
  const [occurredOn, setOccurredOn] = useState<string | null>(today);
  const [lines, setLines] = useState<readonly OpeningLine[]>(() => [newOpeningLine()]);
  const post = useMutation(
    trpc.ledger.postOpening.mutationOptions({
      onSuccess: (journal) => {
        void invalidate("ledger");
        const onSelect = () => router.push(`/journals/${journal.id}`);
        notify({ title: text.posted, tone: "good", action: { label: text.openJournal, onSelect } });
        setLines([newOpeningLine()]);
        setIdempotencyKey(crypto.randomUUID());
      },
    }),
  );
  const filled = lines.filter((line) => line.accountCode !== "" && (line.amountMinor ?? 0) > 0);
  return {
    post,
    lines,
    occurredOn,
    setOccurredOn,
    today,
    currency: agency.currency,
    sumMinor: filled.reduce((sum, line) => sum + signedMinor(line), 0),
    isReady: filled.length > 0 && filled.length === lines.length && occurredOn !== null,
    addLine: () => setLines((before) => [...before, newOpeningLine()]),
    removeLine: (id: string) => setLines((before) => before.filter((line) => line.id !== id)),
    changeLine: (id: string, patch: Partial<OpeningLine>) =>
      setLines((before) => before.map((line) => (line.id === id ? { ...line, ...patch } : line))),
    submit: async () => {
      if (occurredOn === null) return;
      await post.mutateAsync({
        occurredOn,
        currency: agency.currency,
        lines: filled.map((line) => ({ accountCode: line.accountCode, amountMinor: signedMinor(line) })),
        idempotencyKey,
      });
    },
  };
}
