"use client";

import type { PaymentDto } from "@stead/contracts/payments";
import type { Tone } from "@stead/ui/badge";
import { CivilDateText } from "@stead/ui/date-text";
import { Section } from "@stead/ui/section";
import { Timeline, type TimelineEvent } from "@stead/ui/timeline";
import { moneyText } from "../../lib/format.ts";
import { ledger } from "../../messages/en/ledger.ts";
import { payment as text } from "../../messages/en/payments.ts";
import { JournalDetails } from "../ledger/journal-details.tsx";

function toneOf(event: string): Tone {
  if (/reversed|bounced|returned/.test(event)) return "bad";
  if (event === "payment.received") return "accent";
  if (/allocated|deposit\.received/.test(event)) return "good";
  return "info";
}

/** What happened to a payment step by step, each with its journal; what still waits stands at the end. */
export function PaymentLife({ payment }: { readonly payment: PaymentDto }) {
  const events: TimelineEvent[] = payment.journals.map((journal) => ({
    id: journal.id,
    title: ledger.eventName(journal.event),
    at: <CivilDateText date={journal.occurredOn} />,
    tone: toneOf(journal.event),
    children: (
      <>
        <p>{journal.memo}</p>
        <JournalDetails id={journal.id} />
      </>
    ),
  }));
  if (payment.unallocatedMinor > 0) {
    events.push({
      id: "waits",
      title: text.waits(moneyText(payment.unallocatedMinor, payment.currency)),
      isPending: true,
      children: text.waitsHelp,
    });
  }
  return (
    <Section title={text.life} description={text.lifeHelp} hasRule>
      <Timeline label={text.life} events={events} className="max-w-3xl" />
    </Section>
  );
}
