import type { DayState } from "@stead/contracts/reconciliation";
import { StatusBadge, type Tone } from "@stead/ui/badge";
import { reconciliation as text } from "../../messages/en/reconciliation.ts";

const dayTones: Readonly<Record<DayState, Tone>> = {
  proved: "good",
  failed: "bad",
  uncovered: "neutral",
};

export function DayBadge({ state }: { readonly state: DayState }) {
  return <StatusBadge tone={dayTones[state]}>{text.states[state]}</StatusBadge>;
}
