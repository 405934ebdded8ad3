"use client";

import type { CollectionDto } from "@stead/contracts/collecting";
import { Button, ButtonLink } from "@stead/ui/button";
import { Callout, type CalloutTone } from "@stead/ui/callout";
import { CopyText } from "@stead/ui/copy-text";
import { InstantText } from "@stead/ui/date-text";
import type { ReactNode } from "react";
import { moneyText } from "../../lib/format.ts";
import { collect, collecting as text } from "../../messages/en/collecting.ts";
import { isOpenState, isSafeToAskAgain } from "./collection-state.tsx";

export type WatchProps = {
  readonly collection: CollectionDto;
  /** Where a link can be sent to. */
  readonly email?: string | null;
  readonly phone?: string | null;
  /** Asks once more; only offered where it cannot take the money twice. */
  readonly onAskAgain?: (() => void) | undefined;
  readonly children?: ReactNode;
};

const tones: Readonly<Record<CollectionDto["state"], CalloutTone>> = {
  starting: "info",
  pending: "info",
  failed: "bad",
  expired: "warn",
  cancelled: "warn",
  unknown: "warn",
  paid: "good",
};

function nextStep({ state, url, paymentId }: CollectionDto): string {
  if (state === "pending") return url === null ? text.nexts.pendingPrompt : text.nexts.pendingLink;
  if (state === "paid") return paymentId === null ? text.nexts.paidSoon : text.nexts.paid;
  return text.nexts[state];
}

/** What became of a collection so far, in the provider's words and ours, and what to do next. */
export function CollectionWatch({ collection, email, phone, onAskAgain, children }: WatchProps) {
  const { state, resultText, paymentId, url, expiresAt } = collection;
  const isOpen = isOpenState(state);
  return (
    <div className="grid grid-cols-1 content-start gap-4" data-collection-state={state}>
      <Callout
        tone={tones[state]}
        title={text.states[state]}
        action={
          onAskAgain &&
          isSafeToAskAgain(state) && (
            <Button size="sm" onClick={onAskAgain}>
              {text.askAgain}
            </Button>
          )
        }
      >
        {resultText && <p>{resultText}</p>}
        <p>{nextStep(collection)}</p>
        {isOpen && (
          <p className="text-sm">
            {collect.until} <InstantText instant={expiresAt} />
          </p>
        )}
      </Callout>
      {isOpen && url !== null && <PayLink collection={collection} url={url} email={email} phone={phone} />}
      {paymentId !== null && (
        <div>
          <ButtonLink href={`/payments/${paymentId}`}>{text.openPayment}</ButtonLink>
        </div>
      )}
      {children}
    </div>
  );
}

type LinkProps = Pick<WatchProps, "collection"> & {
  readonly url: string;
  readonly email: string | null | undefined;
  readonly phone: string | null | undefined;
};

/** The link to the provider's page: copied, or on its way in a message of the person's own. */
function PayLink({ collection, url, email, phone }: LinkProps) {
  const { tenantName, amountMinor, currency } = collection;
  const body = encodeURIComponent(collect.mailBody(tenantName, moneyText(amountMinor, currency), url));
  return (
    <div className="grid grid-cols-1 gap-2">
      <p className="text-sm font-medium">{collect.link}</p>
      <p className="rounded-md bg-sunken px-3 py-2">
        <CopyText text={url} />
      </p>
      <p className="flex flex-wrap gap-2">
        {email && (
          <ButtonLink
            size="sm"
            href={`mailto:${email}?subject=${encodeURIComponent(collect.mailSubject)}&body=${body}`}
          >
            {collect.mail}
          </ButtonLink>
        )}
        {phone && (
          <ButtonLink size="sm" href={`sms:${phone}?body=${body}`}>
            {collect.text}
          </ButtonLink>
        )}
      </p>
    </div>
  );
}
