"use client";

import { DateInput } from "@stead/ui/date-input";
import { Field } from "@stead/ui/field";
import { Select } from "@stead/ui/select";
import { useState } from "react";
import { shiftDays } from "../../lib/days.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { useSession } from "../../lib/session.tsx";
import { reconciliation as text } from "../../messages/en/reconciliation.ts";
import { useStatementPlaces } from "../statements/use-accounts.ts";
import { useProveDay } from "./use-prove-day.ts";

type DialogProps = { readonly accountId: string | null; readonly onClose: () => void };

/** Chooses the account and the day that are compared now. */
export default function ProveDayDialog({ accountId, onClose }: DialogProps) {
  const { today } = useSession();
  const yesterday = shiftDays(today, -1);
  const { places = [] } = useStatementPlaces();
  const [chosen, setChosen] = useState(accountId);
  const [day, setDay] = useState<string | null>(yesterday);
  const prove = useProveDay();
  const account = places.find(({ id }) => id === chosen) ?? places[0];
  return (
    <FormDialog
      title={text.proveTitle}
      description={text.proveHelp}
      submitLabel={text.proveSubmit}
      isReady={account !== undefined && day !== null}
      isBusy={prove.isPending}
      error={prove.error}
      shown={["accountId", "day"]}
      onClose={onClose}
      onSubmit={() => {
        if (account !== undefined && day !== null)
          prove.mutate({ accountId: account.id, day }, { onSuccess: onClose });
      }}
    >
      <Field label={text.account} isRequired error={fieldError(prove.error, "accountId")}>
        <Select
          options={places.map(({ id, label, number }) => ({ value: id, label: `${label}, ${number}` }))}
          value={account?.id ?? ""}
          onChange={(event) => setChosen(event.target.value)}
        />
      </Field>
      <Field label={text.day} isRequired error={fieldError(prove.error, "day")}>
        <DateInput value={day} onChange={setDay} today={today} max={yesterday} />
      </Field>
    </FormDialog>
  );
}
