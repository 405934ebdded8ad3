import { monitorEventLoopDelay, performance, PerformanceObserver, constants } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import type { Registry } from "./registry.ts";

const kinds: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: "major",
  [constants.NODE_PERFORMANCE_GC_MINOR]: "minor",
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: "incremental",
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: "weak",
};

/** How the delay of the loop is sampled: its own timer's time is taken off what it reads. */
const resolutionMs = 10;

/** Has the registry show how the process is: processor, memory, event loop, garbage collection, handles. Returns the end. */
export function watchProcess(registry: Registry): () => void {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  let utilization = performance.eventLoopUtilization();
  const collections = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const detail: unknown = Reflect.get(entry, "detail");
      const kind: unknown =
        typeof detail === "object" && detail !== null ? Reflect.get(detail, "kind") : undefined;
      registry.observe(
        "stead_process_collection_seconds",
        { kind: (typeof kind === "number" && kinds[kind]) || "other" },
        entry.duration / 1_000,
      );
    }
  });
  collections.observe({ entryTypes: ["gc"] });
  registry.lookWith(() => {
    setStanding(registry);
    const shares = { p50: 50, p99: 99, max: 100 };
    for (const [percentile, share] of Object.entries(shares)) {
      const late = Math.max(0, delay.percentile(share) / 1e9 - resolutionMs / 1e3);
      registry.set("stead_process_event_loop_delay_seconds", { percentile }, late);
    }
    delay.reset();
    const now = performance.eventLoopUtilization();
    registry.set(
      "stead_process_event_loop_ratio",
      {},
      performance.eventLoopUtilization(now, utilization).utilization,
    );
    utilization = now;
  });
  return () => {
    collections.disconnect();
    delay.disable();
  };
}

function setStanding(registry: Registry): void {
  const { user, system } = process.cpuUsage();
  registry.set("stead_process_cpu_seconds_total", { mode: "user" }, user / 1e6);
  registry.set("stead_process_cpu_seconds_total", { mode: "system" }, system / 1e6);
  const { rss, heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage();
  const parts = {
    resident: rss,
    heap: heapTotal,
    "heap in use": heapUsed,
    external,
    "array buffers": arrayBuffers,
  };
  for (const [part, bytes] of Object.entries(parts))
    registry.set("stead_process_memory_bytes", { part }, bytes);
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  registry.set("stead_process_heap_limit_ratio", {}, used / limit);
  registry.set("stead_process_started_seconds", {}, performance.timeOrigin / 1_000);
  registry.clear("stead_process_handles");
  const handles = Map.groupBy(process.getActiveResourcesInfo(), (kind) => kind);
  for (const [kind, those] of handles) registry.set("stead_process_handles", { kind }, those.length);
}
