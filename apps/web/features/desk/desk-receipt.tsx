"use client";

import type { SuggestionDto, SuspenseDto } from "@stead/contracts/desk";
import { Button } from "@stead/ui/button";
import { Checkbox } from "@stead/ui/checkbox";
import { CivilDateText } from "@stead/ui/date-text";
import { Field } from "@stead/ui/field";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { LeasePicker } from "../../lib/lease-picker.tsx";
import { useCan } from "../../lib/session.tsx";
import { desk as text } from "../../messages/en/desk.ts";
import { payments } from "../../messages/en/payments.ts";
import { DeskSuggestions, isClear } from "./desk-suggestions.tsx";
import { useDeskKeys } from "./use-desk-keys.ts";
import { useAssign, type Learns, type WaitingMoney } from "./use-desk.ts";

const loadSplit = () => import("./split-dialog.tsx");
const SplitDialog = lazy(loadSplit);

type ReceiptProps = { readonly receipt: SuspenseDto; readonly waiting: WaitingMoney };

/** One waiting receipt and the ways out: a likely lease, another one, or several. */
export function DeskReceipt({ receipt, waiting }: ReceiptProps) {
  const trpc = useTRPC();
  const canAssign = useCan("payments:write");
  const { give, isBusy } = useAssign(waiting);
  const [learns, setLearns] = useState<Learns>([]);
  const [isSplitting, setSplitting] = useState(false);
  const query = useQuery(trpc.desk.suggest.queryOptions({ id: receipt.paymentId }));
  const suggestions = query.data?.items ?? [];
  usePrefetchedSuggestions(waiting.next?.paymentId);
  const assign = (lease: { leaseId: string; name: string } | undefined) => {
    if (lease === undefined || !canAssign || isBusy) return;
    const shares = [{ leaseId: lease.leaseId, amountMinor: receipt.amountMinor }];
    void give(receipt, { shares, learns, said: text.assigned(receipt.number, lease.name) }).catch(() => {});
  };
  const take = (suggestion: SuggestionDto | undefined) =>
    assign(suggestion && { leaseId: suggestion.leaseId, name: suggestion.tenantName });
  useDeskKeys({
    move: waiting.move,
    assignFirst: () => isClear(suggestions) && take(suggestions[0]),
    assign: (place) => take(suggestions[place]),
    split: () => canAssign && setSplitting(true),
  });
  return (
    <div className="grid gap-6">
      <ReceiptHead receipt={receipt} />
      <DeskSuggestions query={query} currency={receipt.currency} canAssign={canAssign} onAssign={take} />
      {canAssign && (
        <>
          <Learning receipt={receipt} learns={learns} onChange={setLearns} />
          <div className="flex flex-wrap items-end gap-4">
            <Field label={text.other} className="min-w-64 flex-1">
              <LeasePicker
                value={null}
                onChange={(option) =>
                  assign(option ? { leaseId: option.value, name: option.label } : undefined)
                }
              />
            </Field>
            <Button
              onPointerEnter={() => void loadSplit()}
              onFocus={() => void loadSplit()}
              onClick={() => setSplitting(true)}
            >
              {text.split}
            </Button>
          </div>
        </>
      )}
      {isSplitting && (
        <Suspense>
          <SplitDialog
            receipt={receipt}
            suggestions={suggestions}
            give={give}
            onClose={() => setSplitting(false)}
          />
        </Suspense>
      )}
    </div>
  );
}

/** The next receipt's suggestions are there before its turn. */
function usePrefetchedSuggestions(id: string | undefined): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  useEffect(() => {
    if (id !== undefined) void queryClient.prefetchQuery(trpc.desk.suggest.queryOptions({ id }));
  }, [id, queryClient, trpc]);
}

function ReceiptHead({ receipt }: { readonly receipt: SuspenseDto }) {
  return (
    <header className="grid gap-1">
      <h2 className="text-lg font-semibold">
        {text.receipt(receipt.number)}{" "}
        <Money
          amountMinor={receipt.amountMinor}
          currency={receipt.currency}
          hasCurrency
          isZeroShown
          className="font-normal"
        />
      </h2>
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-ink-2">
        <span>{payments.rails[receipt.rail]}</span>
        <span>
          {text.received} <CivilDateText date={receipt.receivedOn} />
        </span>
        <span>
          {text.reference} <span className="mono text-ink">{receipt.reference ?? text.noReference}</span>
        </span>
        {receipt.payerName && (
          <span>
            {text.payer} <span className="text-ink">{receipt.payerName}</span>
          </span>
        )}
        <TextLink href={`/payments/${receipt.paymentId}`}>{text.openPayment}</TextLink>
      </p>
    </header>
  );
}

type LearningProps = {
  readonly receipt: SuspenseDto;
  readonly learns: Learns;
  readonly onChange: (learns: Learns) => void;
};

/** What is remembered when the receipt goes to one lease. */
function Learning({ receipt: { reference, payerName }, learns, onChange }: LearningProps) {
  const choice = (kind: Learns[number], label: string) => (
    <Checkbox
      label={label}
      checked={learns.includes(kind)}
      onChange={(event) =>
        onChange(event.target.checked ? [...learns, kind] : learns.filter((other) => other !== kind))
      }
    />
  );
  if (reference === null && payerName === null) return null;
  return (
    <Section title={text.learn}>
      <div className="grid gap-1.5">
        {reference !== null && choice("reference", text.learnReference(reference))}
        {payerName !== null && choice("payer", text.learnPayer)}
      </div>
    </Section>
  );
}
