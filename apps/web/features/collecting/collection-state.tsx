import type { CollectionState } from "@stead/contracts/collecting";
import { StatusBadge, type Tone } from "@stead/ui/badge";
import { collecting as text } from "../../messages/en/collecting.ts";

const collectionTones: Readonly<Record<CollectionState, Tone>> = {
  starting: "info",
  pending: "info",
  failed: "bad",
  expired: "neutral",
  cancelled: "neutral",
  unknown: "warn",
  paid: "good",
};

/** Whether its end is still to come. */
export const isOpenState = (state: CollectionState) => state === "starting" || state === "pending";

/** Whether asking once more cannot take the money twice. */
export const isSafeToAskAgain = (state: CollectionState) =>
  state === "failed" || state === "expired" || state === "cancelled";

export function CollectionBadge({ state }: { readonly state: CollectionState }) {
  return <StatusBadge tone={collectionTones[state]}>{text.states[state]}</StatusBadge>;
}
