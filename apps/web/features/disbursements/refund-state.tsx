import type { BankFileDto, DisbursementState } from "@stead/contracts/disbursements";
import { StatusBadge, type Tone } from "@stead/ui/badge";
import { bankFiles, refunds } from "../../messages/en/disbursements.ts";

export const refundTones: Readonly<Record<DisbursementState, "info" | "good" | "warn" | "bad">> = {
  awaiting_approval: "warn",
  approved: "info",
  sending: "info",
  sent: "info",
  paid: "good",
  failed: "bad",
  uncertain: "warn",
  cancelled: "bad",
};
const badgeTones: Readonly<Record<DisbursementState, Tone>> = { ...refundTones, cancelled: "neutral" };
const fileTones: Readonly<Record<BankFileDto["state"], Tone>> = {
  making: "info",
  ready: "warn",
  given_out: "good",
};

export function RefundBadge({ state }: { readonly state: DisbursementState }) {
  return <StatusBadge tone={badgeTones[state]}>{refunds.states[state]}</StatusBadge>;
}

export function BankFileBadge({ state }: Pick<BankFileDto, "state">) {
  return <StatusBadge tone={fileTones[state]}>{bankFiles.states[state]}</StatusBadge>;
}
