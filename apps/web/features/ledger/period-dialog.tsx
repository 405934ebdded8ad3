"use client";

import { Field } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { formatMonth } from "../../lib/format.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { ledger as text } from "../../messages/en/ledger.ts";
import type { Period } from "./period.ts";

/** Closes a month of the books or opens it again, with a reason; the list shows it at once and goes back if it is refused. */
export default function PeriodDialog({
  period,
  onClose,
}: {
  readonly period: Period;
  readonly onClose: () => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  const [reason, setReason] = useState("");
  const month = formatMonth(period.month);
  const isClosing = period.status === "open";
  const status = isClosing ? ("closed" as const) : ("open" as const);
  const key = trpc.ledger.listPeriods.infiniteQueryKey({});
  const change = useMutation(
    trpc.ledger.setPeriod.mutationOptions({
      onMutate: async () => {
        await queryClient.cancelQueries({ queryKey: key });
        const before = queryClient.getQueryData(key);
        queryClient.setQueryData(
          key,
          (data) =>
            data && {
              ...data,
              pages: data.pages.map((page) => ({
                ...page,
                items: page.items.map((each) => (each.month === period.month ? { ...each, status } : each)),
              })),
            },
        );
        return { before };
      },
      onError: (_error, _input, context) => queryClient.setQueryData(key, context?.before),
      onSuccess: () => {
        notify({ title: isClosing ? text.closed(month) : text.reopened(month), tone: "good" });
        onClose();
      },
      onSettled: () => invalidate("ledger"),
    }),
  );
  return (
    <FormDialog
      title={isClosing ? text.closeTitle(month) : text.reopenTitle(month)}
      description={
        isClosing
          ? text.closeHelp(month, text.journalCount(period.journalCount, period.isCountCapped))
          : text.reopenHelp(month)
      }
      submitLabel={isClosing ? text.closeSubmit(month) : text.reopenSubmit(month)}
      isReady={reason.trim() !== ""}
      isBusy={change.isPending}
      error={change.error}
      shown={["reason"]}
      onClose={onClose}
      onSubmit={() => change.mutate({ month: period.month, status, reason })}
    >
      <Field label={text.reason} help={text.reasonHelp} isRequired error={fieldError(change.error, "reason")}>
        <TextInput maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
