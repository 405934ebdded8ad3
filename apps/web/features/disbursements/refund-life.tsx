"use client";

import type { DisbursementDto } from "@stead/contracts/disbursements";
import { InstantText } from "@stead/ui/date-text";
import { Section } from "@stead/ui/section";
import { Timeline, type TimelineEvent } from "@stead/ui/timeline";
import { refund as text } from "../../messages/en/disbursements.ts";

const endTones = { paid: "good", failed: "bad", cancelled: "neutral" } as const;

/** What still has to happen; undefined for one that is over. */
function pendingOf({ state, way }: DisbursementDto): string | undefined {
  if (state === "awaiting_approval") return text.waits;
  if (state === "approved") return way === "bank_file" ? text.waitsForBank : text.waitsToSend;
  if (state === "sending") return text.waitsForWord;
  if (state === "sent" && way === "by_hand") return text.waitsToPay;
  if (state === "sent") return way === "bank_file" ? text.waitsForYou : text.waitsForWord;
  return state === "uncertain" ? text.waitsForYou : undefined;
}

function stepsOf(refund: DisbursementDto): TimelineEvent[] {
  const { createdAt, approvedAt, sentAt, finishedAt, state, way, requestedBy, approvedBy, reason } = refund;
  const events: TimelineEvent[] = [
    {
      id: "asked",
      title: text.askedFor,
      at: <InstantText instant={createdAt} />,
      tone: "accent",
      children: (
        <>
          <p>{requestedBy === null ? text.byProgram : text.by_(requestedBy)}</p>
          <p>{reason}</p>
        </>
      ),
    },
  ];
  if (approvedAt !== null)
    events.push({
      id: "approved",
      title: text.approvedStep,
      at: <InstantText instant={approvedAt} />,
      tone: "good",
      children: approvedBy === null ? text.noSecond : text.by_(approvedBy),
    });
  if (sentAt !== null && way !== "by_hand")
    events.push({
      id: "sent",
      title: text.sentStep,
      at: <InstantText instant={sentAt} />,
      tone: "info",
      children: refund.destinationHint ?? refund.accountLabel,
    });
  if (finishedAt !== null && (state === "paid" || state === "failed" || state === "cancelled"))
    events.push({
      id: "ended",
      title: text.ended[state],
      at: <InstantText instant={finishedAt} />,
      tone: endTones[state],
      children: refund.resultText,
    });
  return events;
}

/** From the asking to the end: who took each step, and what it still waits for. */
export function RefundLife({ refund }: { readonly refund: DisbursementDto }) {
  const pending = pendingOf(refund);
  const events = stepsOf(refund);
  if (pending !== undefined) events.push({ id: "pending", title: pending, isPending: true });
  return (
    <Section title={text.life} description={text.lifeHelp}>
      <Timeline label={text.life} events={events} />
    </Section>
  );
}
