import type { ReactNode } from "react";
import { joinClasses } from "./class-names.ts";
import type { Tone } from "./badge.tsx";

export interface TimelineEvent {
  readonly id: string;
  readonly title: ReactNode;
  readonly at?: ReactNode;
  /** Evidence, details, a journal. */
  readonly children?: ReactNode;
  readonly tone?: Tone;
  readonly icon?: ReactNode;
  /** Expected but not yet happened. */
  readonly isPending?: boolean;
}

const marks: Readonly<Record<Tone, string>> = {
  neutral: "border-line-strong bg-surface text-ink-3",
  accent: "border-transparent bg-accent-soft text-accent-ink",
  good: "border-transparent bg-good-soft text-good",
  warn: "border-transparent bg-warn-soft text-warn",
  bad: "border-transparent bg-bad-soft text-bad",
  info: "border-transparent bg-info-soft text-info",
};

export interface TimelineProps {
  /** The accessible name. */
  readonly label: string;
  readonly events: readonly TimelineEvent[];
  readonly className?: string;
}

/** What happened, step by step, on one line. */
export function Timeline({ label, events, className }: TimelineProps) {
  return (
    <ol aria-label={label} className={className}>
      {events.map((event) => (
        <li key={event.id} className="group relative flex gap-3 pb-5 last:pb-0">
          <span
            aria-hidden
            className="absolute top-6 bottom-0 left-3 -translate-x-1/2 border-l group-last:hidden"
          />
          <span
            aria-hidden
            className={joinClasses(
              "grid size-6 flex-none place-items-center rounded-full border [&>svg]:size-3.5",
              marks[event.tone ?? "neutral"],
              event.isPending && "border-dashed",
            )}
          >
            {event.icon ?? <span className="size-1.5 rounded-full bg-current" />}
          </span>
          <div className="min-w-0 flex-1 pt-0.5">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4">
              <div className={event.isPending ? "text-ink-3" : "font-medium"}>{event.title}</div>
              {event.at && <div className="text-sm text-ink-3">{event.at}</div>}
            </div>
            {event.children && <div className="mt-1 text-ink-2">{event.children}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
