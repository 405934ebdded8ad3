import type { Bus as OpenBus } from "@stead/kernel/bus";

export type Bus = OpenBus & { close(): Promise<void> };

const waitingTopic = "outbox.waiting";

/** Tells the dispatchers that a committed transaction left work. Many calls at once become one message. */
export type Nudge = () => void;

/**
 * A nudge over the bus. Call it after the commit, never inside the transaction. Losing one costs no more than the
 * dispatcher's pause between polls, so a failure only goes to `onError`.
 */
export function createNudge(bus: Bus, onError: (error: unknown) => void, { spacingMs = 20 } = {}): Nudge {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      bus.publish(waitingTopic, {}).catch(onError);
    }, spacingMs).unref();
  };
}

/** Calls `wake` for every nudge of any process. */
export function onNudge(bus: Bus, wake: () => void): Promise<() => Promise<void>> {
  return bus.subscribe(waitingTopic, wake);
}
