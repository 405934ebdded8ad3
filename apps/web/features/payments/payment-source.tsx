"use client";

import type { PaymentDto } from "@stead/contracts/payments";
import { SegmentedControl } from "@stead/ui/segmented-control";
import { useState } from "react";
import { moneyText } from "../../lib/format.ts";
import { payment as text } from "../../messages/en/payments.ts";

export type Source = "unallocated" | "credit";

export type SourceChoice = {
  /** The part that is used; undefined when nothing of the payment is left. */
  source: { value: Source; minor: number } | undefined;
  sources: readonly { value: Source; label: string; minor: number }[];
  setSource: (source: Source) => void;
};

/** The parts of a payment that can still be used, and the one that is chosen. */
export function useSource(payment: PaymentDto): SourceChoice {
  const [chosen, setSource] = useState<Source>("unallocated");
  const parts = [
    { value: "unallocated" as const, minor: payment.unallocatedMinor },
    { value: "credit" as const, minor: payment.creditMinor },
  ];
  const sources = parts
    .filter(({ minor }) => minor > 0)
    .map((part) => ({
      ...part,
      label: `${text.sources[part.value]} ${moneyText(part.minor, payment.currency)}`,
    }));
  return { source: sources.find(({ value }) => value === chosen) ?? sources[0], sources, setSource };
}

/** Which part to use, where there are two. */
export function SourceSwitch({ choice }: { readonly choice: SourceChoice }) {
  if (choice.sources.length < 2 || choice.source === undefined) return null;
  return (
    <SegmentedControl
      label={text.source}
      segments={choice.sources}
      value={choice.source.value}
      onChange={choice.setSource}
      className="justify-self-start"
    />
  );
}
