import { createSealer } from "@stead/kernel/seal";
import type { Rails } from "../context/index.ts";

/**
 * What verbs need to reach providers, by a process's settings: its opened rails, the secret that seals what is kept of
 * them, and its public address, under which providers call `/api/webhooks`.
 */
export function makeRails(
  opened: Pick<Rails, "open">,
  { dataSecret, publicUrl }: { dataSecret: string; publicUrl: string },
): Rails {
  return {
    open: (account) => opened.open(account),
    sealer: createSealer(dataSecret),
    callbackBase: `${publicUrl}/api`,
    publicUrl,
  };
}
