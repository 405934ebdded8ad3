"use client";

import { Field } from "@stead/ui/field";
import { RadioGroup } from "@stead/ui/radio-group";
import { TextInput } from "@stead/ui/text-input";
import { useState } from "react";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { keyOf } from "../../lib/list-state.ts";
import { refund as text } from "../../messages/en/disbursements.ts";
import { useRefundActs, type RefundDialogProps } from "./use-refund.ts";

const outcomes = (["paid", "failed"] as const).map((value) => ({
  value,
  label: text.outcomes[value],
  help: text.outcomeHelp[value],
}));

/** A person writes down what the statement of bank or provider says. */
export default function SettleDialog({ refund, onClose }: RefundDialogProps) {
  const { settle } = useRefundActs();
  const [outcome, setOutcome] = useState<"paid" | "failed" | null>(null);
  const [reference, setReference] = useState("");
  const [note, setNote] = useState("");
  const { id, version } = refund;
  const submit = () => {
    if (outcome === null) return;
    const number = outcome === "paid" && reference.trim() !== "" ? reference : null;
    settle.mutate({ id, version, outcome, reference: number, note }, { onSuccess: onClose });
  };
  return (
    <FormDialog
      title={text.settleTitle}
      description={text.settleHelp}
      submitLabel={text.settle}
      isReady={outcome !== null && note.trim() !== ""}
      isBusy={settle.isPending}
      error={settle.error}
      shown={["reference", "note"]}
      onClose={onClose}
      onSubmit={submit}
    >
      <RadioGroup
        legend={text.outcome}
        options={outcomes}
        value={outcome}
        onChange={(value) => setOutcome(keyOf(text.outcomes, value) ?? null)}
      />
      {outcome === "paid" && (
        <Field label={text.number} isOptional error={fieldError(settle.error, "reference")}>
          <TextInput
            maxLength={100}
            value={reference}
            autoComplete="off"
            onChange={(event) => setReference(event.target.value)}
          />
        </Field>
      )}
      <Field label={text.note} isRequired error={fieldError(settle.error, "note")}>
        <TextInput maxLength={200} value={note} onChange={(event) => setNote(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
