import type { ReplicaReport } from "./replicas.ts";

/** How the replicas are, in Prometheus' text format; nothing without any. One that is down has no lag. */
export function exposeReplicas(replicas: readonly ReplicaReport[]): string {
  if (replicas.length === 0) return "";
  const family = (metric: string, help: string, valueOf: (replica: ReplicaReport) => number | null) => [
    `# HELP ${metric} ${help}`,
    `# TYPE ${metric} gauge`,
    ...replicas.flatMap((replica) => {
      const value = valueOf(replica);
      return value === null ? [] : [`${metric}{replica="${replica.name}"} ${value}`];
    }),
  ];
  const lines = [
    ...family("stead_replica_used", "1 while the replica answers reads.", ({ state }) =>
      state === "used" ? 1 : 0,
    ),
    ...family(
      "stead_replica_lag_bytes",
      "Bytes of the log that it has not played back.",
      ({ lagBytes }) => lagBytes,
    ),
    ...family("stead_replica_lag_seconds", "How old its state is.", ({ lagMs }) =>
      lagMs === null ? null : lagMs / 1_000,
    ),
    ...family("stead_replica_reads", "Pieces of work that it answered.", ({ reads }) => reads),
    ...family(
      "stead_replica_failures",
      "Pieces of work that the primary did for it.",
      ({ failures }) => failures,
    ),
  ];
  return `${lines.join("\n")}\n`;
}
