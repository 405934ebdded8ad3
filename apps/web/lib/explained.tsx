"use client";

import type { Explanation } from "@stead/contracts/fields";
import { Why } from "@stead/ui/why";
import type { ReactNode } from "react";
import { sentence } from "./sentence.ts";

export type ExplainedProps = {
  /** What is explained. */
  title: string;
  explanation: Explanation;
  /** The figure; without it a question mark stands for the explanation. */
  children?: ReactNode;
  /** More: a link to the source. */
  footer?: ReactNode;
};

/** A figure with the rule and the arithmetic that the API gave for it. */
export function Explained({ title, explanation, children, footer }: ExplainedProps) {
  const last = explanation.steps.length - 1;
  return (
    <Why
      title={title}
      rule={sentence(explanation.rule)}
      lines={explanation.steps.map((step, index) => ({
        label: sentence(step),
        value: null,
        isResult: index === last && last > 0,
      }))}
      {...(footer !== undefined && { footer })}
    >
      {children}
    </Why>
  );
}
