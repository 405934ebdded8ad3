import type { ReactNode } from "react";
import { joinClasses } from "./class-names.ts";

export type Tone = "neutral" | "accent" | "good" | "warn" | "bad" | "info";

export interface BadgeProps {
  readonly children: ReactNode;
  readonly tone?: Tone;
  readonly icon?: ReactNode;
  readonly className?: string;
}

/** A short word on a wash of colour. */
export function Badge({ children, tone = "neutral", icon, className }: BadgeProps) {
  return (
    <span className={joinClasses("badge [&>svg]:size-3", className)} data-tone={tone}>
      {icon}
      {children}
    </span>
  );
}

const dots: Readonly<Record<Tone, string>> = {
  neutral: "rounded-full border-ink-3",
  accent: "rounded-full border-accent bg-accent",
  good: "rounded-full border-good-solid bg-good-solid",
  warn: "rounded-full border-warn-solid bg-linear-to-r from-50% from-warn-solid to-50% to-transparent",
  bad: "border-bad-solid bg-bad-solid rounded-[1px] rotate-45",
  info: "rounded-full border-info-solid bg-linear-to-r from-50% from-info-solid to-50% to-transparent",
};

export interface StatusBadgeProps {
  readonly children: ReactNode;
  readonly tone?: Tone;
  readonly className?: string;
}

/** A status: a dot whose shape differs with its colour (open, half, full, lozenge), and the word. */
export function StatusBadge({ children, tone = "neutral", className }: StatusBadgeProps) {
  return (
    <span className={joinClasses("inline-flex items-center gap-2 whitespace-nowrap", className)}>
      <span aria-hidden className={joinClasses("size-2 flex-none border-[1.5px]", dots[tone])} />
      {children}
    </span>
  );
}
