"use client";

import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { useSession } from "../../lib/session.tsx";
import { bulk as text } from "../../messages/en/bulk.ts";
import { BulkFields } from "./bulk-fields.tsx";
import type { BulkChosen, BulkKind } from "./bulk-kinds.ts";
import { requestOf, type BulkForm } from "./bulk-request.ts";
import { BulkSummary } from "./bulk-summary.tsx";

type Props = {
  readonly kind: BulkKind;
  readonly chosen: BulkChosen;
  /** What narrows the list, as people say it. */
  readonly words: readonly string[];
  readonly onClose: () => void;
};

const dangerous: readonly BulkKind[] = [
  "leases.end",
  "invoices.credit",
  "invoices.write_off",
  "leases.charge",
];

function emptyForm(today: string): BulkForm {
  return {
    role: "tenant",
    on: today,
    moveOutOn: null,
    direction: "raise",
    changePpm: null,
    reason: "",
    isDepositApplied: true,
    chargeKind: "service",
    description: "",
    amountMinor: null,
  };
}

/** Says what a change to many will do and asks what it needs, begins it, and goes to the page that shows how far it is. */
export default function BulkDialog({ kind, chosen, words, onClose }: Props) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const { today } = useSession();
  const [form, setForm] = useState<BulkForm>(() => emptyForm(today));
  const isAll = !("ids" in chosen);
  const preview = useQuery(
    trpc.bulk.preview.queryOptions(isAll ? chosen : skipToken, { staleTime: 0, retry: false }),
  );
  const count = isAll ? preview.data?.count : chosen.ids.length;
  const isPossible = count !== undefined && count > 0 && preview.data?.isTooMany !== true;
  const start = useMutation(
    trpc.bulk.start.mutationOptions({
      onSuccess: (started) => {
        queryClient.setQueryData(trpc.bulk.get.queryKey({ id: started.id }), started);
        onClose();
        router.push(`/bulk/${started.id}`);
      },
    }),
  );
  const request = isPossible ? requestOf(kind, chosen, form) : null;
  return (
    <FormDialog
      title={count === undefined ? text.kinds[kind] : text.titleOf(text.kinds[kind], count)}
      description={text.effects[kind]}
      submitLabel={text.submit(count)}
      tone={dangerous.includes(kind) ? "danger" : "primary"}
      isReady={request !== null}
      isBusy={start.isPending}
      error={start.error ?? preview.error}
      onSubmit={() => request && start.mutate(request)}
      onClose={onClose}
    >
      {isAll && !preview.isError && <BulkSummary preview={preview.data} words={words} />}
      <BulkFields kind={kind} form={form} onChange={(change) => setForm({ ...form, ...change })} />
      <p className="text-sm text-ink-2">{text.help}</p>
    </FormDialog>
  );
}
