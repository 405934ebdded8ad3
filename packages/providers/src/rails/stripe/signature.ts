import Stripe from "stripe";

/** Seconds that a signature is good for. */
const toleranceSeconds = 300;

/**
 * The event's JSON, when one of the secrets signed exactly these bytes at most 300 s ago; undefined otherwise. Two
 * secrets are good while one replaces the other.
 */
export function openSigned(
  body: Uint8Array,
  header: string | undefined,
  secrets: readonly string[],
  nowMs: number,
): unknown {
  if (header === undefined) return undefined;
  for (const secret of secrets) {
    try {
      // Node's own crypto, at the door's clock.
      return Stripe.webhooks.constructEvent(body, header, secret, toleranceSeconds, undefined, nowMs);
    } catch {
      // The error holds the body; another secret may still fit.
    }
  }
  return undefined;
}
