"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { Callout } from "@stead/ui/callout";
import { Checkbox } from "@stead/ui/checkbox";
import { DateInput } from "@stead/ui/date-input";
import { Field } from "@stead/ui/field";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { formatDay } from "../../lib/format.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useSession } from "../../lib/session.tsx";
import { leaseActions as text } from "../../messages/en/lease-actions.ts";
import { DamageFields, type DamageValues } from "./damage-fields.tsx";
import { FinalAccount } from "./final-account.tsx";
import { useReloadLease } from "./use-lease-change.ts";

function inputOf({ id, version }: LeaseDto, damages: readonly DamageValues[]) {
  const typed = damages.flatMap(({ description, amountMinor }) =>
    amountMinor !== null && description.trim() !== "" ? [{ description, amountMinor }] : [],
  );
  return { id, version, damages: typed };
}

/** Ends a lease, with its final account in numbers before anything is done. */
export default function EndDialog({
  lease,
  onClose,
}: {
  readonly lease: LeaseDto;
  readonly onClose: () => void;
}) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const reload = useReloadLease(lease.id);
  const { today } = useSession();
  const [endedOn, setEndedOn] = useState<string | null>(lease.moveOutOn ?? today);
  const [damages, setDamages] = useState<DamageValues[]>([]);
  const [isDepositApplied, setDepositApplied] = useState(true);
  const end = useMutation(
    trpc.leases.end.mutationOptions({
      onSuccess: async () => {
        onClose();
        notify({ title: text.ended(lease.number), tone: "good" });
        await invalidate("leases");
      },
    }),
  );
  const input = endedOn === null ? null : { ...inputOf(lease, damages), endedOn, isDepositApplied };
  return (
    <FormDialog
      title={text.endTitle(lease.number)}
      description={text.endHelp}
      submitLabel={endedOn === null ? text.endNow : text.endNowWith(formatDay(endedOn))}
      tone="danger"
      size="xl"
      isReady={input !== null}
      isBusy={end.isPending}
      error={end.error}
      shown={["endedOn"]}
      onReload={() => void reload().then(() => end.reset())}
      onSubmit={() => input && end.mutate(input)}
      onClose={onClose}
    >
      <div className="grid gap-6 md:grid-cols-2">
        <div className="grid content-start gap-4">
          <Field label={text.endedOn} isRequired error={fieldError(end.error, "endedOn")}>
            <DateInput today={today} value={endedOn} onChange={setEndedOn} />
          </Field>
          <DamageFields damages={damages} onChange={setDamages} currency={lease.currency} error={end.error} />
          <Checkbox
            label={text.isDepositApplied}
            checked={isDepositApplied}
            onChange={(event) => setDepositApplied(event.target.checked)}
          />
          {endedOn !== null && <Callout tone="warn">{text.endIrreversible(formatDay(endedOn))}</Callout>}
        </div>
        <FinalAccount input={input} currency={lease.currency} />
      </div>
    </FormDialog>
  );
}
