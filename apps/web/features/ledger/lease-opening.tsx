"use client";

import { currencyExponent } from "@stead/kernel/currencies";
import { Button } from "@stead/ui/button";
import type { ComboboxOption } from "@stead/ui/combobox";
import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid, FormActions } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { RadioGroup } from "@stead/ui/radio-group";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { fieldError, FormFailure } from "../../lib/form-failure.tsx";
import { useInvalidate } from "../../lib/invalidate.ts";
import { LeasePicker, useLease } from "../../lib/lease-picker.tsx";
import { useSession } from "../../lib/session.tsx";
import { ledger as text } from "../../messages/en/ledger.ts";

const balances = [
  { value: "none", label: text.nothingOwed },
  { value: "owes", label: text.owes },
  { value: "credit", label: text.hasCredit },
] as const;

type BalanceKind = (typeof balances)[number]["value"];

/** What one tenant owed or had ahead on the day of the change-over, and the deposit held. */
export function LeaseOpening() {
  const trpc = useTRPC();
  const router = useRouter();
  const invalidate = useInvalidate();
  const { agency, today } = useSession();
  const [idempotencyKey, setIdempotencyKey] = useState(() => crypto.randomUUID());
  const [picked, setPicked] = useState<ComboboxOption | null>(null);
  const [occurredOn, setOccurredOn] = useState<string | null>(today);
  const [kind, setKind] = useState<BalanceKind>("owes");
  const [amountMinor, setAmountMinor] = useState<number | null>(null);
  const [depositHeldMinor, setDepositHeldMinor] = useState<number | null>(null);
  const currency = useLease(picked?.value ?? null).data?.currency ?? agency.currency;
  const balanceMinor = kind === "none" ? 0 : kind === "owes" ? (amountMinor ?? 0) : -(amountMinor ?? 0);
  const isReady =
    picked !== null &&
    occurredOn !== null &&
    (kind === "none" || (amountMinor ?? 0) > 0) &&
    (balanceMinor !== 0 || (depositHeldMinor ?? 0) > 0);
  const post = useMutation(
    trpc.ledger.postLeaseOpening.mutationOptions({
      onSuccess: (journal) => {
        void invalidate("ledger");
        notify({
          title: text.posted,
          tone: "good",
          action: { label: text.openJournal, onSelect: () => router.push(`/journals/${journal.id}`) },
        });
        setPicked(null);
        setAmountMinor(null);
        setDepositHeldMinor(null);
        setIdempotencyKey(crypto.randomUUID());
      },
    }),
  );
  const error = (path: string) => fieldError(post.error, path);
  const exponent = currencyExponent(currency);
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady || post.isPending) return;
        post.mutate({
          leaseId: picked.value,
          occurredOn,
          balanceMinor,
          depositHeldMinor: depositHeldMinor ?? 0,
          idempotencyKey,
        });
      }}
    >
      <FieldGrid columns={2}>
        <Field label={text.lease} isRequired error={error("leaseId")}>
          <LeasePicker value={picked} onChange={setPicked} />
        </Field>
        <Field label={text.openingDate} isRequired error={error("occurredOn")}>
          <DateInput value={occurredOn} onChange={setOccurredOn} today={today} max={today} />
        </Field>
      </FieldGrid>
      <RadioGroup legend={text.balanceOf} options={balances} value={kind} onChange={setKind} />
      <FieldGrid columns={2}>
        {kind !== "none" && (
          <Field
            label={kind === "owes" ? text.owes : text.hasCredit}
            isRequired
            error={error("balanceMinor")}
          >
            <MoneyInput
              valueMinor={amountMinor}
              onChange={setAmountMinor}
              exponent={exponent}
              currency={currency}
            />
          </Field>
        )}
        <Field
          label={text.depositHeld}
          help={text.depositHeldHelp}
          isOptional
          error={error("depositHeldMinor")}
        >
          <MoneyInput
            valueMinor={depositHeldMinor}
            onChange={setDepositHeldMinor}
            exponent={exponent}
            currency={currency}
          />
        </Field>
      </FieldGrid>
      <FormFailure error={post.error} shown={["leaseId", "occurredOn", "balanceMinor", "depositHeldMinor"]} />
      <FormActions>
        <Button type="submit" variant="primary" disabled={!isReady} isLoading={post.isPending}>
          {text.postLease}
        </Button>
      </FormActions>
    </form>
  );
}
