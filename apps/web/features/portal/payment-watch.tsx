"use client";

import type { PortalAttemptDto } from "@stead/contracts/portal";
import { Button, ButtonLink } from "@stead/ui/button";
import { Callout, type CalloutTone } from "@stead/ui/callout";
import { Money } from "@stead/ui/money";
import { SkeletonText } from "@stead/ui/skeleton";
import { FormFailure } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { pay as text } from "../../messages/en/portal.ts";
import { PdfButton } from "./pdf-button.tsx";
import { isOpenState, type Payment } from "./use-payment.ts";

const tones: Readonly<Record<PortalAttemptDto["state"], CalloutTone>> = {
  starting: "info",
  pending: "info",
  failed: "bad",
  expired: "warn",
  cancelled: "warn",
  unknown: "warn",
  paid: "good",
};

/** Trying once more cannot take the money twice: it is certain that none moved. */
const safeStates: readonly PortalAttemptDto["state"][] = ["failed", "expired", "cancelled"];

function wordsOf({ state, url, paymentId }: PortalAttemptDto): keyof typeof text.states {
  if (state === "pending") return url === null ? "pendingPrompt" : "pendingLink";
  return state === "paid" && paymentId === null ? "paidSoon" : state;
}

/** What became of a payment so far, and the one thing to do next. */
export function PaymentWatch({ payment }: { readonly payment: Payment }) {
  const { attempt, parts, place, start } = payment;
  const { data, error } = attempt;
  if (data === undefined) return error ? <QueryFailure query={attempt} /> : <SkeletonText lines={4} />;
  const { state, amountMinor, currency, payerHint, url, paymentId, resultText } = data;
  const words = wordsOf(data);
  const next = parts?.[place + 1];
  const isOpen = isOpenState(state);
  return (
    <section className="grid gap-5" aria-live="polite" data-payment-state={state}>
      <div>
        {parts !== undefined && parts.length > 1 && (
          <p className="text-ink-2">{text.partOf(place + 1, parts.length)}</p>
        )}
        <p className="text-[2rem] leading-tight font-semibold tracking-tight">
          <Money amountMinor={amountMinor} currency={currency} hasCurrency />
        </p>
        {payerHint !== null && <p className="mt-0.5 text-ink-2">{text.toPhone(payerHint)}</p>}
      </div>
      <FormFailure error={start.error} />
      <Callout tone={tones[state]} title={text.states[words]}>
        {resultText && !isOpen && state !== "paid" && <p>{resultText}</p>}
        <p>{text.nexts[words]}</p>
      </Callout>
      <div className="flex flex-wrap gap-2">
        {state === "paid" && next !== undefined && (
          <Button variant="primary" isLoading={start.isPending} onClick={() => payment.send(place + 1)}>
            {text.next(moneyText(next, currency))}
          </Button>
        )}
        {isOpen && url !== null && (
          <ButtonLink href={url} variant="primary">
            {text.toCard}
          </ButtonLink>
        )}
        {safeStates.includes(state) && parts !== undefined && (
          <Button variant="primary" isLoading={start.isPending} onClick={() => payment.send(place)}>
            {text.again}
          </Button>
        )}
        {paymentId !== null && (
          <PdfButton input={{ kind: "receipt", id: paymentId }} label={text.receipt}>
            {text.receipt}
          </PdfButton>
        )}
        {(!isOpen || url !== null) && <Button onClick={payment.leave}>{text.back}</Button>}
      </div>
    </section>
  );
}
