"use client";

import type { PaymentDto } from "@stead/contracts/payments";
import { CopyText } from "@stead/ui/copy-text";
import { CivilDateText, InstantText } from "@stead/ui/date-text";
import { DescriptionList, type Description } from "@stead/ui/description-list";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { payment as text, payments } from "../../messages/en/payments.ts";

/** What was said about a payment when it was recorded, and what was paid back of it. */
export function PaymentFacts({ payment }: { readonly payment: PaymentDto }) {
  const items: Description[] = [
    { term: payments.reference, value: payment.reference && <CopyText text={payment.reference} /> },
    { term: text.externalId, value: payment.externalId && <CopyText text={payment.externalId} /> },
    {
      term: text.payer,
      value: payment.payerContactId && (
        <TextLink href={`/contacts/${payment.payerContactId}`}>{payment.payerName}</TextLink>
      ),
    },
    { term: text.note, value: payment.note },
    { term: text.recordedAt, value: <Recorded payment={payment} /> },
    ...payment.refunds.map((refund) => ({
      term: text.refundNumber(refund.number),
      value: (
        <>
          <Money amountMinor={refund.amountMinor} currency={payment.currency} hasCurrency /> ·{" "}
          <CivilDateText date={refund.paidOn} />
          <span className="block text-ink-2">{refund.reason}</span>
        </>
      ),
    })),
  ];
  return (
    <div id="facts">
      <Section title={text.facts}>
        <DescriptionList items={items.filter((item) => Boolean(item.value))} />
      </Section>
    </div>
  );
}

function Recorded({ payment }: { readonly payment: PaymentDto }) {
  return (
    <>
      <InstantText instant={payment.createdAt} />
      {payment.recordedBy && <span className="block text-ink-2">{text.recordedBy(payment.recordedBy)}</span>}
    </>
  );
}
