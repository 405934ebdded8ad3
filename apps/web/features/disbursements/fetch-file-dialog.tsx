"use client";

import type { BankFileDto } from "@stead/contracts/disbursements";
import { RadioGroup } from "@stead/ui/radio-group";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { useInvalidate } from "../../lib/invalidate.ts";
import { keyOf } from "../../lib/list-state.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { bankFiles as text } from "../../messages/en/disbursements.ts";

type DialogProps = { readonly file: BankFileDto; readonly onClose: () => void };

const formats = optionsOf(text.formats);

/** Fetches a file for the bank, once: its refunds are sent from then on. */
export default function FetchFileDialog({ file, onClose }: DialogProps) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const [format, setFormat] = useState<"xml" | "csv">("xml");
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const give = useMutation(
    trpc.disbursements.giveBankFile.mutationOptions({
      onSuccess: ({ url }) => {
        notify({ title: text.fetched, tone: "good" });
        void invalidate("disbursements");
        location.assign(url);
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title={text.fetchTitle}
      description={text.fetchHelp}
      submitLabel={text.fetch}
      tone="danger"
      isBusy={give.isPending}
      error={give.error}
      onClose={onClose}
      onSubmit={() => give.mutate({ id: file.id, version: file.version, format, idempotencyKey })}
    >
      <RadioGroup
        legend={text.format}
        options={formats}
        value={format}
        onChange={(value) => setFormat(keyOf(text.formats, value) ?? format)}
      />
    </FormDialog>
  );
}
