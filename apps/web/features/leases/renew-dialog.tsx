"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { currencyExponent } from "@stead/kernel/currencies";
import { Callout } from "@stead/ui/callout";
import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { dayAfter, shiftDays, yearFrom } from "../../lib/days.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { formatDay, moneyText } from "../../lib/format.ts";
import { useSession } from "../../lib/session.tsx";
import { leaseActions as text } from "../../messages/en/lease-actions.ts";
import { useLeaseChange, useReloadLease } from "./use-lease-change.ts";

/** Makes the lease that follows a lease, and says what becomes of the old one. */
export default function RenewDialog({
  lease,
  onClose,
}: {
  readonly lease: LeaseDto;
  readonly onClose: () => void;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const show = useLeaseChange();
  const reload = useReloadLease(lease.id);
  const { today } = useSession();
  const [startOn, setStartOn] = useState<string | null>(() => dayAfter(lease.endOn ?? today));
  const [endOn, setEndOn] = useState<string | null>(() =>
    lease.endOn === null ? null : yearFrom(dayAfter(lease.endOn)),
  );
  const [rentMinor, setRentMinor] = useState<number | null>(lease.rentMinor);
  const renew = useMutation(
    trpc.leases.renew.mutationOptions({
      onSuccess: async (created) => {
        onClose();
        router.push(`/leases/${created.id}`);
        await show(created, text.renewed(created.number));
      },
    }),
  );
  const error = (path: string) => fieldError(renew.error, path);
  return (
    <FormDialog
      title={text.renewTitle(lease.number)}
      description={text.renewHelp}
      submitLabel={text.renewNow}
      isReady={startOn !== null && rentMinor !== null}
      isBusy={renew.isPending}
      error={renew.error}
      shown={["startOn", "endOn", "rentMinor"]}
      onReload={() => void reload().then(() => renew.reset())}
      onSubmit={() => {
        if (startOn === null || rentMinor === null) return;
        renew.mutate({ id: lease.id, version: lease.version, startOn, endOn, rentMinor });
      }}
      onClose={onClose}
    >
      <FieldGrid>
        <Field label={text.renewStart} isRequired error={error("startOn")}>
          <DateInput today={today} value={startOn} onChange={setStartOn} />
        </Field>
        <Field label={text.renewEnd} isOptional error={error("endOn")}>
          <DateInput today={today} value={endOn} onChange={setEndOn} />
        </Field>
      </FieldGrid>
      <Field label={text.newRent} isRequired error={error("rentMinor")}>
        <MoneyInput
          valueMinor={rentMinor}
          onChange={setRentMinor}
          exponent={currencyExponent(lease.currency)}
          currency={lease.currency}
        />
      </Field>
      {startOn !== null && <OldLease lease={lease} startOn={startOn} />}
    </FormDialog>
  );
}

/** What becomes of the lease that is renewed. */
function OldLease({ lease, startOn }: { readonly lease: LeaseDto; readonly startOn: string }) {
  const { number, depositHeldMinor, currency } = lease;
  const sentences = [
    text.renewEnds(number, formatDay(shiftDays(startOn, -1))),
    ...(depositHeldMinor > 0 ? [text.renewDeposit(moneyText(depositHeldMinor, currency))] : []),
    text.renewBilled,
  ];
  return <Callout>{sentences.join(" ")}</Callout>;
}
