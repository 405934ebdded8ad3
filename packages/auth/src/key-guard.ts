import type { Clock } from "@stead/kernel/clock";
import { AppError } from "@stead/kernel/errors";

const windowMs = 60_000;
const mostFailures = 20;
const mostRemembered = 10_000;

export type KeyGuard = {
  /** Throws TOO_MANY for an address that sent many bad keys, unless this key was good a moment ago. */
  admit(address: string, keyHash: string | null): void;
  failed(address: string): void;
  /** True when the key's use is worth remembering in the database: at most once a minute. */
  succeeded(keyHash: string): boolean;
};

/**
 * Stops floods of bad keys in front of the database. In memory, for one process: a key has 256 random bits, so this
 * guards time, not the keys.
 */
export function createKeyGuard(clock: Clock): KeyGuard {
  const failures = new Map<string, { count: number; endsMs: number }>();
  const good = new Map<string, number>();
  const openWindow = (address: string) => {
    const entry = failures.get(address);
    return entry !== undefined && entry.endsMs > clock.nowMs() ? entry : undefined;
  };
  return {
    admit(address, keyHash) {
      if (keyHash !== null && good.has(keyHash)) return;
      if ((openWindow(address)?.count ?? 0) >= mostFailures)
        throw new AppError("TOO_MANY", "too many unusable API keys from this address; wait a minute");
    },
    failed(address) {
      const entry = openWindow(address);
      if (entry) entry.count++;
      else {
        if (failures.size >= mostRemembered) failures.clear();
        failures.set(address, { count: 1, endsMs: clock.nowMs() + windowMs });
      }
    },
    succeeded(keyHash) {
      const nowMs = clock.nowMs();
      const isDue = nowMs - (good.get(keyHash) ?? -Infinity) >= windowMs;
      if (!isDue) return false;
      if (good.size >= mostRemembered) good.clear();
      good.set(keyHash, nowMs);
      return true;
    },
  };
}
