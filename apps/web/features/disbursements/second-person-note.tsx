"use client";

import { Callout } from "@stead/ui/callout";
import { refundForm as text } from "../../messages/en/disbursements.ts";

/** Says that the amount waits for a second person, and how much would not; null when everything does. */
export function SecondPersonNote({ free }: { readonly free: string | null }) {
  return (
    <Callout tone="warn">
      <p>{text.needsByHand}</p>
      <p>{free ?? text.noFree}</p>
    </Callout>
  );
}
