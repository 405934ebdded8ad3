"use client";

import CircleHelp from "lucide-react/icons/circle-question-mark";
import type { ReactNode } from "react";
import { useLabels } from "./labels.tsx";
import { Popover } from "./popover.tsx";

export interface WhyLine {
  readonly label: ReactNode;
  /** Already formatted, right-aligned. */
  readonly value: ReactNode;
  /** A line above it: the result. */
  readonly isResult?: boolean;
}

export interface WhyPosting {
  readonly account: ReactNode;
  readonly debit: ReactNode;
  readonly credit: ReactNode;
}

export interface WhyExplanation {
  /** What is explained. */
  readonly title: string;
  /** The rule in one or two sentences. */
  readonly rule?: ReactNode;
  /** The arithmetic, one step a line. */
  readonly lines?: readonly WhyLine[];
  /** What it did to the books. */
  readonly postings?: readonly WhyPosting[];
  readonly postingHeads?: { readonly account: string; readonly debit: string; readonly credit: string };
  /** Anything more: a link to the source. */
  readonly footer?: ReactNode;
}

export interface WhyProps extends WhyExplanation {
  /** The figure itself as the button; a small question mark when left out. */
  readonly children?: ReactNode;
}

/** Explains a figure on the spot: the rule, the arithmetic, the postings. */
export function Why({ children, ...explanation }: WhyProps) {
  const labels = useLabels();
  const name = `${labels.why}: ${explanation.title}`;
  return (
    <Popover
      label={name}
      trigger={children ?? <CircleHelp aria-hidden className="size-3.5" />}
      {...(children === undefined && { triggerLabel: name })}
      triggerClassName={
        children === undefined
          ? "hit-area inline-grid rounded-full align-[-2px] text-ink-3 hover:text-ink"
          : "cursor-help rounded-sm underline decoration-ink-3 decoration-dotted underline-offset-4 hover:decoration-ink"
      }
    >
      {() => <WhyBody {...explanation} />}
    </Popover>
  );
}

/** The explanation alone, for a place that is already open: a drawer, a detail page. */
export function WhyBody({ title, rule, lines = [], postings = [], postingHeads, footer }: WhyExplanation) {
  return (
    <div className="grid gap-3 p-4 text-left text-base font-normal">
      <div>
        <p className="font-semibold">{title}</p>
        {rule && <p className="mt-0.5 text-pretty text-ink-2">{rule}</p>}
      </div>
      {lines.length > 0 && (
        <dl className="grid gap-1 tabular-nums">
          {lines.map((line, index) => (
            <div
              key={index}
              className={`flex justify-between gap-6 ${line.isResult ? "border-t pt-1 font-semibold" : ""}`}
            >
              <dt className={line.isResult ? "" : "text-ink-2"}>{line.label}</dt>
              <dd className="text-right whitespace-nowrap">{line.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {postings.length > 0 && <Postings postings={postings} heads={postingHeads} />}
      {footer && <div className="border-t pt-3 text-sm">{footer}</div>}
    </div>
  );
}

interface PostingsProps {
  readonly postings: readonly WhyPosting[];
  readonly heads: WhyExplanation["postingHeads"];
}

function Postings({ postings, heads }: PostingsProps) {
  return (
    <table className="w-full text-sm tabular-nums">
      {heads && (
        <thead className="text-ink-3">
          <tr>
            <th className="py-1 text-left font-medium">{heads.account}</th>
            <th className="py-1 pl-6 text-right font-medium">{heads.debit}</th>
            <th className="py-1 pl-6 text-right font-medium">{heads.credit}</th>
          </tr>
        </thead>
      )}
      <tbody>
        {postings.map((posting, index) => (
          <tr key={index} className="border-t">
            <td className="py-1">{posting.account}</td>
            <td className="py-1 pl-6 text-right">{posting.debit}</td>
            <td className="py-1 pl-6 text-right">{posting.credit}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
