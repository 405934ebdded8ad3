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

const plansTopic = "plans.changed";

/** What was remembered of plans is old: of one agency, or what is on sale. */
export type PlanNews = { customerId: string | null };

/** Tells every process that plans changed. A lost message costs what memories live for. */
export async function tellPlans(bus: Bus, news: PlanNews): Promise<void> {
  await bus.publish(plansTopic, news);
}

/** Calls `listener` when any process says that plans changed. */
export function onPlans(bus: Bus, listener: (news: PlanNews) => void): Promise<() => Promise<void>> {
  return bus.subscribe(plansTopic, (_topic, data) => {
    const customerId: unknown =
      typeof data === "object" && data !== null ? Reflect.get(data, "customerId") : null;
    listener({ customerId: typeof customerId === "string" ? customerId : null });
  });
}
