/** Values that people compare with: of times in seconds, of sizes in bytes. */
const seconds = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
] as const;

/** What is counted, how, and what its labels are. */
export type Definition = {
  /** A `counter` only grows, a `gauge` is what is now, a `distribution` is of which sizes. */
  kind: "counter" | "gauge" | "distribution";
  unit: "seconds" | "bytes" | "ratio" | "items";
  help: string;
  labels: readonly string[];
  /** Of a distribution: the bounds that are exposed. */
  bounds?: readonly number[];
};

const counter = (help: string, ...labels: readonly string[]) =>
  ({ kind: "counter", unit: "items", help, labels }) as const satisfies Definition;
const gauge = (unit: Definition["unit"], help: string, ...labels: readonly string[]) =>
  ({ kind: "gauge", unit, help, labels }) as const satisfies Definition;
const times = (help: string, ...labels: readonly string[]) =>
  ({ kind: "distribution", unit: "seconds", help, labels, bounds: seconds }) as const satisfies Definition;

/** Everything that a process counts. The page of metrics in the docs is made from this. */
export const definitions = {
  stead_http_request_seconds: times(
    "Time from a request's head to the end of its answer.",
    "route",
    "method",
    "status",
  ),
  stead_procedure_seconds: times(
    "Time of a procedure, checks of input and answer included.",
    "procedure",
    "type",
  ),
  stead_procedure_errors_total: counter(
    "Procedures that failed, by the code that the caller was given.",
    "procedure",
    "code",
  ),
  stead_query_seconds: times("Time of a statement, from sending it to its last row.", "query", "lane"),
  stead_query_rows_total: counter("Rows that statements answered or changed.", "query", "lane"),
  stead_query_errors_total: counter("Statements that failed.", "query", "lane"),
  stead_query_wait_seconds: times("Time that a statement waited for a connection."),
  stead_job_seconds: times("Time of a job's work.", "job", "outcome"),
  stead_cache_load_seconds: times(
    "Time of a value that was not at hand, by how it ended.",
    "family",
    "outcome",
  ),
  stead_provider_seconds: times("Time of a call to a provider.", "provider", "operation", "outcome"),
  stead_pool_connections: gauge(
    "items",
    "Connections of a pool to the database: in use, idle, or waited for.",
    "pool",
    "state",
  ),
  stead_queue_jobs: gauge("items", "Jobs of a queue by state, in the whole installation.", "queue", "state"),
  stead_queue_oldest_seconds: gauge("seconds", "Age of the oldest job that could start.", "queue"),
  stead_lane_places: gauge("items", "Jobs that the living workers run at once.", "lane"),
  stead_lane_wanted: gauge(
    "items",
    "Jobs that could run now: those that run and those that wait for a place.",
    "lane",
  ),
  stead_workers: gauge("items", "Worker processes that live."),
  stead_replica_used: gauge("items", "1 while the replica answers reads.", "replica"),
  stead_replica_lag_bytes: gauge("bytes", "Bytes of the log that it has not played back.", "replica"),
  stead_replica_lag_seconds: gauge("seconds", "How old its state is.", "replica"),
  stead_replica_reads_total: counter("Pieces of work that it answered.", "replica"),
  stead_replica_failures_total: counter("Pieces of work that the primary did for it.", "replica"),
  stead_process_cpu_seconds_total: { ...counter("Processor time of the process.", "mode"), unit: "seconds" },
  stead_process_memory_bytes: gauge("bytes", "Memory of the process by what it is.", "part"),
  stead_process_heap_limit_ratio: gauge("ratio", "The heap in use as a share of its limit."),
  stead_process_event_loop_delay_seconds: gauge(
    "seconds",
    "How late the event loop turned since the last look.",
    "percentile",
  ),
  stead_process_event_loop_ratio: gauge(
    "ratio",
    "The share of time in which the event loop was busy since the last look.",
  ),
  stead_process_collection_seconds: times("Pauses of the garbage collector.", "kind"),
  stead_process_handles: gauge(
    "items",
    "What keeps the process alive, by kind: sockets, timers, files.",
    "kind",
  ),
  stead_process_started_seconds: gauge("seconds", "When the process started, since 1970."),
} as const satisfies Record<string, Definition>;

export type Definitions = typeof definitions;
export type MetricName = keyof Definitions;
export type NameOfKind<Kind extends Definition["kind"]> = {
  [Name in MetricName]: Definitions[Name]["kind"] extends Kind ? Name : never;
}[MetricName];

/** The labels of a metric, all of them. */
export type LabelsOf<Name extends MetricName> = Readonly<Record<Definitions[Name]["labels"][number], string>>;
