"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { useSession } from "../../lib/session.tsx";
import { bulk as text } from "../../messages/en/bulk.ts";
import type { BulkKind } from "./bulk-kinds.ts";
import { BulkFields } from "./bulk-fields.tsx";
import { requestOf, type BulkForm } from "./bulk-request.ts";

type Props = { readonly kind: BulkKind; readonly ids: string[]; readonly onClose: () => void };

const dangerous: readonly BulkKind[] = [
  "leases.end",
  "invoices.credit",
  "invoices.write_off",
  "leases.charge",
];

/** Asks what a change to many needs, begins it, and goes to the page that shows how far it is. */
export default function BulkDialog({ kind, ids, onClose }: Props) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const { today } = useSession();
  const [form, setForm] = useState<BulkForm>({
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
  });
  const start = useMutation(
    trpc.bulk.start.mutationOptions({
      onSuccess: (started) => {
        queryClient.setQueryData(trpc.bulk.get.queryKey({ id: started.id }), started);
        onClose();
        router.push(`/bulk/${started.id}`);
      },
    }),
  );
  const request = requestOf(kind, ids, form);
  return (
    <FormDialog
      title={text.titleOf(text.kinds[kind], ids.length)}
      description={text.help}
      submitLabel={text.submit(ids.length)}
      tone={dangerous.includes(kind) ? "danger" : "primary"}
      isReady={request !== null}
      isBusy={start.isPending}
      error={start.error}
      onSubmit={() => request && start.mutate(request)}
      onClose={onClose}
    >
      <BulkFields kind={kind} form={form} onChange={(change) => setForm({ ...form, ...change })} />
    </FormDialog>
  );
}
