"use client";

import type { StatementLineDto } from "@stead/contracts/statements";
import { Field } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import { useState } from "react";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { line as text } from "../../messages/en/statements.ts";
import type { LineActs } from "./use-line-change.ts";

type DialogProps = {
  readonly line: StatementLineDto;
  readonly ignore: LineActs["ignore"];
  readonly onClose: () => void;
};

/** Leaves a line out of the books, with the reason. */
export default function IgnoreLineDialog({ line, ignore, onClose }: DialogProps) {
  const [reason, setReason] = useState("");
  return (
    <FormDialog
      title={text.ignoreTitle}
      description={text.ignoreHelp}
      submitLabel={text.ignoreSubmit}
      isReady={reason.trim() !== ""}
      isBusy={ignore.isPending}
      error={ignore.error}
      shown={["reason"]}
      onClose={onClose}
      onSubmit={() => ignore.mutate({ id: line.id, version: line.version, reason }, { onSuccess: onClose })}
    >
      <Field label={text.reason} isRequired error={fieldError(ignore.error, "reason")}>
        <TextInput maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
