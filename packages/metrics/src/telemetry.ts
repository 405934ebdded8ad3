import type { Logger } from "@stead/kernel/logger";
import type { Seams } from "@stead/kernel/seams";
import { countSeams } from "./count-seams.ts";
import { expose } from "./exposition.ts";
import { watchProcess } from "./process-figures.ts";
import { Registry, type Look } from "./registry.ts";

/** A pool of connections as it is now. */
export type PoolLook = { stats(): { size: number; idle: number; waiting: number } };

export type TelemetryOptions = {
  seams: Pick<Seams, "on">;
  log: Pick<Logger, "warn">;
  /** The process's pools of connections, by name. */
  pools?: Readonly<Record<string, PoolLook>>;
  looks?: readonly Look[];
};

export type Telemetry = {
  registry: Registry;
  /** Everything that the process counted, in Prometheus' text format. */
  expose(this: void): Promise<string>;
  close(): void;
};

/** Counts what one process does. */
export function openTelemetry({ seams, log, pools = {}, looks = [] }: TelemetryOptions): Telemetry {
  const registry = new Registry((error) => log.warn({ error }, "a metric could not be looked at"));
  const endCounting = countSeams(registry, seams);
  const endWatching = watchProcess(registry);
  registry.lookWith(() => setPools(registry, pools));
  for (const look of looks) registry.lookWith(look);
  return {
    registry,
    expose: async () => expose(await registry.families()),
    close: () => {
      endCounting();
      endWatching();
    },
  };
}

function setPools(registry: Registry, pools: Readonly<Record<string, PoolLook>>): void {
  for (const [pool, look] of Object.entries(pools)) {
    const { size, idle, waiting } = look.stats();
    const states = { "in use": size - idle, idle, waiting };
    for (const [state, count] of Object.entries(states))
      registry.set("stead_pool_connections", { pool, state }, count);
  }
}
