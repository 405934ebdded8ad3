import type { StatementDto, StatementLineDto } from "@stead/contracts/statements";
import { StatusBadge, type Tone } from "@stead/ui/badge";
import { lines, statements } from "../../messages/en/statements.ts";

const statementTones: Readonly<Record<StatementDto["state"], Tone>> = {
  reading: "info",
  booking: "info",
  done: "good",
  failed: "bad",
  cancelled: "neutral",
};
const lineTones: Readonly<Record<StatementLineDto["state"], Tone>> = {
  new: "info",
  booked: "good",
  matched: "good",
  waiting: "warn",
  ignored: "neutral",
};

/** Whether its job is still at work. */
export const isUnderWay = ({ state }: Pick<StatementDto, "state">) =>
  state === "reading" || state === "booking";

export function StatementBadge({ state }: Pick<StatementDto, "state">) {
  return <StatusBadge tone={statementTones[state]}>{statements.states[state]}</StatusBadge>;
}

export function LineBadge({ state }: Pick<StatementLineDto, "state">) {
  return <StatusBadge tone={lineTones[state]}>{lines.states[state]}</StatusBadge>;
}
