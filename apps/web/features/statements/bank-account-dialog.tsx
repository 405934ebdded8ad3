"use client";

import type { BankAccountDto } from "@stead/contracts/statements";
import { Field, FieldGrid } from "@stead/ui/field";
import { RadioGroup } from "@stead/ui/radio-group";
import { TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { keyOf } from "../../lib/list-state.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { useSession } from "../../lib/session.tsx";
import { accounts as text } from "../../messages/en/statements.ts";

type DialogProps = {
  readonly onClose: () => void;
  readonly onAdded?: (account: BankAccountDto) => void;
};

const uses = optionsOf(text.uses);

/** Adds one of the agency's accounts with banks. */
export default function BankAccountDialog({ onClose, onAdded }: DialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { agency } = useSession();
  const [label, setLabel] = useState("");
  const [number, setNumber] = useState("");
  const [currency, setCurrency] = useState(agency.currency);
  const [accountCode, setAccountCode] = useState<BankAccountDto["accountCode"]>("1000");
  const create = useMutation(
    trpc.statements.createBankAccount.mutationOptions({
      onSuccess: async (account) => {
        await queryClient.invalidateQueries({ queryKey: trpc.statements.listBankAccounts.pathKey() });
        notify({ title: text.added(account.label), tone: "good" });
        onAdded?.(account);
        onClose();
      },
    }),
  );
  const problem = (path: string) => fieldError(create.error, path);
  return (
    <FormDialog
      title={text.addTitle}
      submitLabel={text.add}
      isReady={label.trim() !== "" && number.trim() !== ""}
      isBusy={create.isPending}
      error={create.error}
      shown={["label", "number", "currency", "accountCode"]}
      onClose={onClose}
      onSubmit={() => create.mutate({ label, number, currency, accountCode })}
    >
      <Field label={text.name} help={text.nameHelp} isRequired error={problem("label")}>
        <TextInput value={label} maxLength={200} onChange={(event) => setLabel(event.target.value)} />
      </Field>
      <FieldGrid>
        <Field label={text.number} help={text.numberHelp} isRequired error={problem("number")}>
          <TextInput
            value={number}
            maxLength={60}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setNumber(event.target.value)}
          />
        </Field>
        <Field label={text.currency} isRequired error={problem("currency")}>
          <TextInput
            value={currency}
            maxLength={3}
            onChange={(event) => setCurrency(event.target.value.toUpperCase())}
          />
        </Field>
      </FieldGrid>
      <RadioGroup
        legend={text.use}
        options={uses}
        value={accountCode}
        error={problem("accountCode")}
        onChange={(value) => setAccountCode(keyOf(text.uses, value) ?? accountCode)}
      />
    </FormDialog>
  );
}
