import { formatCivilDate, formatInstant } from "./format.ts";

export interface CivilDateTextProps {
  /** `YYYY-MM-DD`; null shows a dash. */
  readonly date: string | null;
  readonly hasYear?: boolean;
  readonly className?: string;
}

/** A civil date as "3 Nov 2026". */
export function CivilDateText({ date, hasYear = true, className }: CivilDateTextProps) {
  if (date === null) return <span className="text-ink-3">–</span>;
  return (
    <time dateTime={date} className={className ?? "whitespace-nowrap"}>
      {formatCivilDate(date, { hasYear })}
    </time>
  );
}

export interface InstantTextProps {
  /** ISO instant; null shows a dash. */
  readonly instant: string | null;
  /** IANA zone to show it in; the viewer's own when left out. */
  readonly zone?: string;
  readonly className?: string;
}

/** A moment as "3 Nov 2026, 14:05"; seconds and the zone's name on hover. */
export function InstantText({ instant, zone, className }: InstantTextProps) {
  if (instant === null) return <span className="text-ink-3">–</span>;
  return (
    <time
      dateTime={instant}
      title={formatInstant(instant, { zone, detail: "full" })}
      className={className ?? "whitespace-nowrap"}
      suppressHydrationWarning
    >
      {formatInstant(instant, { zone })}
    </time>
  );
}
