import type { DisputeDto } from "@stead/contracts/disputes";
import { StatusBadge } from "@stead/ui/badge";
import { CivilDateText } from "@stead/ui/date-text";
import { disputes as text } from "../../messages/en/disputes.ts";

const tones = { opened: "warn", won: "good", lost: "bad" } as const;

export function DisputeBadge({ state }: Pick<DisputeDto, "state">) {
  return <StatusBadge tone={tones[state]}>{text.states[state]}</StatusBadge>;
}

const dayIn = (zone: string, instant: string) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(new Date(instant));

/** The last day on which the provider takes an answer, where the agency is; null where none is told or needed. */
export function answerDayOf({ answerBy, state }: DisputeDto, zone: string): string | null {
  return answerBy === null || state !== "opened" ? null : dayIn(zone, answerBy);
}

/** Whether the provider takes no answer any more. */
export function isLate(dispute: DisputeDto, zone: string, today: string): boolean {
  const day = answerDayOf(dispute, zone);
  return day !== null && day < today;
}

type AnswerByProps = { readonly dispute: DisputeDto; readonly zone: string; readonly today: string };

/** Until when it can be answered. */
export function AnswerBy({ dispute, zone, today }: AnswerByProps) {
  const day = answerDayOf(dispute, zone);
  if (day === null) return <span className="text-ink-3">–</span>;
  if (day < today) return <span className="text-bad">{text.overdue}</span>;
  return <CivilDateText date={day} />;
}

export function reasonWords(reason: string | null): string {
  return reason === null ? text.noReason : (text.reasons[reason] ?? reason.replaceAll("_", " "));
}
