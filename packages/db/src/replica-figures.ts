import type { Registry } from "@stead/metrics/registry";
import type { ReplicaReport } from "./replicas.ts";

/** Shows how the replicas are; nothing without any. One that is down has no lag. */
export function setReplicaFigures(registry: Registry, replicas: readonly ReplicaReport[]): void {
  registry.clear("stead_replica_lag_bytes");
  registry.clear("stead_replica_lag_seconds");
  for (const { name: replica, state, lagBytes, lagMs, reads, failures } of replicas) {
    registry.set("stead_replica_used", { replica }, state === "used" ? 1 : 0);
    registry.set("stead_replica_reads_total", { replica }, reads);
    registry.set("stead_replica_failures_total", { replica }, failures);
    if (lagBytes !== null) registry.set("stead_replica_lag_bytes", { replica }, lagBytes);
    if (lagMs !== null) registry.set("stead_replica_lag_seconds", { replica }, lagMs / 1_000);
  }
}
