"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { currencyExponent } from "@stead/kernel/currencies";
import { Checkbox } from "@stead/ui/checkbox";
import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { TextInput } from "@stead/ui/text-input";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { shiftMonths } from "../../lib/days.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { useSession } from "../../lib/session.tsx";
import { leaseActions as text } from "../../messages/en/lease-actions.ts";
import { leaseForm } from "../../messages/en/lease-form.ts";
import { AmendComparison } from "./amend-comparison.tsx";
import { amendmentInput, isAmended, type AmendValues } from "./amendment.ts";
import { LeaseItemFields } from "./lease-item-fields.tsx";
import { shownPaths } from "./shown-paths.ts";
import { useLeaseChange, useReloadLease } from "./use-lease-change.ts";

/** Changes a running lease from a day on, with the difference in sight. */
export default function AmendDialog({
  lease,
  onClose,
}: {
  readonly lease: LeaseDto;
  readonly onClose: () => void;
}) {
  const trpc = useTRPC();
  const show = useLeaseChange();
  const reload = useReloadLease(lease.id);
  const { today } = useSession();
  const [reason, setReason] = useState("");
  const [values, setValues] = useState<AmendValues>({
    effectiveOn: shiftMonths(today, 1),
    rentMinor: lease.rentMinor,
    endOn: lease.endOn,
    dueDay: lease.dueDay,
    addItems: [],
    endItemIds: [],
  });
  const set = (patch: Partial<AmendValues>) => setValues((before) => ({ ...before, ...patch }));
  const amend = useMutation(
    trpc.leases.amend.mutationOptions({
      onSuccess: async (saved) => {
        onClose();
        await show(saved, text.amended(saved.number));
      },
    }),
  );
  const { effectiveOn } = values;
  const isChanged = isAmended(lease, values);
  return (
    <FormDialog
      title={text.amendTitle(lease.number)}
      description={text.amendHelp}
      submitLabel={text.amendNow}
      size="xl"
      isReady={effectiveOn !== null && reason.trim() !== "" && isChanged}
      isBusy={amend.isPending}
      error={amend.error}
      shown={["effectiveOn", "reason", ...shownPaths(values.addItems, [], "addItems")]}
      onReload={() => void reload().then(() => amend.reset())}
      onSubmit={() => {
        if (effectiveOn === null) return;
        amend.mutate({ ...amendmentInput(lease, values), effectiveOn, reason });
      }}
      onClose={onClose}
    >
      <div className="grid gap-6 md:grid-cols-2">
        <AmendFields
          lease={lease}
          values={values}
          onChange={set}
          reason={reason}
          onReasonChange={setReason}
          error={amend.error}
        />
        <AmendComparison lease={lease} values={values} />
      </div>
    </FormDialog>
  );
}

type AmendFieldsProps = {
  lease: LeaseDto;
  values: AmendValues;
  onChange: (patch: Partial<AmendValues>) => void;
  reason: string;
  onReasonChange: (reason: string) => void;
  error: unknown;
};

function AmendFields({ lease, values, onChange, reason, onReasonChange, error }: AmendFieldsProps) {
  const { today } = useSession();
  const wrong = (path: string) => fieldError(error, path);
  return (
    <div className="grid content-start gap-4">
      <FieldGrid>
        <Field label={text.effectiveOn} isRequired error={wrong("effectiveOn")}>
          <DateInput
            today={today}
            value={values.effectiveOn}
            onChange={(effectiveOn) => onChange({ effectiveOn })}
          />
        </Field>
        <Field label={text.newRent} error={wrong("rentMinor")}>
          <MoneyInput
            valueMinor={values.rentMinor}
            onChange={(rentMinor) => onChange({ rentMinor })}
            exponent={currencyExponent(lease.currency)}
            currency={lease.currency}
          />
        </Field>
        <Field label={text.newEnd} isOptional error={wrong("endOn")}>
          <DateInput today={today} value={values.endOn} onChange={(endOn) => onChange({ endOn })} />
        </Field>
        <Field label={text.newDueDay} error={wrong("dueDay")}>
          <TextInput
            type="number"
            min={1}
            max={31}
            value={values.dueDay ?? ""}
            onChange={(event) =>
              onChange({ dueDay: event.target.value === "" ? null : Number(event.target.value) })
            }
          />
        </Field>
      </FieldGrid>
      <Field label={text.reason} isRequired error={wrong("reason")}>
        <TextInput maxLength={200} value={reason} onChange={(event) => onReasonChange(event.target.value)} />
      </Field>
      <EndedItems lease={lease} values={values} onChange={onChange} />
      <div>
        <p className="mb-2 font-medium">{text.addItems}</p>
        <LeaseItemFields
          hasFrom={false}
          items={values.addItems}
          onChange={(addItems) => onChange({ addItems })}
          currency={lease.currency}
          error={error}
          path="addItems"
        />
      </div>
    </div>
  );
}

/** The amounts beside the rent that run on the day, to be ticked where they stop. */
function EndedItems({ lease, values, onChange }: Pick<AmendFieldsProps, "lease" | "values" | "onChange">) {
  const day = values.effectiveOn ?? "";
  const running = lease.items.filter(
    ({ kind, toOn, frequency }) => kind !== "rent" && frequency !== "once" && (toOn === null || toOn >= day),
  );
  if (running.length === 0) return null;
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 font-medium">{text.endItems}</legend>
      {running.map(({ id, description, amountMinor, frequency }) => (
        <Checkbox
          key={id}
          label={description}
          help={`${moneyText(amountMinor, lease.currency)} · ${leaseForm.frequencies[frequency]}`}
          checked={values.endItemIds.includes(id)}
          onChange={(event) =>
            onChange({
              endItemIds: event.target.checked
                ? [...values.endItemIds, id]
                : values.endItemIds.filter((each) => each !== id),
            })
          }
        />
      ))}
    </fieldset>
  );
}
